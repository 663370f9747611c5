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
from tessera.lib.waiting import seconds_in

DOI: Final = re.compile(r"10\.\d{4,9}/[^\s\"<>]+")
#: Registries ask for at most a few questions a second.
_PAUSE_SECONDS: Final = 0.3
_LONG_PAUSE: Final = 2.0
_LONGEST_WAIT: Final = 60.0


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


class _BusyError(Exception):
    """The registry wants to be asked later."""

    def __init__(self, seconds: float | None) -> None:
        super().__init__()
        self.seconds = _LONG_PAUSE if seconds is None else min(seconds, _LONGEST_WAIT)


def described(row: SourceRow) -> SourceRow:
    """The row with what the DOI's registry says; one request, with one more try."""
    if row.fault:
        return row
    doi, wait = row.one("doi"), _PAUSE_SECONDS
    for _attempt in (1, 2):
        time.sleep(wait)
        try:
            item = _asked(doi)
        except FetchError as error:
            if error.code not in {"unreachable", "timed_out"}:
                break
            wait = _LONG_PAUSE
        except _BusyError as busy:
            wait = busy.seconds
        else:
            if item is None:
                break
            found = csl_row(row.number, item)
            return replace(found, values={**found.values, "doi": [doi]})
    return replace(row, fault="not-found")


def _asked(doi: str) -> Any:
    answer = fetch(
        f"{settings.DOI_RESOLVER}/{quote(doi)}", headers={"Accept": MEDIA_TYPE}, timeout_seconds=15
    )
    if answer.status in {429, 503}:
        raise _BusyError(seconds_in(answer.headers.get("retry-after", "")))
    if answer.status != 200:
        return None
    try:
        return json.loads(answer.body)
    except (ValueError, RecursionError):
        return None
