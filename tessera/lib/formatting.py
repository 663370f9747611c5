"""Formatted texts: Markdown in, clean HTML out."""

import re
from functools import lru_cache

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

_TAGS = {
    "a", "blockquote", "br", "code", "em", "h2", "h3", "h4", "h5", "h6", "li", "ol", "p", "strong",
    "ul",
}  # fmt: skip
_ATTRIBUTES = {"a": {"href"}}
_markdown = MarkdownIt("zero").enable(
    ["emphasis", "link", "list", "blockquote", "newline", "escape", "heading", "backticks",
     "autolink", "entity"]
)  # fmt: skip


# Raw HTML was escaped, so what looks like a heading is one.
_HEADING = re.compile(r"<(/?)h([1-6])>")


@lru_cache(maxsize=512)
def formatted(text: str, first_heading: int = 4) -> SafeString:
    """HTML of a Markdown text.

    Headings start at the fourth level, or at ``first_heading`` on a page of its own. Links open
    where they stand and carry ``rel``, raw HTML is shown as typed. What remains passes an allow
    list, so the result is safe in a page.
    """
    html = _markdown.render(text)
    if first_heading > 1:
        html = _HEADING.sub(
            lambda found: f"<{found[1]}h{min(int(found[2]) + first_heading - 1, 6)}>", html
        )
    clean = nh3.clean(
        html,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes={"http", "https", "mailto"},
        link_rel="nofollow noopener",
    )
    return mark_safe(clean)  # noqa: S308 - cleaned above by an allow list
