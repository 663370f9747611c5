"""Records of another Tessera: its dump (JSON Lines), or a page of its API.

A copy comes in as any other import: with an identifier of its own, and the other's as provenance.
Whoever wants records that keep their home makes the two sites friends (``harvesting``).
"""

import gzip
import json
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from tessera.interop.importing.rows import FileFaultError, SourceRow
from tessera.interop.importing.texts import LONGEST_LINE, lines_of

_MOST_UNPACKED: Final = 2_000_000_000


def rows(path: Path, encoding: str) -> Iterator[SourceRow]:
    """A row for each record: of a line each, or of the list of results that the API answers."""
    number = 0
    with path.open("rb") as file:
        is_packed = file.read(2) == b"\x1f\x8b"
    lines = _unpacked_lines(path) if is_packed else lines_of(path, encoding)
    for line_number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            content = json.loads(line)
        except (ValueError, RecursionError) as error:
            column = getattr(error, "colno", 1)
            raise FileFaultError("not-json", line=line_number, column=column) from error
        results = content.get("results") if isinstance(content, dict) else None
        for each in results if isinstance(results, list) else [content]:
            number += 1
            yield row(number, each)


def _unpacked_lines(path: Path) -> Iterator[str]:
    """The lines of a packed dump, as it is published; unpacked it has a bound."""
    size = 0
    try:
        with gzip.open(path, "rt", encoding="utf-8") as file:
            while line := file.readline(LONGEST_LINE + 1):
                size += len(line)
                if len(line) > LONGEST_LINE or size > _MOST_UNPACKED:
                    raise FileFaultError("bad-gzip")
                yield line
    except (OSError, EOFError, zlib.error, UnicodeError) as error:
        raise FileFaultError("bad-gzip") from error


def row(number: int, record: Any) -> SourceRow:
    """One record as the API shows it."""
    if not isinstance(record, Mapping) or not isinstance(record.get("texts"), list):
        return SourceRow(number, {}, "unreadable")
    texts = [each for each in record["texts"] if isinstance(each, Mapping)]
    language = str(record.get("language") or "")
    own = next((each for each in texts if each.get("language") == language), None)
    text = own or next(iter(texts), {})
    given = {
        "title": text.get("title"), "summary": text.get("summary"), "language": language,
        "kind": record.get("type"), "type": record.get("subtype"), "issued": record.get("issued"),
        "authors": _named(record.get("creators"), "name"),
        "publisher": _named([record.get("publisher")], "name"),
        "url": record.get("source"), "doi": record.get("doi"), "isbn": record.get("isbn"),
        "container": record.get("container"), "volume": record.get("volume"),
        "pages": record.get("pages"), "themes": record.get("themes"),
        "target_groups": record.get("target_groups"),
        "places": _named(record.get("places"), "code"),
        "licence": record.get("licence"), "key": record.get("url"),
    }  # fmt: skip
    values = {
        name: [str(each) for each in (value if isinstance(value, list) else [value]) if each]
        for name, value in given.items()
    }
    told = tuple(
        {str(name): part for name, part in each.items() if isinstance(part, str)}
        for each in texts[:50]
    )
    return SourceRow(number, {name: each for name, each in values.items() if each}, texts=told)


def _named(things: Any, name: str) -> list[str]:
    rows = things if isinstance(things, list) else []
    return [str(each[name]) for each in rows if isinstance(each, Mapping) and each.get(name)]
