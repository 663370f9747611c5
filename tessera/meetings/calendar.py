"""A session as an iCalendar file (RFC 5545, https://www.rfc-editor.org/rfc/rfc5545).

An event is the same in every file. Calendars know it again by its UID, take what has the higher
SEQUENCE (§3.8.7.4), and strike out what is CANCELLED; the rules of its time zone are in the file.
"""

from collections.abc import Iterable
from datetime import timedelta
from email.utils import parseaddr
from urllib.parse import urlsplit

from django.conf import settings
from icalendar import Calendar, Event, vDuration, vText

from tessera.lib.languages import html_tag
from tessera.lib.texts import best_text
from tessera.meetings.models import Session
from tessera.vocabularies.labels import labels


def session_calendar(
    session: Session, language: str, *, method: str = "PUBLISH", attendee: str = ""
) -> bytes:
    """The file's content, its words in ``language`` where the session has them.

    What is published names no person and no joining link, because anybody may read it. With
    ``attendee``, an address, it is one person's (``REQUEST`` or ``CANCEL``, RFC 5546 §3.2).
    """
    calendar = empty_calendar(method)
    event = event_of(session, language, is_cancelled=method == "CANCEL")
    if attendee:
        event.add("organizer", f"mailto:{parseaddr(settings.DEFAULT_FROM_EMAIL)[1]}")
        event.add("attendee", f"mailto:{attendee}", parameters={"PARTSTAT": "ACCEPTED"})
    calendar.add_component(event)
    calendar.add_missing_timezones()
    return calendar.to_ical()


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


def calendar_of_sessions(sessions: Iterable[Session], title: str, language: str) -> bytes:
    """Many sessions in one file. Events are those of the sessions' own files."""
    calendar = named_calendar(title)
    for session in sessions:
        calendar.add_component(event_of(session, language))
    calendar.add_missing_timezones()
    return calendar.to_ical()


def event_of(
    session: Session, language: str, *, is_cancelled: bool = False, room: str = ""
) -> Event:
    """A session as an event. No query when its texts are there."""
    text = best_text(session.texts.all(), language, session.original_language)
    address = f"{settings.BASE_URL}{session.get_absolute_url()}"
    event = Event()
    event.add("uid", f"{session.identifier}@{urlsplit(settings.BASE_URL).hostname}")
    event.add("sequence", session.sequence)
    event.add("dtstamp", session.updated_at)
    event.add("dtstart", session.starts_at.astimezone(session.zone))
    event.add("dtend", session.ends_at.astimezone(session.zone))
    if session.is_written:
        event.add("transp", "TRANSPARENT")  # It is open for days, and takes up nobody's hours.
    is_cancelled = is_cancelled or session.cancelled_at is not None
    event.add("status", "CANCELLED" if is_cancelled else "CONFIRMED")
    if text:
        said = text.guiding_question or text.occasion
        words = {"LANGUAGE": html_tag(text.language)}
        event.add("summary", vText(text.title), parameters=words)
        event.add("description", vText(f"{said}\n\n{address}"), parameters=words)
    place = labels().place(session.place_id, language) if session.place_id else ""
    if where := [each for each in (room, session.venue, place) if each]:
        event.add("location", ", ".join(where))
    event.add("url", address)
    return event
