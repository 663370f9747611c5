"""Tables, CSV and XLSX: rows under a heading, whose columns are mapped to fields."""

import csv
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from functools import cache
from pathlib import Path
from typing import Any, Final

from django.utils.translation import override

from tessera.interop.importing.rows import FIELDS, MANY, FileFaultError, SourceRow
from tessera.interop.importing.texts import lines_of
from tessera.lib.languages import INTERFACE_LANGUAGES

MOST_COLUMNS: Final = 200
_LONGEST_FIELD: Final = 131_072
_MOST_UNPACKED: Final = 400_000_000
#: The bound of the format itself.
_MOST_SHEET_ROWS: Final = 1_048_576
Mapping_ = Mapping[str, str]
#: Headings in small letters that say which field a column is.
_HEADINGS: Final[dict[str, str]] = {
    "titel": "title", "titre": "title", "título": "title", "name": "title", "başlık": "title",
    "العنوان": "title", "название": "title", "标题": "title",
    "abstract": "summary", "description": "summary", "résumé": "summary", "resumen": "summary",
    "abstract note": "summary",
    "year": "issued", "date": "issued", "publication year": "issued", "année": "issued",
    "año": "issued", "jahr": "issued", "السنة": "issued", "год": "issued", "年份": "issued",
    "yıl": "issued",
    "author": "authors", "creator": "authors", "creators": "authors", "auteur": "authors",
    "autor": "authors", "المؤلف": "authors", "автор": "authors", "作者": "authors",
    "yazar": "authors",
    "url": "url", "link": "url", "address": "url", "source": "url", "website": "url",
    "theme": "themes", "topic": "themes", "topics": "themes", "place": "places",
    "country": "places", "countries": "places", "journal": "container",
    "publication title": "container", "target group": "target_groups", "license": "licence",
    "id": "key", "identifier": "key", "item type": "type",
}  # fmt: skip


def guessed_mapping(columns: list[str]) -> dict[str, str]:
    """Column → field, for the headings that say it; each field once, but those with many values."""
    mapping: dict[str, str] = {}
    for column in columns:
        heading = " ".join(column.lower().replace("_", " ").split())
        name = heading.replace(" ", "_")
        found = name if name in FIELDS else _HEADINGS.get(heading) or _labels().get(heading, "")
        if found and (found in MANY or found not in mapping.values()):
            mapping[column] = found
    return mapping


@cache
def _labels() -> dict[str, str]:
    """What the fields are called on the page, in small letters and in every language → field."""
    found: dict[str, str] = {}
    for language in INTERFACE_LANGUAGES:
        with override(language):
            found |= {str(label).lower(): name for name, label in FIELDS.items()}
    return found


def csv_cells(path: Path, encoding: str) -> Iterator[list[str]]:
    """The cells of each row, the heading first; separated as the heading is."""
    lines = lines_of(path, encoding)
    first = next(lines, "")
    separator = max(",;\t|", key=first.count)
    if first.count(separator) >= MOST_COLUMNS:
        raise FileFaultError("many-columns", count=first.count(separator) + 1)
    csv.field_size_limit(_LONGEST_FIELD)
    reader = csv.reader(_again(first, lines), delimiter=separator)
    try:
        yield from reader
    except csv.Error as error:
        raise FileFaultError("long-field", line=reader.line_num, most=_LONGEST_FIELD) from error


def _again(first: str, rest: Iterator[str]) -> Iterator[str]:
    if first:
        yield first
    yield from rest


def xlsx_cells(path: Path, encoding: str) -> Iterator[list[str]]:
    """The cells of the first sheet; of formulas, what they gave when the workbook was saved."""
    # Deferred: slow to load, and few imports are workbooks.
    from openpyxl import load_workbook

    with ExitStack() as opened:
        try:
            with zipfile.ZipFile(path) as archive:
                size = sum(each.file_size for each in archive.infolist())
            if size > _MOST_UNPACKED:
                raise FileFaultError("bomb")
            file = opened.enter_context(path.open("rb"))
            book = load_workbook(file, read_only=True, data_only=True, keep_links=False)
        except (
            zipfile.BadZipFile,
            KeyError,
            ValueError,
            OSError,
            SyntaxError,
            AttributeError,
        ) as error:
            raise FileFaultError("not-xlsx") from error
        try:
            sheet: Any = book.worksheets[0] if book.worksheets else None
            if sheet is None:
                raise FileFaultError("empty")
            for number, cells in enumerate(sheet.iter_rows(values_only=True)):
                if number > _MOST_SHEET_ROWS:  # a file may say that its next row is the billionth
                    raise FileFaultError("many-rows", most=_MOST_SHEET_ROWS)
                if len(cells) > MOST_COLUMNS:
                    raise FileFaultError("many-columns", count=len(cells))
                yield [_shown(each) for each in cells]
        except (SyntaxError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
            raise FileFaultError("not-xlsx") from error  # damaged inside, or with entities
        finally:
            book.close()


def _shown(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value.date() if hasattr(value, "date") else value)


CELLS: Final = {"csv": csv_cells, "xlsx": xlsx_cells}


def heading_of(path: Path, form: str, encoding: str) -> tuple[list[str], list[list[str]]]:
    """The columns' names, and the first three rows for whoever maps them."""
    cells = CELLS[form](path, encoding)
    columns = _columns(next(cells, []))
    samples = [row for row, _number in zip(cells, range(3), strict=False)]
    if not any(columns):
        raise FileFaultError("empty")
    return columns, samples


def _columns(cells: list[str]) -> list[str]:
    return [each.strip()[:100] for each in cells]


def table_rows(path: Path, form: str, encoding: str, mapping: Mapping_) -> Iterator[SourceRow]:
    """The rows with the values of their mapped columns; empty rows are passed over."""
    cells = CELLS[form](path, encoding)
    columns = _columns(next(cells, []))
    if not any(columns):
        raise FileFaultError("empty")
    wanted = [(place, mapping[name]) for place, name in enumerate(columns) if name in mapping]
    if "title" not in {name for _place, name in wanted} and "doi" not in mapping.values():
        raise FileFaultError("no-mapping")
    number = 0
    for row in cells:
        if not any(each.strip() for each in row):
            continue
        number += 1
        yield SourceRow(number, _values(row, wanted))


def _values(row: list[str], wanted: list[tuple[int, str]]) -> dict[str, list[str]]:
    values: dict[str, list[str]] = {}
    for place, name in wanted:
        text = row[place].strip() if place < len(row) else ""
        if text:
            parts = text.replace("|", ";").split(";") if name in MANY else [text]
            values.setdefault(name, []).extend(part.strip() for part in parts if part.strip())
    return values
