"""Writing a dump: a data package with the data, their schema, checksums and licence.

The package's description follows Frictionless Data Package (https://specs.frictionlessdata.io).
"""

import csv
import gzip
import hashlib
import io
import json
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

from django.conf import settings

from tessera.interop.api.shapes import ConceptShape, OrganizationShape, RecordShape
from tessera.interop.dumps import rows
from tessera.interop.dumps.errors import DumpError
from tessera.lib.spreadsheets import defused

DESCRIPTION = "datapackage.json"
_SCHEMA, _SUMS, _LICENCE = "schema.json", "SHA256SUMS", "LICENCE.txt"
#: What stands beside the data.
FURTHER_FILES = (_SCHEMA, _SUMS, _LICENCE)
_UNFINISHED = ".unfinished-"
_CELLS = "; "
_LICENCE_NAME, _LICENCE_URL = "CC-BY-4.0", "https://creativecommons.org/licenses/by/4.0/"
_LICENCE_TEXT = """\
Titles, summaries and descriptions of this collection are licensed under
Creative Commons Attribution 4.0 International (CC BY 4.0),
{licence}
unless a record names another licence in its member "licence".
Facts, identifiers and codes are free of rights (CC0).

Please attribute: {site}, {address}, with the permanent address of each record.
Texts whose status is "machine" were translated by a machine and not read by a person.
"""


@dataclass(frozen=True)
class Kind:
    """One sort of things: a file of JSON Lines and one of CSV."""

    name: str
    columns: Sequence[str]
    rows: Callable[[], Iterator[tuple[rows.Values, rows.Values]]]
    shape: type[Any]


class DumpedConcept(ConceptShape):
    """A concept and the vocabulary it belongs to."""

    scheme: str


KINDS = (
    Kind("records", rows.RECORD_COLUMNS, rows.records, RecordShape),
    Kind("organizations", rows.ORGANIZATION_COLUMNS, rows.organizations, OrganizationShape),
    Kind("vocabularies", rows.CONCEPT_COLUMNS, rows.concepts, DumpedConcept),
)


def write_dump(folder: Path) -> dict[str, int]:
    """Write everything public into the folder, whole or not at all; how many of each kind.

    Only data that every reader may see: the query sets named ``public``. An earlier dump in the
    folder is replaced file by file at the end, its description last.

    Raises:
        DumpError: the folder cannot be written, or holds something else.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _check(folder)
        with tempfile.TemporaryDirectory(prefix=_UNFINISHED, dir=folder) as name:
            scratch = Path(name)
            counts = _write_all(scratch)
            names = sorted(each.name for each in scratch.iterdir() if each.name != DESCRIPTION)
            for each in (*names, DESCRIPTION):
                (scratch / each).replace(folder / each)
    except OSError as error:
        message = f"{folder} cannot be written ({error.strerror or error})."
        raise DumpError(message) from error
    return counts


def _check(folder: Path) -> None:
    """Clear what a cut-off dump left; refuse a folder with other things in it."""
    for leftover in folder.glob(f"{_UNFINISHED}*"):
        shutil.rmtree(leftover, ignore_errors=True)
    if any(folder.iterdir()) and not (folder / DESCRIPTION).exists():
        message = f"{folder} holds something else: name an empty folder, or one with a dump."
        raise DumpError(message)


def _write_all(folder: Path) -> dict[str, int]:
    counts = {kind.name: _write_kind(folder, kind) for kind in KINDS}
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$defs": {kind.name: kind.shape.model_json_schema() for kind in KINDS},
    }
    (folder / _SCHEMA).write_text(_json(schema), "utf-8")
    licence = _LICENCE_TEXT.format(
        licence=_LICENCE_URL, site=settings.SITE_NAME, address=settings.BASE_URL
    )
    (folder / _LICENCE).write_text(licence, "utf-8")
    sums = {path.name: _sum(path) for path in sorted(folder.iterdir())}
    lines = "".join(f"{digest}  {name}\n" for name, digest in sums.items())
    (folder / _SUMS).write_text(lines, "utf-8")
    (folder / DESCRIPTION).write_text(_json(_description(folder, counts, sums)), "utf-8")
    return counts


def _write_kind(folder: Path, kind: Kind) -> int:
    count = 0
    with (
        _packed(folder / f"{kind.name}.jsonl.gz") as lines,
        _packed(folder / f"{kind.name}.csv.gz") as table,
    ):
        writer = csv.writer(table)
        writer.writerow(kind.columns)
        for values, row in kind.rows():
            lines.write(json.dumps(values, ensure_ascii=False, separators=(",", ":")) + "\n")
            writer.writerow([defused(_cell(row[column])) for column in kind.columns])
            count += 1
    return count


def _packed(path: Path) -> IO[str]:
    # Level 4 takes half the time of the usual level, for a file a tenth larger.
    return io.TextIOWrapper(gzip.open(path, "wb", compresslevel=4), "utf-8", newline="")


def _cell(value: object) -> object:
    return _CELLS.join(str(each) for each in value) if isinstance(value, list | tuple) else value


def _sum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _json(values: object) -> str:
    return json.dumps(values, ensure_ascii=False, indent=1) + "\n"


def _description(folder: Path, counts: dict[str, int], sums: dict[str, str]) -> dict[str, Any]:
    licences = [{"name": _LICENCE_NAME, "path": _LICENCE_URL, "title": "CC BY 4.0"}]
    return {
        "profile": "data-package",
        "name": "tessera",
        "title": settings.SITE_NAME,
        "homepage": settings.BASE_URL,
        "created": datetime.now(UTC).isoformat(timespec="seconds"),
        "licenses": licences,
        "resources": [
            {
                "name": f"{kind.name}-{form}",
                "path": f"{kind.name}.{form}.gz",
                "format": form,
                "mediatype": {"jsonl": "application/jsonl", "csv": "text/csv"}[form],
                "compression": "gz",
                "encoding": "utf-8",
                "bytes": (folder / f"{kind.name}.{form}.gz").stat().st_size,
                "hash": f"sha256:{sums[f'{kind.name}.{form}.gz']}",
                "rows": counts[kind.name],
                "schema": f"{_SCHEMA}#/$defs/{kind.name}"
                if form == "jsonl"
                else {"fields": [{"name": name, "type": "string"} for name in kind.columns]},
            }
            for kind in KINDS
            for form in ("jsonl", "csv")
        ],
    }
