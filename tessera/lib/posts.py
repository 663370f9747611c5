"""Posts as HTML: plain text or Markdown in, clean HTML out.

Both ways end at the allow list of ``lib.formatting``'s cleaner, so that nothing typed becomes
markup by itself. Links are ``nofollow``: a post lends nobody the standing of the site.
"""

import re
from typing import Final

import nh3
from django.utils.html import escape, linebreaks
from django.utils.safestring import SafeString, mark_safe

from tessera.lib.formatting import formatted
from tessera.lib.identifiers import ALPHABET, normalize

#: More records than this are not shown as cards below one post.
MOST_RECORDS: Final = 8
_ADDRESS: Final = re.compile(r"https?://[^\s<>\"']{3,2000}")
_TRAILING: Final = ".,;:!?)]}»”’"
_IDENTIFIER: Final = re.compile(
    rf"(?<![\w-])([{ALPHABET}{ALPHABET.lower()}]{{4}}-[{ALPHABET}{ALPHABET.lower()}]{{4}})(?![\w-])"
)


def rendered(text: str, *, is_markdown: bool) -> SafeString:
    """A post's text as HTML that is safe in a page."""
    return formatted(text) if is_markdown else _plain(text)


def _plain(text: str) -> SafeString:
    pieces: list[str] = []
    end = 0
    for found in _ADDRESS.finditer(text):
        address = found.group().rstrip(_TRAILING)
        pieces.append(escape(text[end : found.start()]))
        pieces.append(f'<a href="{escape(address)}">{escape(address)}</a>')
        end = found.start() + len(address)
    pieces.append(escape(text[end:]))
    html = linebreaks(mark_safe("".join(pieces)))  # noqa: S308 - each piece was escaped
    clean = nh3.clean(
        html,
        tags={"a", "br", "p"},
        attributes={"a": {"href"}},
        url_schemes={"http", "https"},
        link_rel="nofollow noopener",
    )
    return mark_safe(clean)  # noqa: S308 - cleaned above by an allow list


def record_identifiers(text: str) -> list[str]:
    """The identifiers that stand in a text, alone or in an address, in their order."""
    found = (normalize(each.group(1)) for each in _IDENTIFIER.finditer(text))
    return list(dict.fromkeys(each for each in found if each))[:MOST_RECORDS]


def quoted(text: str) -> str:
    """The beginning of a text as a quotation, in Markdown and as people write it by hand."""
    lines = text.strip()[:1500].splitlines()[:12]
    return "".join(f"> {line}\n" for line in lines) + "\n"
