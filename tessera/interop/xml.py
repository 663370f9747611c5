"""Writing XML piece by piece, with what XML cannot carry left out."""

import re
from collections.abc import Mapping
from xml.sax.saxutils import escape, quoteattr

#: Characters that no XML 1.0 document may hold (§2.2).
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def text_of(value: object) -> str:
    """Character data."""
    return escape(_FORBIDDEN.sub("", str(value)))


def element(name: str, value: object = "", attributes: Mapping[str, str] | None = None) -> str:
    """An element with text; attributes without a value are left out."""
    given = "".join(
        f" {key}={quoteattr(_FORBIDDEN.sub('', each))}"
        for key, each in (attributes or {}).items()
        if each
    )
    content = text_of(value)
    return f"<{name}{given}>{content}</{name}>" if content else f"<{name}{given}/>"
