"""Reading the dump of ROR (schema 2), entry by entry, in memory that does not grow with the file.

Source: https://ror.readme.io/docs/ror-data-structure. Fields read: ``id``, ``status``, ``names``
(``value``, ``types``), ``locations[].geonames_details`` (``country_code``, ``name``), ``links``
(of type ``website``), ``domains``, ``external_ids`` (of type ``wikidata``), ``relationships`` (of
type ``successor``). Everything else is passed over.
"""

import io
import json
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Final
from urllib.parse import urlsplit

from tessera.lib.errors import TesseraError

_DECODER: Final = json.JSONDecoder()
_CHUNK: Final = 1_000_000
#: The longest entries of the registry have some 30,000 characters.
MOST_CHARACTERS: Final = 4_000_000
_BETWEEN: Final = " \t\r\n,"
_ID: Final = re.compile(r"https://ror\.org/0[a-z0-9]{8}")
_MOST_NAMES: Final = 60


class DumpError(TesseraError):
    """The file is no dump of ROR, or it stops in the middle; told on the command line."""


@dataclass(frozen=True)
class Entry:
    """What is read of one organization in the registry."""

    ror: str
    status: str
    name: str
    names: tuple[str, ...]
    acronyms: tuple[str, ...]
    countries: tuple[str, ...]
    city: str
    website: str
    hosts: tuple[str, ...]
    wikidata: tuple[str, ...]
    successors: tuple[str, ...]


def entries(path: Path) -> Iterator[Entry]:
    """The entries of a ``.json`` file, or of the one in a ``.zip`` as it is published.

    Raises:
        DumpError: see there.
    """
    with _opened(path) as stream:
        for item in _items(stream):
            if entry := _entry(item):
                yield entry


@contextmanager
def _opened(path: Path) -> Iterator[IO[str]]:
    if not path.is_file():
        raise DumpError(f"There is no file {path}.")
    if not zipfile.is_zipfile(path):
        with path.open(encoding="utf-8", errors="replace") as stream:
            yield stream
        return
    with zipfile.ZipFile(path) as archive:
        names = [name for name in archive.namelist() if name.endswith(".json")]
        # Older archives hold the first schema too; the second is named so.
        chosen = next((name for name in names if "schema_v2" in name), names[0] if names else "")
        if not chosen:
            raise DumpError("There is no JSON file in the archive.")
        try:
            with archive.open(chosen) as raw:
                yield io.TextIOWrapper(raw, encoding="utf-8", errors="replace")
        except (zipfile.BadZipFile, EOFError, OSError) as error:
            raise DumpError("The archive is damaged.") from error


def _items(stream: IO[str]) -> Iterator[Any]:
    """The items of the list, with never more than a few entries in memory."""
    text = stream.read(_CHUNK).lstrip("\ufeff \t\r\n")
    if not text.startswith("["):
        raise DumpError("This is not a dump of ROR: it does not begin with a list.")
    text = text[1:]
    while True:
        text = text.lstrip(_BETWEEN)
        if text.startswith("]"):
            return
        place = 0
        try:
            while place < len(text):
                item, place = _DECODER.raw_decode(text, place)
                yield item
                while place < len(text) and text[place] in _BETWEEN:
                    place += 1
        except (ValueError, RecursionError):
            pass  # It goes on in the next piece, or is no JSON, which the length will tell.
        text = text[place:]
        if text.startswith("]"):
            return
        more = stream.read(_CHUNK)
        if not more or len(text) > MOST_CHARACTERS:
            raise DumpError(f"The file is no JSON from here on, or it stops: {text[:80]}")
        text += more


def _entry(item: Any) -> Entry | None:
    """What is wanted of an item; nothing when it is not an entry of schema 2."""
    if not isinstance(item, dict) or not _ID.fullmatch(str(item.get("id"))):
        return None
    named = [
        each for each in _rows(item, "names")[:_MOST_NAMES] if isinstance(each.get("value"), str)
    ]
    shown = [each for each in named if "ror_display" in _list(each.get("types"))] or named
    if not shown:
        return None
    places = [_dict(each.get("geonames_details")) for each in _rows(item, "locations")]
    links = [
        str(each.get("value")) for each in _rows(item, "links") if each.get("type") == "website"
    ]
    domains = [str(each).lower() for each in _list(item.get("domains"))]
    return Entry(
        ror=item["id"],
        status=str(item.get("status")),
        name=shown[0]["value"][:250],
        names=tuple(each["value"] for each in named if _list(each.get("types")) != ["acronym"]),
        acronyms=tuple(each["value"] for each in named if "acronym" in _list(each.get("types"))),
        countries=tuple(str(each.get("country_code")) for each in places),
        city=str(places[0].get("name") or "")[:120] if places else "",
        website=links[0][:300] if links else "",
        hosts=tuple(dict.fromkeys(each for each in (*domains, *map(host_of, links)) if each)),
        wikidata=tuple(_wikidata(item)),
        successors=tuple(
            str(each.get("id"))
            for each in _rows(item, "relationships")
            if each.get("type") == "successor"
        ),
    )


def _wikidata(item: dict[str, Any]) -> Iterator[str]:
    for each in _rows(item, "external_ids"):
        if str(each.get("type")).lower() == "wikidata":
            yield from (str(value) for value in _list(each.get("all")))


def _rows(item: dict[str, Any], name: str) -> list[dict[str, Any]]:
    return [each for each in _list(item.get(name)) if isinstance(each, dict)]


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def host_of(address: str) -> str:
    """The host of a website without ``www.``; empty for a page below a site's first."""
    try:
        parts = urlsplit(address if "//" in address else f"//{address}")
        host = (parts.hostname or "").removeprefix("www.")
    except ValueError:
        return ""
    return host if parts.path.strip("/") in {"", "en", "index.html"} else ""
