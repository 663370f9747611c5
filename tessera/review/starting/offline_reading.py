"""Reading a filled offline template back in. What it is, is told by its content and its marks.

Bombs and macros are refused before anything is unpacked for good, and documents that bring
declarations of their own (entities) before they are parsed: office programs write none.
"""

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override
from docx import Document
from openpyxl import load_workbook

from tessera.lib.errors import TesseraError
from tessera.lib.uploads.scanning import scan
from tessera.lib.uploads.sniffing import FileRefusedError, sniff
from tessera.review.content import LONGEST_TEXT
from tessera.review.contributing.pages import HEADINGS
from tessera.review.errors import ReviewError
from tessera.review.starting.offline_answers import asked, read_answer
from tessera.review.starting.offline_files import MARK

MOST_BYTES: Final = 2 * 1024 * 1024
_MOST_ROWS: Final = 300
_DECLARES: Final = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.I)
_NAME: Final = re.compile(r"\[([a-z_]{2,60})\]\s*$")
_TAKEN: Final = ("docx", "xlsx")


@dataclass(frozen=True)
class Filled:
    """What a template says: values by field, and what is wrong with some, in words."""

    kind: str
    language: str
    content: dict[str, Any]
    errors: dict[str, str]
    typed: dict[str, str]


def read_template(name: str, content: bytes) -> Filled:
    """The answers in a filled template.

    Raises:
        TesseraError: it is no template of ours, is dangerous, or holds no answer.
    """
    ending = name.rpartition(".")[2].lower()
    if ending not in _TAKEN:
        raise FileRefusedError(_("Upload the template as .docx or .xlsx."))
    if len(content) > MOST_BYTES:
        raise FileRefusedError(_("The template is larger than 2 MB."))
    sniff(name, content)
    _check_parts(content)
    scan(content)
    try:
        mark, rows = (_of_document if ending == "docx" else _of_spreadsheet)(content)
    except TesseraError:
        raise
    except Exception as error:  # Whatever a broken office file makes its reader do.
        raise ReviewError(_("The file cannot be read. Save it again and upload it.")) from error
    kind, _space, language = mark.partition(" ")
    if kind not in HEADINGS or language not in dict(settings.LANGUAGES):
        raise ReviewError(_("This is not a template of this site. Download a new one."))
    return _answers(kind, language, rows)


def _check_parts(content: bytes) -> None:
    """No part may declare anything; links to other files are never followed."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for entry in archive.infolist():
            if not entry.filename.lower().endswith((".xml", ".rels")):
                continue
            with archive.open(entry) as part:
                if _DECLARES.search(part.read(65_536)):
                    raise FileRefusedError(_("The file holds declarations that no template has."))


def _of_spreadsheet(content: bytes) -> tuple[str, dict[str, str]]:
    book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
    sheet = book.worksheets[0]
    mark, rows = "", {}
    for cells in sheet.iter_rows(max_row=_MOST_ROWS, max_col=4, values_only=True):
        first, answer = str(cells[0] or ""), cells[3] if len(cells) > 3 else None
        if first == MARK:
            mark = str(answer or "")
        elif (found := _NAME.search(first)) and answer is not None:
            rows[found[1]] = _cell(answer)
    return mark, rows


def _cell(value: Any) -> str:
    """A day is written as 2024-05-31, a whole number without a point."""
    if hasattr(value, "date"):
        return str(value.date())
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def _of_document(content: bytes) -> tuple[str, dict[str, str]]:
    document: Any = Document(io.BytesIO(content))
    marks = (each.text for each in document.paragraphs[:50] if each.text.startswith(MARK))
    mark = next(marks, "").removeprefix(MARK).strip()
    return mark, dict(_rows(document))


def _rows(document: Any) -> Iterator[tuple[str, str]]:
    for table in document.tables[:3]:
        for row in table.rows[:_MOST_ROWS]:
            cells = row.cells
            if len(cells) > 1 and (found := _NAME.search(cells[0].text.strip())):
                yield found[1], cells[-1].text.strip()


def _answers(kind: str, language: str, rows: dict[str, str]) -> Filled:
    content: dict[str, Any] = {}
    errors: dict[str, str] = {}
    typed = {name: text.replace("\x00", "")[: LONGEST_TEXT + 1] for name, text in rows.items()}
    for question in asked(kind):
        text = typed.get(question.name, "")
        if not text:
            continue
        if len(text) > LONGEST_TEXT:
            message = _("This text is too long: at most %(most)d characters are kept.")
            errors[question.name] = message % {"most": LONGEST_TEXT}
            text = text[:LONGEST_TEXT]
        with override(language):  # The labels are those of the template.
            value, wrong = read_answer(question, text)
        if value:
            content[question.name] = value
        if wrong:
            errors.setdefault(question.name, wrong)
    if not content:
        raise ReviewError(_("There is no answer in this template."))
    return Filled(kind, language, content, errors, typed)
