"""Printed documents, as tagged PDF (PDF/UA-1) and, in ``word``, as Word files.

Text is never taken as markup. A document is a title and blocks. It is set by Typst with fonts of
its own (Libertinus for Latin, Greek and Cyrillic comes with the library; Noto for Arabic and
Chinese is in ``fonts``), so that it looks the same everywhere, from right to left too, and asks the
network for nothing.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final

from django.utils.translation import gettext as _

from tessera.lib.languages import direction, html_tag
from tessera.lib.qr_codes import qr_code

_HERE: Final = Path(__file__).parent
#: A document of more characters is refused: it would keep a process busy.
MOST_CHARACTERS: Final = 400_000


@dataclass(frozen=True)
class Written:
    """Words, and the language that they are in when it is not the document's."""

    text: str
    language: str = ""

    def given(self) -> dict[str, str]:
        """As the template takes it."""
        tag = self.language
        return {
            "text": self.text,
            "language": html_tag(tag).split("-")[0] if tag else "",
            "direction": direction(tag) if tag else "",
        }


@dataclass
class Document:
    """A document under way; its methods add a block each, and empty ones add nothing."""

    title: str
    kind: str
    language: str
    footer: str
    authors: Sequence[str] = ()
    title_language: str = ""
    blocks: list[dict[str, Any]] = field(default_factory=list)

    def heading(
        self, text: str, level: int = 2, *, language: str = "", stays: bool = False
    ) -> None:
        """A heading; 2 below the title, 3 below that. ``language`` if not the document's; with
        ``stays`` it keeps the document's side nevertheless.
        """
        given = Written(text, language).given()
        block = {"kind": "heading", **given, "level": level, "stays": stays}
        self.blocks.append(block)

    def paragraph(self, words: Written, kind: str = "paragraph") -> None:
        """A paragraph; ``kind`` may be ``lead`` or ``small``."""
        for text in filter(None, (each.strip() for each in _lines(words.text).split("\n\n"))):
            part = Written(text, words.language)
            self.blocks.append({"kind": kind, **part.given()})

    def items(self, rows: Sequence[Written], kind: str = "list") -> None:
        """A list; ``kind`` may be ``numbers``."""
        if rows:
            self.blocks.append({"kind": kind, "rows": [row.given() for row in rows]})

    def fact(self, words: Written, *, source: str, address: str) -> None:
        """A statement with the link that shows it."""
        cited = {"source": source, "address": address}
        self.blocks.append({"kind": "fact", **words.given(), **cited})

    def scannable(self, words: Written, *, address: str) -> None:
        """A statement and the address that it speaks of, beside the QR code of that address."""
        cited = {
            "source": address,
            "address": address,
            "code": qr_code(address),
            "described": _("QR code of the address that is written beside it"),
        }
        self.blocks.append({"kind": "scannable", **words.given(), **cited})

    def table(
        self, head: Sequence[str], rows: Sequence[Sequence[str | Written]], widths: Sequence[int]
    ) -> None:
        """A table with a head that is repeated on each page; ``widths`` are shares."""
        if rows:
            cells = [[_written(cell).given() for cell in row] for row in rows]
            block = {"kind": "table", "head": list(head), "rows": cells, "widths": list(widths)}
            self.blocks.append(block)


def _lines(text: str) -> str:
    """With one sort of line ends: browsers send another."""
    return text.replace("\r\n", "\n")


def _written(cell: str | Written) -> Written:
    return cell if isinstance(cell, Written) else Written(cell)


def render_pdf(document: Document) -> bytes:
    """The document as PDF/UA-1; without the claim, if it has characters that no font here has.

    Raises:
        ValueError: it is longer than a printed document can be.
    """
    # Deferred: it is 30 MB of machine code, and most processes never print.
    import typst

    given = _given(document)
    if len(given) > MOST_CHARACTERS:
        message = "The document is too long to be printed."
        raise ValueError(message)
    try:
        return _compiled(given, claims_access=True)
    except typst.TypstError as error:
        if _NOT_DISPLAYED not in str(error):
            raise
        return _compiled(given, claims_access=False)


def is_printable(text: str) -> bool:
    """Whether the fonts here have all its characters. Costs a compilation."""
    # Deferred, as above.
    import typst

    try:
        document = Document(text, "", "en", "")
        _compiled(_given(document), claims_access=True)
    except typst.TypstError:
        return False
    return True


#: How Typst says that no font has a character.
_NOT_DISPLAYED: Final = "could not be displayed"


def _compiled(given: str, *, claims_access: bool) -> bytes:
    import typst

    printed: bytes = typst.compile(
        str(_HERE / "document.typ"),
        root=str(_HERE),
        font_paths=[str(_HERE / "fonts")],
        ignore_system_fonts=True,
        sys_inputs={"given": given},
        pdf_standards=["ua-1"] if claims_access else [],
    )
    return printed


def _given(document: Document) -> str:
    title = Written(document.title, document.title_language).given()
    values = {
        **asdict(document),
        "title": title,
        "authors": list(document.authors),
        "language": html_tag(document.language).split("-")[0],
        "direction": direction(document.language),
    }
    return json.dumps(values, ensure_ascii=False)
