"""Formatted texts: Markdown in, clean HTML out."""

from functools import lru_cache

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

_TAGS = {
    "a", "blockquote", "br", "code", "em", "h4", "h5", "h6", "li", "ol", "p", "strong", "ul",
}  # fmt: skip
_ATTRIBUTES = {"a": {"href"}}
_markdown = MarkdownIt("zero").enable(
    ["emphasis", "link", "list", "blockquote", "newline", "escape", "heading", "backticks",
     "autolink", "entity"]
)  # fmt: skip


@lru_cache(maxsize=512)
def formatted(text: str) -> SafeString:
    """HTML of a Markdown text.

    Headings start at the fourth level, links open where they stand and carry ``rel``, raw HTML is
    shown as typed. What remains passes an allow list, so the result is safe in a page.
    """
    html = _markdown.render(text)
    for level in (3, 2, 1):
        html = html.replace(f"<h{level}>", f"<h{min(level + 3, 6)}>")
        html = html.replace(f"</h{level}>", f"</h{min(level + 3, 6)}>")
    clean = nh3.clean(
        html,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes={"http", "https", "mailto"},
        link_rel="nofollow noopener",
    )
    return mark_safe(clean)  # noqa: S308 - cleaned above by an allow list
