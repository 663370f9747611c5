"""A document for word processors (Office Open XML), with headings, lists, links and languages."""

import io
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

import docx
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, RGBColor

from tessera.lib.enumerations import listed
from tessera.lib.languages import html_tag
from tessera.lib.printing import Document, Written

_STYLES: Final = {"list": "List Bullet", "numbers": "List Number"}
_LINK: Final = RGBColor(0x1B, 0x4A, 0x8A)


def render_docx(document: Document) -> bytes:
    """The document as a file on A4."""
    file = io.BytesIO()
    _WordFile(document).made.save(file)
    return file.getvalue()


class _WordFile:
    """The file under way."""

    def __init__(self, document: Document) -> None:
        self.made = docx.Document()
        self.own = Written("", document.language).given()
        self._describe(document)
        self._words(Written(document.kind).given(), "Subtitle")
        self._words(Written(document.title, document.title_language).given(), "Title")
        for block in document.blocks:
            self._block(block)
        footer = self.made.sections[0].footer.paragraphs[0]
        footer.add_run(document.footer)
        self._mark(footer, {"language": "", "direction": "ltr"})

    def _describe(self, document: Document) -> None:
        known, section = self.made.core_properties, self.made.sections[0]
        known.title, known.comments = document.title, ""
        known.author = listed(document.authors, document.language)
        known.language = html_tag(document.language)
        known.created = known.modified = datetime.now(UTC)
        section.page_width, section.page_height = Mm(210), Mm(297)

    def _block(self, block: Mapping[str, Any]) -> None:
        kind = block["kind"]
        if kind == "heading":
            self._words(block, f"Heading {block['level'] - 1}")
        elif kind in _STYLES:
            for row in block["rows"]:
                self._words(row, _STYLES[kind])
        elif kind == "table":
            self._table(block)
        else:
            self._words(block, "Normal")
            if block.get("address"):
                self._link(block)

    def _words(self, each: Mapping[str, Any], style: str) -> None:
        paragraph = self.made.add_paragraph(style=style)
        paragraph.add_run(each["text"])
        self._mark(paragraph, each)

    def _link(self, each: Mapping[str, Any]) -> None:
        """The source as a link, with its address for those who read on paper."""
        paragraph = self.made.add_paragraph(style="Normal")
        run = paragraph.add_run(each["source"])
        run.font.underline, run.font.color.rgb = True, _LINK
        way = OxmlElement("w:hyperlink")
        target = self.made.part.relate_to(
            each["address"], RELATIONSHIP_TYPE.HYPERLINK, is_external=True
        )
        way.set(qn("r:id"), target)
        paragraph._p.append(way)
        way.append(run._r)
        if each["source"] != each["address"]:
            paragraph.add_run(f" – {each['address']}")
        self._mark(paragraph, each)

    def _table(self, block: Mapping[str, Any]) -> None:
        table = self.made.add_table(rows=0, cols=len(block["head"]))
        head = [Written(each).given() for each in block["head"]]
        for cells in (head, *block["rows"]):
            for cell, each in zip(table.add_row().cells, cells, strict=True):
                cell.text = each["text"]
                self._mark(cell.paragraphs[0], each)
        header = OxmlElement("w:tblHeader")
        header.set(qn("w:val"), "true")
        table.rows[0]._tr.get_or_add_trPr().append(header)

    def _mark(self, paragraph: Any, each: Mapping[str, Any]) -> None:
        """Say language and direction: without, a screen reader reads everything as English."""
        tag = each["language"] or self.own["language"]
        is_rtl = (each["direction"] or self.own["direction"]) == "rtl"
        if is_rtl:
            paragraph._p.get_or_add_pPr().append(OxmlElement("w:bidi"))
        for run in paragraph._p.iter(qn("w:r")):
            properties = run.get_or_add_rPr()
            if is_rtl:
                properties.append(OxmlElement("w:rtl"))
            spoken = OxmlElement("w:lang")
            for name in ("val", "eastAsia", "bidi"):
                spoken.set(qn(f"w:{name}"), tag)
            properties.append(spoken)
