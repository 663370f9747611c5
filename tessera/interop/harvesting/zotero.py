"""Group libraries of Zotero (https://www.zotero.org/support/dev/web_api/v3/start).

Only what changed since the last version is asked for, and what was deleted. Of a collection, the
keys of what it holds are asked for too: an item that only left it is not among the deleted ones.
``Backoff`` and ``Retry-After`` are heeded (§ Rate limiting). A library that changes while it is
read is read anew.
"""

import json
import re
from typing import Any, Final
from urllib.parse import urlencode

from django.conf import settings

from tessera.interop.harvesting.asking import Asker
from tessera.interop.harvesting.faults import HarvestFaultError, LostPlaceError
from tessera.interop.harvesting.models import HarvestLink, Source
from tessera.interop.harvesting.oai_records import licence_in
from tessera.interop.harvesting.upstream import Cursor, Part, Upstream
from tessera.interop.importing.dois import normal_doi
from tessera.interop.importing.zotero_groups import group_of, is_collection, place_of
from tessera.lib.fetching import Fetched

_A_PAGE: Final = 100
_TYPES: Final = {
    "journalArticle": "ART", "magazineArticle": "ART", "preprint": "ART", "book": "BOO",
    "bookSection": "CHP", "report": "REP", "thesis": "THE", "dataset": "DAT",
}  # fmt: skip
_NO_WORKS: Final = frozenset({"attachment", "note", "annotation"})
_FOLLOWED: Final = (
    HarvestLink.State.FOLLOWED, HarvestLink.State.PROPOSED, HarvestLink.State.DUPLICATE
)  # fmt: skip
_PUBLISHERS: Final = ("publisher", "institution", "university", "organization")
_CONTAINERS: Final = ("publicationTitle", "bookTitle", "proceedingsTitle", "websiteTitle")


class ZoteroReader:
    """Reads the items of a group by version."""

    def __init__(self, source: Source, asker: Asker, bookmark: dict[str, Any]) -> None:
        self.source = source
        self.asker = asker
        self.group = group_of(source.address)
        self.place = place_of(source.address)
        self.version = int(bookmark.get("version", 0))

    def part(self, cursor: Cursor) -> Part:
        """A hundred items; at the end what was deleted, and what left the collection."""
        if cursor.get("deleted"):
            return self._deleted(cursor)
        if cursor.get("left"):
            return self._left(cursor)
        begin = int(cursor.get("start", 0))
        answer = self._ask(
            self.place, format="json", since=self.version, start=begin, limit=_A_PAGE,
            sort="dateAdded", direction="asc", includeTrashed=1,
        )  # fmt: skip
        if answer.status == 304:
            bookmark = {"version": self.version}
            return Part((), bookmark=bookmark, notes=("not-modified",))
        version = _number(answer.headers.get("last-modified-version", ""))
        if cursor and version != cursor["version"]:
            raise LostPlaceError("the library changed while it was read")
        rows = _json(answer)
        if not isinstance(rows, list):
            raise HarvestFaultError("bad-json", address=answer.address)
        items = tuple(item for each in rows if (item := self._item(each)))
        total = _number(answer.headers.get("total-results", ""))
        following = {"start": begin + _A_PAGE, "version": version}
        is_end = begin + _A_PAGE >= total or not rows
        if is_end and self.version:
            following = {"deleted": True, "version": version}
        return Part(
            items, None if is_end and not self.version else following, {"version": version},
            promised=total or None, passed=len(rows) - len(items), moves=True,
        )  # fmt: skip

    def _deleted(self, cursor: Cursor) -> Part:
        content = _json(self._ask("deleted", since=self.version))
        keys = content.get("items", []) if isinstance(content, dict) else []
        items = tuple(Upstream(self._key(str(key)), is_deleted=True) for key in keys[:100_000])
        following = {"left": True, "version": cursor["version"]}
        return Part(
            items, following if is_collection(self.source.address) else None,
            {"version": cursor["version"]}, moves=True,
        )  # fmt: skip

    def _left(self, cursor: Cursor) -> Part:
        """What we follow and the collection holds no more; one answer has all keys, one a line."""
        answer = self._ask(self.place, format="keys")
        if _number(answer.headers.get("last-modified-version", "")) != cursor["version"]:
            raise LostPlaceError("the library changed while it was read")
        held = {self._key(key) for key in answer.body.decode("ascii", "replace").split()}
        links = self.source.links.filter(state__in=_FOLLOWED).values_list("upstream", "pending")
        items = tuple(
            Upstream(key, is_deleted=True)
            for key, pending in links
            if key not in held and pending != {"gone": True}  # which waits for somebody already
        )
        return Part(items, bookmark={"version": cursor["version"]})

    def _ask(self, place: str, **query: Any) -> Fetched:
        address = f"{settings.ZOTERO_API_URL}/groups/{self.group}/{place}?{urlencode(query)}"
        headers = {"Zotero-API-Version": "3"}
        if self.version and query.get("start") == 0:
            headers["If-Modified-Since-Version"] = str(self.version)
        accept = ("text/plain",) if query.get("format") == "keys" else ("application/json",)
        answer = self.asker.get(address, accept=accept, headers=headers)
        if answer.status not in {200, 304}:
            raise HarvestFaultError("status", address=address, status=answer.status)
        return answer

    def _key(self, key: str) -> str:
        return f"https://www.zotero.org/groups/{self.group}/items/{key}"

    def _item(self, row: Any) -> Upstream | None:
        """An item of the library; ``None`` for files and notes."""
        given = row.get("data") if isinstance(row, dict) else None
        if not isinstance(given, dict) or given.get("itemType") in _NO_WORKS:
            return None

        def text(*names: str) -> str:
            return next((str(given[name]) for name in names if given.get(name)), "")

        key = self._key(str(given.get("key") or row.get("key") or ""))
        if given.get("deleted"):  # in the bin, from which it may come back
            return Upstream(key, is_deleted=True)
        tags = given.get("tags")
        values = {
            "title": [re.sub(r"</?[a-z]+>", "", text("title", "caseName", "nameOfAct", "subject"))],
            "summary": [text("abstractNote")],
            "language": [text("language")[:2] if len(text("language")) == 5 else text("language")],
            "issued": [text("date", "dateEnacted", "dateDecided")],
            "authors": _authors(given.get("creators")),
            "publisher": [text(*_PUBLISHERS)],
            "url": [text("url")],
            "doi": [normal_doi(text("DOI", "extra"))],
            "isbn": [text("ISBN").split(" ")[0]],
            "container": [text(*_CONTAINERS)],
            "volume": [text("volume")],
            "pages": [text("pages")],
            "type": [_TYPES.get(text("itemType"), "")],
            "licence": [licence_in(text("rights"))],
            "subjects": [str(each.get("tag", "")) for each in tags if isinstance(each, dict)]
            if isinstance(tags, list) else [],
        }  # fmt: skip
        filled = {name: found for name, each in values.items() if (found := [v for v in each if v])}
        return Upstream(key, filled, address=key)


def _authors(creators: Any) -> list[str]:
    """Authors, or editors where there are none; a body has one name."""
    rows = [each for each in creators if isinstance(each, dict)] if creators else []
    authors = [each for each in rows if each.get("creatorType") == "author"] or rows
    names = []
    for each in authors[:100]:
        last, given = str(each.get("lastName") or ""), str(each.get("firstName") or "")
        names.append(str(each.get("name") or "") or (f"{last}, {given}" if given else last))
    return [name for name in names if name]


def _json(answer: Fetched) -> Any:
    try:
        return json.loads(answer.body)
    except (ValueError, RecursionError) as error:
        raise HarvestFaultError("bad-json", address=answer.address) from error


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 12 else 0
