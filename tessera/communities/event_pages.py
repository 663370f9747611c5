"""What pages and calendars show of events. The number of queries does not depend on the events."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone
from django.utils.safestring import SafeString

from tessera.communities.models import Community, CommunityEvent
from tessera.communities.names import shown_names
from tessera.communities.rules import can_manage, can_write
from tessera.lib.calendars import CalendarEntry, empty_calendar, event_of, file_of, named_calendar
from tessera.lib.posts import rendered
from tessera.lib.time_zones import ZoneChoice, zone_choices, zone_label
from tessera.network.models import Person
from tessera.network.people import entries_of
from tessera.vocabularies.labels import current_language

#: So many of the next stand on the community's page; all are on their own.
NEXT: Final = 3
_MOST_IN_CALENDAR: Final = 500


@dataclass(frozen=True)
class EventTimes:
    """When an event takes place, on the clocks of one zone, whose label is ``zone``."""

    begins: datetime
    ends: datetime | None
    register_by: datetime | None
    zone_name: str
    zone: str

    @property
    def is_over_days(self) -> bool:
        """Whether it ends on another day than it begins."""
        return self.ends is not None and self.ends.date() != self.begins.date()


@dataclass(frozen=True)
class EventCard:
    """An event in a list; its times are in its own zone."""

    event: CommunityEvent
    times: EventTimes
    is_over: bool


@dataclass(frozen=True)
class EventDetail:
    """An event's page. ``elsewhere`` are its times in the zone that the reader asked for."""

    event: CommunityEvent
    times: EventTimes
    elsewhere: EventTimes
    zones: list[ZoneChoice]
    html: SafeString
    name: str
    entry: Person | None
    is_over: bool
    takes_registrations: bool
    is_own: bool
    may_change: bool
    manages: bool


def event_times(event: CommunityEvent, zone_name: str) -> EventTimes:
    """On the clocks of a zone. No query."""
    zone = ZoneInfo(zone_name)
    return EventTimes(
        begins=event.starts_at.astimezone(zone),
        ends=event.ends_at.astimezone(zone) if event.ends_at else None,
        register_by=event.register_by.astimezone(zone) if event.register_by else None,
        zone_name=zone_name,
        zone=zone_label(zone_name, event.starts_at, current_language()),
    )


def event_cards(events: Iterable[CommunityEvent]) -> list[EventCard]:
    """Events in a list. No further query."""
    now = timezone.now()
    return [
        EventCard(each, event_times(each, each.time_zone), each.is_over(now=now)) for each in events
    ]


def next_events(community: Community) -> list[EventCard]:
    """What the community's page tells of what is to come. One query."""
    rows = CommunityEvent.objects.live().filter(community=community)
    return event_cards(rows.coming(timezone.now())[:NEXT])


def event_detail_of(event: CommunityEvent, viewer: Any, zone_name: str) -> EventDetail:
    """What this reader sees of an event, which comes with its community and author."""
    now, author = timezone.now(), event.author
    manages = viewer.is_authenticated and can_manage(viewer, event.community)
    is_own = bool(viewer.is_authenticated and event.author_id == viewer.pk)
    return EventDetail(
        event=event,
        times=event_times(event, event.time_zone),
        elsewhere=event_times(event, zone_name),
        zones=zone_choices(event.time_zone, event.starts_at, current_language()),
        html=rendered(event.text, is_markdown=event.is_markdown),
        name=shown_names([author], viewer)[author.pk] if author else "",
        entry=entries_of([author], viewer).get(author.pk) if author else None,
        is_over=event.is_over(now=now),
        takes_registrations=event.takes_registrations(now=now),
        is_own=is_own,
        may_change=event.stands and (manages or (is_own and can_write(viewer, event.community))),
        manages=manages,
    )


def event_calendar(event: CommunityEvent) -> bytes:
    """One event as an iCalendar file. It names no person."""
    return file_of(empty_calendar("PUBLISH"), [event_of(_entry(event))])


def community_calendar(community: Community) -> bytes:
    """What is ahead in a community, and what was lately, for calendars that ask again."""
    rows = CommunityEvent.objects.filter(community=community).for_calendars(timezone.now())
    events = (event_of(_entry(each)) for each in rows[:_MOST_IN_CALENDAR])
    return file_of(named_calendar(f"{community.name} · {settings.SITE_NAME}"), events)


def _entry(event: CommunityEvent) -> CalendarEntry:
    return CalendarEntry(
        identifier=event.identifier,
        sequence=event.sequence,
        changed_at=event.updated_at,
        starts_at=event.starts_at,
        ends_at=event.ends_at,
        zone=event.zone,
        address=f"{settings.BASE_URL}{event.get_absolute_url()}",
        title=event.title,
        text="\n\n".join(each for each in (event.cancel_reason, event.text, event.link) if each),
        language=event.language,
        place=event.place,
        is_cancelled=event.is_cancelled,
    )
