"""Feeds of one thing: the versions of a record, what a person made, offers, seeks and began."""

from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from tessera.catalogue.cards import cards, record_cards
from tessera.catalogue.models import Record
from tessera.catalogue.works import records_crediting
from tessera.changes.models import Version
from tessera.communities.models import CommunityEvent, Discussion
from tessera.exchange.models import Listing
from tessera.interop.description import uri_of
from tessera.interop.feeds.answering import feed_answer
from tessera.interop.feeds.entries import (
    MOST_ENTRIES,
    Entry,
    discussion_entry,
    entries_of,
    event_entry,
    listing_entry,
)
from tessera.lib.http import read_only
from tessera.lib.identifiers import normalize
from tessera.network.models import Person
from tessera.network.visibility import is_open
from tessera.vocabularies.labels import current_language

_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


@read_only
def record_feed(request: HttpRequest, identifier: str, extension: str) -> HttpResponseBase:
    """The versions of a public record, with why each was published."""
    record: Record = get_object_or_404(
        Record.objects.public(), identifier=normalize(identifier) or ""
    )
    language = current_language()
    card = record_cards([record.identifier], language)[0]
    rows = Version.objects.filter(identifier=record.identifier).order_by("-number")
    address = [record.identifier, record.slug or "-"]
    entries = [
        Entry(
            f"{uri_of(record.identifier)}#version-{each.number}",
            settings.BASE_URL + reverse("record_version", args=[*address, each.number]),
            _("Version %(number)d: %(title)s") % {"number": each.number, "title": card.title},
            card.title_language,
            each.reason,
            record.original_language,
            each.at,
        )
        for each in rows.defer("snapshot")[:MOST_ENTRIES]
    ]
    title = f"{card.title} · {settings.SITE_NAME}"
    return feed_answer(request, extension, title, card.url, entries)


@read_only
def person_feed(request: HttpRequest, identifier: str, extension: str) -> HttpResponseBase:
    """What anybody may see of what a person made, offers, seeks, began and announced; the newest
    first.
    """
    stranger, language = AnonymousUser(), current_language()
    person: Person = get_object_or_404(
        Person.objects.seen_by(stranger), identifier=normalize(identifier) or ""
    )
    entries = [*_works(person, stranger, language)]
    listings = Listing.objects.seen_by(stranger).filter(person=person).order_by("-passed_at")
    entries += [listing_entry(each) for each in listings[:MOST_ENTRIES]]
    begun = Discussion.objects.readable_by(stranger).filter(author__person=person)
    entries += [
        discussion_entry(each, each.created_at)
        for each in begun.order_by("-created_at")[:MOST_ENTRIES]
    ]
    events = CommunityEvent.objects.readable_by(stranger).filter(author__person=person)
    entries += [
        event_entry(each, language) for each in events.order_by("-published_at")[:MOST_ENTRIES]
    ]
    entries.sort(key=lambda each: each.updated or _LONG_AGO, reverse=True)
    title = f"{person.display_name} · {settings.SITE_NAME}"
    address = person.get_absolute_url()
    return feed_answer(request, extension, title, address, entries[:MOST_ENTRIES])


def _works(person: Person, viewer: Any, language: str) -> tuple[Entry, ...]:
    if not is_open(person, "works", viewer):
        return ()
    rows = records_crediting(person).order_by("-last_published_at", "pk")
    identifiers = list(rows.values_list("identifier", flat=True)[:MOST_ENTRIES])
    return entries_of(cards(identifiers, language), language)
