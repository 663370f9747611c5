"""Harvesting of feeds: Atom (RFC 4287), RSS 2.0, and RSS 1.0.

A feed tells what is new, and never what went: deletions cannot be followed. At the first run its
older pages are read too, where it has such (RFC 5005).
"""

import html
import re
from email.utils import parsedate_to_datetime
from typing import Any, Final
from urllib.parse import urljoin

from lxml import etree

from tessera.interop.harvesting.asking import Asker
from tessera.interop.harvesting.faults import HarvestFaultError
from tessera.interop.harvesting.models import Source
from tessera.interop.harvesting.oai import xml_of
from tessera.interop.harvesting.oai_records import licence_in
from tessera.interop.harvesting.upstream import Cursor, Part, Upstream
from tessera.interop.importing.dois import normal_doi
from tessera.lib.safe_xml import first, local_name, named, text_of

_ACCEPTED: Final = (
    "application/atom+xml", "application/rss+xml", "application/rdf+xml", "application/xml",
    "text/xml",
)  # fmt: skip
_LANG: Final = "{http://www.w3.org/XML/1998/namespace}lang"
_TAG: Final = re.compile(r"<[^<>]{1,2000}>")


class FeedReader:
    """Reads a feed, page by page."""

    def __init__(self, source: Source, asker: Asker, bookmark: dict[str, Any]) -> None:
        self.source = source
        self.asker = asker
        self.bookmark = bookmark

    def part(self, cursor: Cursor) -> Part:
        """One page of the feed."""
        address = cursor.get("address", self.source.address)
        answer = self.asker.get(address, accept=_ACCEPTED, headers=self._condition(cursor))
        if answer.status == 304:
            return Part((), bookmark=self.bookmark, notes=("not-modified",))
        if answer.status != 200:
            raise HarvestFaultError("status", address=address, status=answer.status)
        root = xml_of(answer.body, address)
        kept = cursor.get("kept") or {
            name: answer.headers[header]
            for name, header in (("etag", "etag"), ("modified", "last-modified"))
            if answer.headers.get(header)
        }
        following = self._following(root, answer.address)
        return Part(
            tuple(_entries(root, answer.address)),
            cursor={"address": following, "kept": kept} if following else None,
            bookmark={**kept, "is_known": True},
        )

    def _condition(self, cursor: Cursor) -> dict[str, str]:
        """Ask only for what has changed, when it was read before."""
        if cursor:
            return {}
        names = (("If-None-Match", "etag"), ("If-Modified-Since", "modified"))
        return {header: self.bookmark[name] for header, name in names if name in self.bookmark}

    def _following(self, root: etree._Element, address: str) -> str:
        """The next older page, at the first run."""
        if self.bookmark.get("is_known"):
            return ""
        holder = first(root, "channel") if local_name(root) == "rss" else root
        for link in named(holder, "link"):
            if link.get("rel") == "next" and link.get("href"):
                return urljoin(address, link.get("href", ""))
        return ""


def _entries(root: etree._Element, address: str) -> list[Upstream]:
    kind = local_name(root)
    if kind == "feed":
        language = root.get(_LANG, "")
        return [_of_atom(each, language, address) for each in named(root, "entry")]
    channel = first(root, "channel")
    if kind not in {"rss", "RDF"} or channel is None:
        raise HarvestFaultError("no-feed", address=address)
    language = text_of(first(channel, "language"))
    rows = named(channel if kind == "rss" else root, "item")
    return [_of_rss(each, language, address) for each in rows]


def _of_atom(entry: etree._Element, language: str, address: str) -> Upstream:
    links = named(entry, "link")
    page = next((e.get("href", "") for e in links if e.get("rel", "alternate") == "alternate"), "")
    page = urljoin(address, page) if page else ""
    people = [text_of(first(each, "name")) for each in named(entry, "author")]
    subjects = [each.get("label") or each.get("term", "") for each in named(entry, "category")]
    summary = first(entry, "summary")
    content = summary if summary is not None else first(entry, "content")
    issued = first(entry, "published", "updated")
    values = {
        "title": [plain(first(entry, "title"))],
        "summary": [plain(content)],
        "language": [entry.get(_LANG, language)],
        "issued": [text_of(issued)[:10]],
        "authors": people,
        "url": [page],
        "subjects": subjects,
        "licence": [licence_in(text_of(first(entry, "rights")))],
        "doi": [normal_doi(page)],
    }
    return _item(text_of(first(entry, "id")) or page, values, page)


def _of_rss(item: etree._Element, language: str, address: str) -> Upstream:
    page = text_of(first(item, "link"))
    page = urljoin(address, page) if page else ""
    people = [text_of(each) for each in named(item, "creator", "author")]
    values = {
        "title": [plain(first(item, "title"))],
        "summary": [plain(first(item, "description", "encoded"))],
        "language": [text_of(first(item, "language")) or language],
        "issued": [_day(text_of(first(item, "pubDate", "date")))],
        "authors": [name for name in people if "@" not in name],
        "url": [page],
        "subjects": [text_of(each) for each in named(item, "category", "subject")],
        "licence": [licence_in(text_of(first(item, "rights", "license")))],
        "doi": [normal_doi(page)],
    }
    return _item(text_of(first(item, "guid")) or page, values, page)


def _item(key: str, values: dict[str, list[str]], page: str) -> Upstream:
    filled = {name: found for name, each in values.items() if (found := [v for v in each if v])}
    fallback = " ".join(values["title"])
    return Upstream(key or fallback, filled, address=page if page.startswith("http") else "")


def plain(element: etree._Element | None) -> str:
    """The text of an element that may hold HTML, as such or escaped."""
    text = text_of(element)
    for _round in (1, 2):  # escaped once by XML, and again by some
        if "<" not in text and "&" not in text:
            break
        text = html.unescape(_TAG.sub(" ", text))
    return " ".join(text.split())


def _day(text: str) -> str:
    try:
        return parsedate_to_datetime(text).date().isoformat()
    except (TypeError, ValueError, IndexError):
        return text[:10]
