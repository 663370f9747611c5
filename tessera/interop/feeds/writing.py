"""Feeds in their two forms."""

import json
from typing import Any

from django.conf import settings
from django.utils import timezone

from tessera.interop.feeds.entries import Entry, FeedContent
from tessera.interop.xml import element, text_of
from tessera.lib.languages import html_tag

ATOM = "application/atom+xml"
JSON = "application/feed+json"
MEDIA_TYPES = {"atom": ATOM, "json": JSON}


def atom(feed: FeedContent) -> str:
    """An Atom document (RFC 4287)."""
    updated = (feed.updated or timezone.now()).isoformat()
    parts = [
        '<?xml version="1.0" encoding="utf-8"?>\n',
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{html_tag(feed.language)}">\n',
        element("title", feed.title),
        element("id", feed.page),
        element("updated", updated),
        f"<author>{element('name', settings.SITE_NAME)}</author>",
        element("link", attributes={"rel": "alternate", "type": "text/html", "href": feed.page}),
        element("link", attributes={"rel": "self", "type": ATOM, "href": feed.address}),
        *(_atom_entry(entry, updated) for entry in feed.entries),
        "\n</feed>\n",
    ]
    return "".join(parts)


def _atom_entry(entry: Entry, otherwise: str) -> str:
    moment = entry.updated.isoformat() if entry.updated else otherwise
    parts = [
        element("title", entry.title, {"xml:lang": html_tag(entry.title_language)}),
        element("id", entry.identifier),
        element("link", attributes={"href": entry.url}),
        element("updated", moment),
    ]
    if entry.via:
        parts.append(element("link", attributes={"rel": "via", "href": entry.via}))
    if entry.summary:
        tag = html_tag(entry.summary_language)
        parts.append(element("summary", entry.summary, {"xml:lang": tag}))
    parts += [element("category", attributes={"term": text_of(each)}) for each in entry.subjects]
    return f"\n<entry>{''.join(parts)}</entry>"


def json_feed(feed: FeedContent) -> str:
    """A JSON Feed (https://www.jsonfeed.org/version/1.1/)."""
    content: dict[str, Any] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": feed.page,
        "feed_url": feed.address,
        "language": html_tag(feed.language),
        "authors": [{"name": settings.SITE_NAME, "url": settings.BASE_URL}],
        "items": [_item(entry) for entry in feed.entries],
    }
    return json.dumps(content, ensure_ascii=False, indent=1)


def _item(entry: Entry) -> dict[str, Any]:
    item: dict[str, Any] = {
        "id": entry.identifier,
        "url": entry.url,
        "title": entry.title,
        "content_text": entry.summary or entry.title,
        "language": html_tag(entry.summary_language or entry.title_language),
    }
    if entry.via:
        item["external_url"] = entry.via
    if entry.updated:
        item["date_modified"] = entry.updated.isoformat()
    if entry.subjects:
        item["tags"] = list(entry.subjects)
    return item


WRITERS = {"atom": atom, "json": json_feed}
