"""What stands at an address becomes the file of a batch: a page with JSON-LD, a file of any format,
the public records of another Tessera, or a group library of Zotero.

It is asked for once, at somebody's wish; whoever wants to follow it makes it a source of harvests.
Nothing is added here, so that a fetch which ends early leaves nothing behind.
"""

import json
import re
import time
from collections.abc import Callable, Iterator
from typing import IO, Any, Final
from urllib.parse import urlencode, urljoin, urlsplit

from django.conf import settings

from tessera.interop.importing.json_texts import scripts_of
from tessera.interop.importing.reading import MOST_BYTES, format_of
from tessera.interop.importing.rows import FileFaultError
from tessera.interop.importing.zotero_groups import group_of, place_of
from tessera.lib.fetching import Fetched, FetchError, fetch
from tessera.lib.waiting import seconds_in

#: What may be there → the format that it is kept in until more is known.
KINDS: Final = {"page": "jsonld", "tessera": "tessera", "zotero": "csl"}
_MOST_OF_A_PAGE: Final = 20_000_000
#: Answers are held in memory; larger files are sent by people.
_MOST_OF_A_FILE: Final = 50_000_000
_MOST_PAGES: Final = 1000
_SECONDS: Final = 30.0
_LONG_SECONDS: Final = 300.0
_PAUSE_SECONDS: Final = 0.5
#: Who asks for a longer wait is asked again by a person.
_LONGEST_WAIT: Final = 60.0
_SHORT_WAIT: Final = 2.0
_TRIES: Final = 3
_CODES: Final = {
    "address_refused": "address", "too_large": "too-large", "too_many_redirects": "redirects",
}  # fmt: skip
_TYPES: Final = {
    "text/csv": "csv", "text/tab-separated-values": "csv", "application/x-bibtex": "bibtex",
    "application/x-research-info-systems": "ris",
    "application/vnd.citationstyles.csl+json": "csl", "application/ld+json": "jsonld",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
}  # fmt: skip
GoesOn = Callable[[int], bool]


def fetch_into(file: IO[bytes], address: str, kind: str, goes_on: GoesOn) -> str | None:
    """Write what stands there into a file; its format, or ``None`` when somebody stopped it.

    Raises:
        FileFaultError: it cannot be had, or is nothing that we read.
    """
    if kind == "page":
        form, body = _page(address)
        file.write(body)
        return form
    count = 0
    for items in (_of_zotero if kind == "zotero" else _of_tessera)(address):
        for each in items:
            file.write(json.dumps(each, ensure_ascii=False).encode() + b"\n")
        count += len(items)
        if file.tell() > MOST_BYTES:
            raise FileFaultError("too-large", address=address)
        if not goes_on(count):
            return None
    return KINDS[kind]


def _page(address: str) -> tuple[str, bytes]:
    """A page with JSON-LD, or a file; its format and content."""
    answer = _asked(address, most_bytes=_MOST_OF_A_FILE, seconds=_LONG_SECONDS)
    if answer.content_type in {"text/html", "application/xhtml+xml"}:
        if len(answer.body) > _MOST_OF_A_PAGE:
            raise FileFaultError("too-large", address=address)
        text = _text(answer)
        if not scripts_of(text):
            raise FileFaultError("nothing-there", address=address)
        return "jsonld", text.encode()
    form = format_of(urlsplit(answer.address).path) or _TYPES.get(answer.content_type, "")
    if not form:
        raise FileFaultError("nothing-there", address=address)
    return form, answer.body


def _of_tessera(address: str) -> Iterator[list[Any]]:
    """All public records by the API, page by page (docs/reference/api.md)."""
    parts = urlsplit(address)
    origin = f"{parts.scheme}://{parts.netloc}"
    following: str | None = f"{origin}/api/v1/records?limit=200"
    seen: set[str] = set()
    while following:
        if following in seen:
            raise FileFaultError("loop")
        if len(seen) >= _MOST_PAGES:
            raise FileFaultError("too-long")
        seen.add(following)
        content = _json(_asked(following))
        results = content.get("results") if isinstance(content, dict) else None
        if not isinstance(results, list):
            raise FileFaultError("bad-json", address=following)
        yield results
        link = content.get("next")
        following = urljoin(following, link) if isinstance(link, str) and link else None
        if following and urlsplit(following)[:2] != (parts.scheme, parts.netloc):
            raise FileFaultError("address", address=following[:300])


def _of_zotero(address: str) -> Iterator[list[Any]]:
    """All items of a library as CSL-JSON, a hundred at a time."""
    base = f"{settings.ZOTERO_API_URL}/groups/{group_of(address)}/{place_of(address)}"
    for page in range(_MOST_PAGES):
        query = {
            "format": "csljson", "itemType": "-attachment || note", "start": page * 100,
            "limit": 100, "sort": "dateAdded", "direction": "asc",
        }  # fmt: skip
        answer = _asked(f"{base}?{urlencode(query)}", headers={"Zotero-API-Version": "3"})
        content = _json(answer)
        items = content.get("items") if isinstance(content, dict) else None
        if not isinstance(items, list):
            raise FileFaultError("bad-json", address=answer.address)
        yield items
        total = answer.headers.get("total-results", "")
        if not items or not total.isdecimal() or (page + 1) * 100 >= int(total[:9]):
            return
    raise FileFaultError("too-long")


def _asked(
    address: str, *, most_bytes: int = _MOST_OF_A_PAGE, seconds: float = _SECONDS,
    headers: dict[str, str] | None = None,
) -> Fetched:  # fmt: skip
    """An answer of status 200; whoever is busy is asked again when it says so."""
    code = "busy"
    for attempt in range(_TRIES):
        try:
            answer = fetch(address, headers=headers, most_bytes=most_bytes, timeout_seconds=seconds)
        except FetchError as error:
            code = _CODES.get(error.code, "unreachable")
            if code != "unreachable":
                raise FileFaultError(code, address=address[:300]) from error
            wait = _SHORT_WAIT * 2**attempt
        else:
            if answer.status == 200:
                _wait(max(_PAUSE_SECONDS, seconds_in(answer.headers.get("backoff", "")) or 0.0))
                return answer
            asked = seconds_in(answer.headers.get("retry-after", ""))
            code, wait = "busy", _SHORT_WAIT if asked is None else asked
            if answer.status not in {429, 503}:
                raise FileFaultError("status", status=answer.status, address=address[:300])
        if wait > _LONGEST_WAIT:
            break
        if attempt < _TRIES - 1:
            _wait(wait)
    raise FileFaultError(code, address=address[:300])


def _wait(seconds: float) -> None:
    time.sleep(min(seconds, _LONGEST_WAIT))


def _json(answer: Fetched) -> Any:
    try:
        return json.loads(answer.body)
    except (ValueError, RecursionError) as error:
        raise FileFaultError("bad-json", address=answer.address[:300]) from error


def _text(answer: Fetched) -> str:
    """A page's text in the encoding that it says."""
    said = re.search(r"charset=[\"']?([\w-]{2,30})", answer.headers.get("content-type", ""))
    for encoding in ("utf-8-sig", said[1] if said else "latin-1", "latin-1"):
        try:
            return answer.body.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
    return ""
