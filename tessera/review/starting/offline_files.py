"""The offline template as a spreadsheet and as a Word document, in the present language.

Each question stands with its name in brackets, by which it is found again when read back in.
"""

import io
from typing import Any, Final

from django.utils.translation import gettext as _
from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet.datavalidation import DataValidation

from tessera.lib.languages import direction, html_tag
from tessera.review.contributing.pages import HEADINGS
from tessera.review.contributing.questions import Question
from tessera.review.starting.offline_answers import asked, choices_of, help_for
from tessera.vocabularies.labels import current_language

#: The first cell of a spreadsheet, and the first mark of a document.
MARK: Final = "tessera-template"
_QUIET: Final = "555B66"
_MOST_LISTED: Final = 400


def _lead() -> str:
    return _(
        "Write your answers in the last column and leave the others as they are. Then upload the "
        "file on the page “Start from something”."
    )


def as_spreadsheet(kind: str) -> bytes:
    """Rows of name, question, help and answer; lists to choose from on a second sheet."""
    book = Workbook()
    sheet: Any = book.active
    sheet.title = "Tessera"
    lists: Any = book.create_sheet("Lists")
    is_rtl = direction(current_language()) == "rtl"
    sheet.sheet_view.rightToLeft = lists.sheet_view.rightToLeft = is_rtl
    sheet.append([MARK, str(HEADINGS[kind]), _lead(), f"{kind} {current_language()}"])
    sheet.append([_("Name"), _("Question"), _("Help"), _("Your answer")])
    for number, question in enumerate(asked(kind), start=3):
        sheet.append([f"[{question.name}]", _title(question), help_for(question), None])
        _offer(sheet, lists, number, question)
    for column, width in (("A", 14), ("B", 34), ("C", 46), ("D", 60)):
        sheet.column_dimensions[column].width = width
    for row in sheet.iter_rows(min_row=1):
        for cell in row:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
        row[0].font = row[2].font = Font(color=_QUIET, size=9)
        row[1].font = Font(bold=True)
        # Text, so that no program makes a date or a number of what is typed.
        row[3].number_format = "@"
        row[3].fill = PatternFill("solid", fgColor="FBF9F4")
    sheet.freeze_panes = "A3"
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def _title(question: Question) -> str:
    return f"{question.label} *" if question.is_needed else str(question.label)


def _offer(sheet: Any, lists: Any, number: int, question: Question) -> None:
    """The labels to choose from, as a column of the second sheet."""
    labels = [label for _code, label in choices_of(question)][:_MOST_LISTED]
    if not labels:
        return
    column = lists.max_column + 1 if lists.cell(1, 1).value else 1
    lists.cell(1, column, str(question.label)).font = Font(bold=True)
    for row, label in enumerate(labels, start=2):
        lists.cell(row, column, label)
    if question.form not in {"choices", "places", "languages"}:
        letter = lists.cell(1, column).column_letter
        rule = DataValidation(
            "list", formula1=f"Lists!${letter}$2:${letter}${len(labels) + 1}", allow_blank=True
        )
        rule.showErrorMessage = False
        sheet.add_data_validation(rule)
        rule.add(sheet.cell(number, 4))


def as_document(kind: str) -> bytes:
    """A table of questions and answers."""
    document: Any = Document()
    is_rtl = direction(current_language()) == "rtl"
    document.core_properties.title = f"{HEADINGS[kind]}"
    document.core_properties.language = html_tag(current_language())
    document.core_properties.author = ""
    document.styles["Normal"].font.size = Pt(11)
    heading = document.add_heading(str(HEADINGS[kind]), level=1)
    lead = document.add_paragraph(_lead())
    mark = document.add_paragraph(f"{MARK} {kind} {current_language()}")
    _quiet(mark)
    table = document.add_table(rows=0, cols=2)
    table.style = "Table Grid"
    if is_rtl:
        table._tbl.tblPr.insert(1, OxmlElement("w:bidiVisual"))
    for question in asked(kind):
        asks, answer = table.add_row().cells
        title = asks.paragraphs[0]
        title.add_run(_title(question)).bold = True
        lines = [title, asks.add_paragraph(help_for(question)), asks.add_paragraph(_few(question)),
                 asks.add_paragraph(f"[{question.name}]"), answer.paragraphs[0]]  # fmt: skip
        for line in lines[1:4]:
            _quiet(line)
        if is_rtl:
            _turn(lines)
    if is_rtl:
        _turn([heading, lead, mark])
    kept = io.BytesIO()
    document.save(kept)
    return kept.getvalue()


def _few(question: Question) -> str:
    """Short lists stand beside the question."""
    labels = [label for _code, label in choices_of(question)]
    return "; ".join(labels) if 0 < len(labels) <= 40 else ""


def _quiet(paragraph: Any) -> None:
    for run in paragraph.runs:
        run.font.size = Pt(8.5)
        run.font.color.rgb = RGBColor.from_string(_QUIET)


def _turn(paragraphs: list[Any]) -> None:
    """From right to left: Word asks this of paragraphs and of runs."""
    for paragraph in paragraphs:
        paragraph._p.get_or_add_pPr().append(OxmlElement("w:bidi"))
        for run in paragraph.runs:
            mark = OxmlElement("w:rtl")
            mark.set(qn("w:val"), "1")
            run._r.get_or_add_rPr().append(mark)


MAKERS: Final = {"docx": as_document, "xlsx": as_spreadsheet}
