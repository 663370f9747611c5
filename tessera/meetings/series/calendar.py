"""All sessions of a series as one calendar (RFC 5545; its name and how often to ask: RFC 7986)."""

from collections.abc import Iterable

from tessera.lib.calendars import file_of, named_calendar
from tessera.meetings.calendar import event_of
from tessera.meetings.models import Series, SeriesSession
from tessera.meetings.series.reading import series_card


def series_calendar(series: Series, placed: Iterable[SeriesSession], language: str) -> bytes:
    """The file's content. Events are those of the sessions' own files, with the room beside."""
    card = series_card(series, language)
    events = (
        event_of(each.session, language, room=each.room.name if each.room else "")
        for each in placed
    )
    return file_of(named_calendar(card.text.title), events)
