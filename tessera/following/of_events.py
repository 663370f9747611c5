"""News of events of communities: a new one, another time, one that does not take place."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, Final

from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from tessera.communities.models import CommunityEvent
from tessera.following.models import Follow, Notice
from tessera.following.notices import followers_of
from tessera.following.of_communities import Readers
from tessera.following.seen import Seen
from tessera.lib.time_zones import zone_label
from tessera.network.blocks import blocked_ids, blocked_pairs
from tessera.vocabularies.labels import current_language

EVENT: Final = "event"
MOVED: Final = "event-moved"
CANCELLED: Final = "event-cancelled"
KINDS: Final = frozenset({EVENT, MOVED, CANCELLED})
#: What is looked at in one round; more than that in four days is found by those who look.
_MOST: Final = 2_000


def news_of_events(since: datetime) -> Iterator[Notice]:
    """What happened to events that are not over; nobody hears of what they did themselves, nor of
    an event that somebody announced whom a block keeps away.
    """
    followed = Follow.objects.filter(kind=Follow.Kind.COMMUNITY).values("target")
    happened = Q(published_at__gte=since) | Q(moved_at__gte=since) | Q(cancelled_at__gte=since)
    rows = CommunityEvent.objects.live().filter(happened, community__identifier__in=followed)
    readers, now = Readers(), timezone.now()
    latest = list(rows.select_related("community").order_by("pk")[:_MOST])
    apart = blocked_pairs(each.author_id for each in latest if each.author_id)
    for event in latest:
        if event.is_over(now=now):
            continue
        away = apart.get(event.author_id or 0, set())
        for what, once, at, own in _news(event, since):
            for follow, user in followers_of(
                Follow.Kind.COMMUNITY, event.community.identifier, at=at
            ):
                if user != own and user not in away and readers.may_read(user, event.community):
                    yield Notice(
                        follow_id=follow, user_id=user, identifier=event.identifier, what=what,
                        once=once, at=at,
                    )  # fmt: skip


def _news(
    event: CommunityEvent, since: datetime
) -> Iterator[tuple[str, str, datetime, int | None]]:
    """What happened, what tells it from all others, when, and who did it."""
    key = event.identifier
    if event.cancelled_at:
        if event.cancelled_at >= since:
            yield CANCELLED, f"{CANCELLED}:{key}", event.cancelled_at, event.cancelled_by_id
        return
    if event.published_at and event.published_at >= since:
        yield EVENT, f"{EVENT}:{key}", event.published_at, event.author_id
    if event.moved_at and event.moved_at >= since:
        once = f"{MOVED}:{key}:{event.moved_at.timestamp():.0f}"
        yield MOVED, once, event.moved_at, event.author_id


def seen_events(notices: Iterable[Notice], viewer: Any) -> dict[tuple[str, str], Seen]:
    """What is new and ``once`` of the notice → how it reads, as far as ``viewer`` may see it now.

    Two queries. What was announced or moved and is cancelled meanwhile is not told any more.
    """
    wanted = [each for each in notices if each.what in KINDS]
    if not wanted:
        return {}
    rows = CommunityEvent.objects.live().readable_by(viewer)
    found = {
        each.identifier: each
        for each in rows.filter(identifier__in={each.identifier for each in wanted})
    }
    away, seen = blocked_ids(viewer), {}
    for notice in wanted:
        event = found.get(notice.identifier)
        if event is None or event.author_id in away:
            continue
        if event.is_cancelled == (notice.what == CANCELLED):
            seen[(notice.what, notice.once)] = Seen(
                event.title, event.get_absolute_url(), event.language, _words(notice.what, event)
            )
    return seen


def _words(what: str, event: CommunityEvent) -> str:
    if what == CANCELLED:
        return _("cancelled")
    words = {
        "day": date_format(event.starts_at.astimezone(event.zone), "DATETIME_FORMAT"),
        "zone": zone_label(event.time_zone, event.starts_at, current_language()),
    }
    if what == MOVED:
        return _("new date: %(day)s (%(zone)s)") % words
    return _("new event: %(day)s (%(zone)s)") % words
