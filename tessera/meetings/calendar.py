"""A session as an iCalendar file; what calendars do with it says ``lib.calendars``."""

from collections.abc import Iterable
from email.utils import parseaddr

from django.conf import settings
from icalendar import Event

from tessera.lib import calendars
from tessera.lib.calendars import CalendarEntry, empty_calendar, file_of, named_calendar
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
    event = event_of(session, language, is_cancelled=method == "CANCEL")
    if attendee:
        event.add("organizer", f"mailto:{parseaddr(settings.DEFAULT_FROM_EMAIL)[1]}")
        event.add("attendee", f"mailto:{attendee}", parameters={"PARTSTAT": "ACCEPTED"})
    return file_of(empty_calendar(method), [event])


def calendar_of_sessions(sessions: Iterable[Session], title: str, language: str) -> bytes:
    """Many sessions in one file. Events are those of the sessions' own files."""
    return file_of(named_calendar(title), (event_of(each, language) for each in sessions))


def event_of(
    session: Session, language: str, *, is_cancelled: bool = False, room: str = ""
) -> Event:
    """A session as an event. No query when its texts are there."""
    text = best_text(session.texts.all(), language, session.original_language)
    place = labels().place(session.place_id, language) if session.place_id else ""
    return calendars.event_of(
        CalendarEntry(
            identifier=session.identifier,
            sequence=session.sequence,
            changed_at=session.updated_at,
            starts_at=session.starts_at,
            ends_at=session.ends_at,
            zone=session.zone,
            address=f"{settings.BASE_URL}{session.get_absolute_url()}",
            title=text.title if text else "",
            text=(text.guiding_question or text.occasion) if text else "",
            language=text.language if text else "",
            place=", ".join(each for each in (room, session.venue, place) if each),
            is_cancelled=is_cancelled or session.cancelled_at is not None,
            # It is open for days, and takes up nobody's hours.
            takes_up_time=not session.is_written,
        )
    )
