"""XML from strangers: read without entities, external files, or anything that grows while read.

libxml2 expands entities in attributes even when told not to resolve them, so that a document that
declares any is refused before it is parsed. Nothing that we take in needs one.
"""

import re
from typing import Final

from lxml import etree

from tessera.lib.errors import TesseraError

#: The declaration's encodings that the look for entities can read through.
_READABLE: Final = re.compile(
    rb"(utf-?(8|16)|us-ascii|ascii|iso-8859-\d{1,2}|windows-125\d|gb(k|2312|18030)|koi8-r)", re.I
)
_DECLARED: Final = re.compile(rb"^\s*<\?xml[^>]{0,200}encoding\s*=\s*[\"']([^\"']{0,40})[\"']")
_BEFORE: Final = b"\xef\xbb\xbf"


class UnreadableXmlError(TesseraError):
    """No XML, or none that is read; ``is_dangerous`` when it declares entities."""

    def __init__(self, message: str, *, is_dangerous: bool = False) -> None:
        super().__init__(message)
        self.is_dangerous = is_dangerous


def read_xml(body: bytes) -> etree._Element:
    """The root of a document.

    Raises:
        UnreadableXmlError: it is not well-formed, stops in the middle, or declares entities.
    """
    bare = body.replace(b"\0", b"") if b"\0" in body[:200] else body
    declared = _DECLARED.match(bare.removeprefix(_BEFORE).lstrip(b"\xff\xfe"))
    if declared and not _READABLE.fullmatch(declared[1]):
        raise UnreadableXmlError("an encoding that is not read", is_dangerous=True)
    if b"<!ENTITY" in bare:
        raise UnreadableXmlError("entities are declared", is_dangerous=True)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False,
        remove_comments=True, remove_pis=True,
    )  # fmt: skip
    try:
        return etree.fromstring(body, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise UnreadableXmlError(str(error)[:200]) from error


def local_name(element: etree._Element) -> str:
    """An element's name without its namespace."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def namespace_of(element: etree._Element) -> str:
    """An element's namespace; empty when it has none."""
    tag = element.tag
    return tag[1:].partition("}")[0] if isinstance(tag, str) and tag.startswith("{") else ""


def text_of(element: etree._Element | None) -> str:
    """All text inside an element, in one line."""
    return "" if element is None else " ".join("".join(element.itertext()).split())


def named(parent: etree._Element | None, *names: str) -> list[etree._Element]:
    """The children with one of the names, in whatever namespace."""
    return [] if parent is None else [each for each in parent if local_name(each) in names]


def first(parent: etree._Element | None, *names: str) -> etree._Element | None:
    """The first of them."""
    return next(iter(named(parent, *names)), None)
