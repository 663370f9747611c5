"""Lists of DOIs, one a line, whose descriptions their registries hand out as CSL-JSON."""

import json
import re
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from django.conf import settings

from tessera.interop.formats.csl import MEDIA_TYPE
from tessera.interop.importing.json_texts import csl_row
from tessera.interop.importing.rows import SourceRow
from tessera.interop.importing.texts import lines_of
from tessera.lib.fetching import FetchError, fetch

DOI: Final = re.compile(r"10\.\d{4,9}/[^\s\"<>]+")
#: Registries ask for at most a few questions a second.
_PAUSE_SECONDS: Final = 0.3


def normal_doi(text: str) -> str:
    """The DOI in an address or a text, in small letters; empty when there is none."""
    found = DOI.search(text)
    return found[0].rstrip(".,;)").lower() if found else ""


def rows(path: Path, encoding: str) -> Iterator[SourceRow]:
    """A row for each line with a DOI; what it is about is asked for one by one."""
    number = 0
    for line in lines_of(path, encoding):
        if line.strip():
            number += 1
            doi = normal_doi(line)
            yield (
                SourceRow(number, {"doi": [doi]})
                if doi
                else SourceRow(number, {"doi": [line.strip()[:100]]}, "unreadable")
            )


def described(row: SourceRow) -> SourceRow:
    """The row with what the DOI's registry says; one request, with one more try."""
    if row.fault:
        return row
    doi = row.one("doi")
    for attempt in (1, 2):
        time.sleep(_PAUSE_SECONDS if attempt == 1 else 2)
        try:
            item = _asked(doi)
        except FetchError as error:
            if error.code not in {"unreachable", "timed_out"}:
                break
            continue
        if item is not None:
            found = csl_row(row.number, item)
            return replace(found, values={**found.values, "doi": [doi]})
        break
    return replace(row, fault="not-found")


def _asked(doi: str) -> Any:
    answer = fetch(
        f"{settings.DOI_RESOLVER}/{quote(doi)}", headers={"Accept": MEDIA_TYPE}, timeout_seconds=15
    )
    if answer.status != 200:
        return None
    try:
        return json.loads(answer.body)
    except ValueError:
        return None
