"""What a feed says, whatever its form."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils.translation import override, pgettext

from tessera.catalogue.cards import Card
from tessera.catalogue.models import Record
from tessera.communities.models import CommunityEvent, Discussion
from tessera.exchange.models import Listing
from tessera.interop.description import permanent_address
from tessera.lib.languages import INTERFACE_LANGUAGES
from tessera.network.models import Organization
from tessera.vocabularies.labels import labels
from tessera.web.templatetags.times import moment

#: Feed readers ask often, and nobody reads further back.
MOST_ENTRIES = 50
#: So many characters of a text stand in a feed.
SUMMARY_LETTERS = 500


@dataclass(frozen=True)
class Entry:
    """One thing in a feed. ``identifier`` is an address that stays; languages are our codes.

    ``via`` is where it was published first, when that is another site.
    """

    identifier: str
    url: str
    title: str
    title_language: str
    summary: str
    summary_language: str
    updated: datetime | None
    subjects: tuple[str, ...] = ()
    via: str = ""


@dataclass(frozen=True)
class FeedContent:
    """A feed: its page and its own address are whole addresses; entries are the newest first."""

    title: str
    page: str
    address: str
    language: str
    entries: tuple[Entry, ...]

    @property
    def updated(self) -> datetime | None:
        """When the newest entry changed; ``None`` without entries."""
        return max((entry.updated for entry in self.entries if entry.updated), default=None)


def entry_of(card: Card, updated: datetime | None, language: str) -> Entry:
    """A record's or an organization's card as an entry."""
    themes = (labels().concept("TH", code) for code in card.theme_codes)
    return Entry(
        permanent_address(card),
        settings.BASE_URL + card.url,
        card.title,
        card.title_language,
        card.summary,
        card.summary_language,
        updated,
        tuple(theme.label(language) for theme in themes if theme),
        card.home,
    )


def listing_entry(listing: Listing) -> Entry:
    """An offer or a seek; nobody's name is in it."""
    return Entry(
        f"{settings.BASE_URL}/en/exchange/{listing.identifier}/",
        settings.BASE_URL + listing.get_absolute_url(),
        listing.title,
        listing.language,
        listing.text[:SUMMARY_LETTERS],
        listing.language,
        listing.changed_at,
    )


def discussion_entry(discussion: Discussion, updated: datetime) -> Entry:
    """The title of a discussion; nobody's name is in it."""
    return Entry(
        f"{settings.BASE_URL}/en/discussions/{discussion.identifier}/",
        settings.BASE_URL + discussion.get_absolute_url(),
        discussion.title,
        discussion.language,
        "",
        discussion.language,
        updated,
    )


def event_entry(event: CommunityEvent, language: str) -> Entry:
    """An event of a community: when and where, then what it is about; nobody's name is in it.

    All of it is in the event's language where the site speaks it.
    """
    tag = event.language if event.language in INTERFACE_LANGUAGES else language
    with override(tag):
        when = moment(event.starts_at.isoformat(), event.time_zone)
        state = pgettext("an event", "Cancelled") if event.is_cancelled else ""
    where = "\n".join(each for each in (state, when, event.place) if each)
    return Entry(
        f"{settings.BASE_URL}/en/events/{event.identifier}/",
        settings.BASE_URL + event.get_absolute_url(),
        event.title,
        event.language,
        f"{where}\n\n{event.text}".strip()[:SUMMARY_LETTERS],
        tag,
        event.updated_at,
    )


def entries_of(cards: Sequence[Card], language: str) -> tuple[Entry, ...]:
    """Cards with the moments of their last publication: two queries."""
    moments = published_at(card.identifier for card in cards)
    return tuple(entry_of(card, moments.get(card.identifier), language) for card in cards)


def published_at(identifiers: Iterable[str]) -> Mapping[str, datetime]:
    """When records and organizations were last published."""
    keys = list(identifiers)
    found: dict[str, datetime] = {}
    for model in (Record, Organization):
        rows = model.objects.filter(identifier__in=keys).exclude(last_published_at=None)
        found |= dict(rows.values_list("identifier", "last_published_at"))
    return found
