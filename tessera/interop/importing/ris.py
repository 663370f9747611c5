"""RIS: a tag, two blanks, a hyphen, a value; ``ER`` ends a reference."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from tessera.interop.importing.rows import FileFaultError, SourceRow
from tessera.interop.importing.texts import lines_of

_LINE: Final = re.compile(r"^([A-Z][A-Z0-9])  ?-(?: (.*))?$")
_FIELDS: Final = {
    "TI": "title", "T1": "title", "CT": "title", "AB": "summary", "N2": "summary", "LA": "language",
    "PY": "issued", "Y1": "issued", "DA": "issued", "AU": "authors", "A1": "authors",
    "PB": "publisher", "UR": "url", "L2": "url", "DO": "doi", "SN": "isbn", "T2": "container",
    "JO": "container", "JF": "container", "BT": "container", "VL": "volume", "ID": "key",
}  # fmt: skip
_TYPES: Final = {
    "JOUR": "ART", "MGZN": "ART", "BOOK": "BOO", "EBOOK": "BOO", "CHAP": "CHP", "RPRT": "REP",
    "THES": "THE", "DATA": "DAT", "UNPB": "WKP",
}  # fmt: skip
_MOST_LINES: Final = 5000


def rows(path: Path, encoding: str) -> Iterator[SourceRow]:
    """The references in their order."""
    number, lines, begins = 0, 0, 0
    entry: dict[str, list[str]] = {}
    last = ""
    for place, line in enumerate(lines_of(path, encoding), start=1):
        found = _LINE.match(line.rstrip("\r\n"))
        lines += 1
        if lines > _MOST_LINES:
            raise FileFaultError("long-entry", line=begins or 1)
        if found is None:
            if last and line.strip():  # a value goes on in the next line
                entry[last][-1] += " " + line.strip()
            continue
        tag, value = found[1], (found[2] or "").strip()
        if tag == "TY":
            entry, last, lines, begins = {"TY": [value]}, "", 0, place
        elif tag == "ER":
            if entry:
                number += 1
                yield SourceRow(number, _values(entry))
            entry, last, lines = {}, "", 0
        elif entry:
            entry.setdefault(tag, []).append(value)
            last = tag
    if entry:
        yield SourceRow(number + 1, {}, "unreadable")  # the file stops in the middle


def _values(entry: dict[str, list[str]]) -> dict[str, list[str]]:
    values: dict[str, list[str]] = {}
    for tag, found in entry.items():
        if name := _FIELDS.get(tag):
            values.setdefault(name, []).extend(each for each in found if each)
    pages = "–".join(each for tag in ("SP", "EP") for each in entry.get(tag, []) if each)
    if pages:
        values["pages"] = [pages]
    if kind := _TYPES.get(entry["TY"][0]):
        values["type"] = [kind]
    return values
