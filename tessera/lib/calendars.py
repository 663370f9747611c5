"""Calendar files (iCalendar, RFC 5545, https://www.rfc-editor.org/rfc/rfc5545).

Calendars know an event again by its UID, take what has the higher SEQUENCE (§3.8.7.4), and strike
out what is CANCELLED; the rules of its time zone are in the file.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from icalendar import Calendar, Event, vDuration, vText

from tessera.lib.languages import html_tag


@dataclass(frozen=True)
class CalendarEntry:
    """What a calendar is told of an event. ``address`` is its whole address on this site.

    Without ``ends_at`` nobody said how long it takes; ``language`` is that of title and text.
    """

    identifier: str
    sequence: int
    changed_at: datetime
    starts_at: datetime
    ends_at: datetime | None
    zone: ZoneInfo
    address: str
    title: str = ""
    text: str = ""
    language: str = ""
    place: str = ""
    is_cancelled: bool = False
    takes_up_time: bool = True


def event_of(entry: CalendarEntry) -> Event:
    """An event, the same in every file."""
    event = Event()
    event.add("uid", f"{entry.identifier}@{urlsplit(settings.BASE_URL).hostname}")
    event.add("sequence", entry.sequence)
    event.add("dtstamp", entry.changed_at)
    event.add("dtstart", entry.starts_at.astimezone(entry.zone))
    if entry.ends_at:
        event.add("dtend", entry.ends_at.astimezone(entry.zone))
    if not entry.takes_up_time:
        event.add("transp", "TRANSPARENT")
    event.add("status", "CANCELLED" if entry.is_cancelled else "CONFIRMED")
    if entry.title:
        words: Mapping[str, str] = {"LANGUAGE": html_tag(entry.language)}
        event.add("summary", vText(entry.title), parameters=words)
        said = "\n\n".join(each for each in (entry.text, entry.address) if each)
        event.add("description", vText(said), parameters=words)
    if entry.place:
        event.add("location", entry.place)
    event.add("url", entry.address)
    return event


def empty_calendar(method: str) -> Calendar:
    """A calendar of this site without events."""
    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", f"-//{settings.SITE_NAME}//Tessera//EN")
    calendar.add("method", method)
    return calendar


def named_calendar(title: str) -> Calendar:
    """An empty calendar that others subscribe to; its name and how often to ask: RFC 7986."""
    calendar = empty_calendar("PUBLISH")
    for name in ("name", "x-wr-calname"):
        calendar.add(name, vText(title))
    calendar.add(
        "refresh-interval", vDuration(timedelta(hours=1)), parameters={"VALUE": "DURATION"}
    )
    return calendar


def file_of(calendar: Calendar, events: Iterable[Event]) -> bytes:
    """The file's content: the events, and the rules of their time zones."""
    for event in events:
        calendar.add_component(event)
    calendar.add_missing_timezones()
    content: bytes = calendar.to_ical()
    return content
