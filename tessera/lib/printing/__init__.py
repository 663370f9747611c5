"""Printed documents: tagged PDF (PDF/UA-1) from text that is handed over as data, never as markup.

A document is a title and blocks. It is set by Typst with fonts of its own (Libertinus for Latin,
Greek and Cyrillic comes with the library; Noto for Arabic and Chinese is in ``fonts``), so that it
looks the same everywhere, from right to left too, and asks the network for nothing.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final

from tessera.lib.languages import direction, html_tag

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
    blocks: list[dict[str, Any]] = field(default_factory=list)

    def heading(self, text: str, level: int = 2) -> None:
        """A heading; 2 below the title, 3 below that."""
        self.blocks.append({"kind": "heading", "text": text, "level": level})

    def paragraph(self, words: Written, kind: str = "paragraph") -> None:
        """A paragraph; ``kind`` may be ``lead`` or ``small``."""
        for text in filter(None, (each.strip() for each in words.text.split("\n\n"))):
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

    def table(
        self, head: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[int]
    ) -> None:
        """A table with a head that is repeated on each page; ``widths`` are shares."""
        if rows:
            block = {"kind": "table", "head": list(head), "rows": rows, "widths": list(widths)}
            self.blocks.append(block)


def render_pdf(document: Document) -> bytes:
    """The document as PDF/UA-1.

    Raises:
        ValueError: it is longer than a printed document can be.
    """
    # Deferred: it is 30 MB of machine code, and most processes never print.
    import typst

    values = {
        **asdict(document),
        "authors": list(document.authors),
        "language": html_tag(document.language).split("-")[0],
        "direction": direction(document.language),
    }
    given = json.dumps(values, ensure_ascii=False)
    if len(given) > MOST_CHARACTERS:
        message = "The document is too long to be printed."
        raise ValueError(message)
    printed: bytes = typst.compile(
        str(_HERE / "document.typ"),
        root=str(_HERE),
        font_paths=[str(_HERE / "fonts")],
        ignore_system_fonts=True,
        sys_inputs={"given": given},
        pdf_standards=["ua-1"],
    )
    return printed
