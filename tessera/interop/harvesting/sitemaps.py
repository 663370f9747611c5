"""Harvesting of sitemaps (https://www.sitemaps.org/protocol.html) whose pages carry JSON-LD.

One page is asked for at a time. At the next run only pages come that say they changed, or do not
say when, or could not be read. A page that left the map is asked for; what it held counts as
withdrawn when it is gone.
"""

import zlib
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any, Final
from urllib.parse import urlsplit

from lxml import etree

from tessera.interop.harvesting.asking import Asker
from tessera.interop.harvesting.faults import ComeBackError, HarvestFaultError
from tessera.interop.harvesting.models import HarvestLink, Source, digest_of
from tessera.interop.harvesting.oai import xml_of
from tessera.interop.harvesting.page_works import works_of
from tessera.interop.harvesting.upstream import Cursor, Part, Upstream
from tessera.lib.fetching import Fetched
from tessera.lib.safe_xml import first, local_name, named, text_of

#: The protocol's own bounds, and ours for maps of maps.
_MOST_BYTES: Final = 50_000_000
_MOST_OF_A_PAGE: Final = 5_000_000
_MOST_PAGES: Final = 50_000
_MOST_MAPS: Final = 500
_MOST_GONE: Final = 500
#: Beyond these, pages that left the maps are not looked for.
_MOST_KNOWN: Final = 300_000
#: Beyond these, the next run reads all pages again.
_MOST_UNREAD: Final = 200
#: So many pages in a row that cannot be read are a site that is out of order.
_MOST_BAD: Final = 10


class SitemapReader:
    """Reads the pages of a site one after the other."""

    def __init__(self, source: Source, asker: Asker, bookmark: dict[str, Any]) -> None:
        self.source = source
        self.asker = asker
        self.since: str = bookmark.get("since", "")
        self.again = frozenset(bookmark.get("again", ()))
        self._pages: dict[str, list[str]] = {}
        #: Every page in the maps; only complete when this reader began the list.
        self._all: set[str] | None = None
        self._bad = 0

    def part(self, cursor: Cursor) -> Part:
        """One page; or the maps, or a page that left them."""
        if not cursor:
            return self._begin()
        if "gone" in cursor:
            return self._gone(cursor)
        maps, number = cursor["maps"], cursor["at"]
        pages = self._pages_of(maps[0])
        if number < len(pages):
            items = self._items(pages[number])
            unread = [pages[number]] if any(each.fault == "page" for each in items) else []
            step = {"at": number + 1, "again": [*cursor["again"], *unread][: _MOST_UNREAD + 1]}
            return self._moved(cursor, items, step)
        if len(maps) > 1:
            return self._moved(cursor, (), {"maps": maps[1:], "at": 0})
        return self._moved(cursor, (), {"gone": self._missing()})

    def _begin(self) -> Part:
        """The map, a map of maps, or a single page."""
        self._all = set()
        answer = self.asker.get(self.source.address, most_bytes=_MOST_BYTES)
        if answer.status != 200:
            raise HarvestFaultError("status", address=answer.address, status=answer.status)
        body = _unpacked(answer)
        if not _is_xml(body):
            works = works_of(answer)
            if not works:
                raise HarvestFaultError("no-sitemap", address=answer.address)
            return Part(tuple(works), bookmark={})
        root = xml_of(body, answer.address)
        maps = [self.source.address]
        if local_name(root) == "sitemapindex":
            maps = [text_of(first(each, "loc")) for each in named(root, "sitemap")][:_MOST_MAPS]
        elif local_name(root) != "urlset":
            raise HarvestFaultError("no-sitemap", address=answer.address)
        else:
            self._pages[maps[0]] = self._listed(root)
        began = (datetime.now(UTC) - timedelta(days=1)).date().isoformat()
        cursor = {"maps": maps, "at": 0, "began": began, "again": []}
        return Part((), cursor if maps else None, {"since": began}, moves=True)

    def _moved(self, cursor: Cursor, items: tuple[Upstream, ...], step: dict[str, Any]) -> Part:
        following = {**cursor, **step}
        is_end = "gone" in following and not following["gone"]
        again = following["again"]
        bookmark = {"since": cursor["began"], "again": again}
        if len(again) > _MOST_UNREAD:
            bookmark = {"since": self.since}
        notes = ("bad-page",) if len(again) > len(cursor["again"]) else ()
        return Part(items, None if is_end else following, bookmark, notes=notes, moves=True)

    def _pages_of(self, address: str) -> list[str]:
        """The pages of one map that may have changed."""
        if address not in self._pages:
            answer = self.asker.get(address, most_bytes=_MOST_BYTES)
            if answer.status != 200:
                raise HarvestFaultError("status", address=address, status=answer.status)
            root = xml_of(_unpacked(answer), address)
            if local_name(root) != "urlset":
                raise HarvestFaultError("no-sitemap", address=address)
            self._pages = {address: self._listed(root)}
        return self._pages[address]

    def _listed(self, root: etree._Element) -> list[str]:
        host = urlsplit(self.source.address).netloc
        found = []
        for each in named(root, "url")[:_MOST_PAGES]:
            address, changed = text_of(first(each, "loc")), text_of(first(each, "lastmod"))
            if urlsplit(address).netloc != host or len(address) > 500:
                continue  # a map speaks for its own host (“Sitemap file location”)
            self._know(address)
            is_old = changed and self.since and changed[:10] < self.since
            if not is_old or address in self.again:
                found.append(address)
        return found

    def _know(self, address: str) -> None:
        if self._all is not None:
            self._all.add(digest_of(address))
            if len(self._all) > _MOST_KNOWN:
                self._all = None

    def _items(self, address: str) -> tuple[Upstream, ...]:
        """The works of a page; a page that cannot be read is reported, and the others go on."""
        try:
            answer = self.asker.get(address, accept=("text/html",), most_bytes=_MOST_OF_A_PAGE)
        except ComeBackError as error:
            if error.code == "busy":
                raise
            return self._unread(address, error)
        except HarvestFaultError as error:
            return self._unread(address, error)
        self._bad = 0
        if answer.status != 200:
            return self._held(address)
        return tuple(works_of(answer))

    def _unread(
        self, address: str, error: ComeBackError | HarvestFaultError
    ) -> tuple[Upstream, ...]:
        if error.code == "robots":
            return (Upstream(address, fault="robots"),)
        self._bad += 1
        if self._bad >= _MOST_BAD:
            raise error
        return (Upstream(address, fault="page"),)

    def _held(self, address: str) -> tuple[Upstream, ...]:
        """All that came from a page, now that the page is gone."""
        links = HarvestLink.objects.filter(source=self.source, address=address)
        keys = links.values_list("upstream", flat=True)[:_MOST_GONE]
        return tuple(Upstream(key, is_deleted=True) for key in keys)

    def _missing(self) -> list[str]:
        """Pages of which records came, and that are in no map any more."""
        if self._all is None:
            return []  # another worker began the list; the next run looks
        links = HarvestLink.objects.filter(source=self.source, record__isnull=False).exclude(
            state__in=[HarvestLink.State.GONE, HarvestLink.State.DROPPED]
        )
        pages = links.order_by("address").values_list("address", flat=True).distinct()
        found = (
            each for each in pages.iterator(chunk_size=2000) if digest_of(each) not in self._all
        )
        return list(islice(found, _MOST_GONE))

    def _gone(self, cursor: Cursor) -> Part:
        address, *others = cursor["gone"]
        items: tuple[Upstream, ...] = ()
        try:
            if self.asker.get(address, most_bytes=_MOST_OF_A_PAGE).status in {404, 410}:
                items = self._held(address)
        except (ComeBackError, HarvestFaultError):
            pass  # not known to be gone
        return self._moved(cursor, items, {"gone": others})


def _is_xml(body: bytes) -> bool:
    begin = body[:500].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return begin.startswith((b"<?xml", b"<urlset", b"<sitemapindex")) and b"<html" not in begin


def _unpacked(answer: Fetched) -> bytes:
    """The body, of a packed file too, within the bound.

    Raises:
        HarvestFaultError: unpacked it is too large, or it is damaged.
    """
    if not answer.body.startswith(b"\x1f\x8b"):
        return answer.body
    unpacker = zlib.decompressobj(31)
    try:
        body = unpacker.decompress(answer.body, _MOST_BYTES + 1)
    except zlib.error as error:
        raise HarvestFaultError("bad-xml", address=answer.address) from error
    if len(body) > _MOST_BYTES:
        raise HarvestFaultError("too-large", address=answer.address)
    if not unpacker.eof:  # it stops in the middle
        raise HarvestFaultError("bad-xml", address=answer.address)
    return body
