"""All sessions of a series as one calendar (RFC 5545; its name and how often to ask: RFC 7986)."""

from collections.abc import Iterable

from tessera.meetings.calendar import event_of, named_calendar
from tessera.meetings.models import Series, SeriesSession
from tessera.meetings.series.reading import series_card


def series_calendar(series: Series, placed: Iterable[SeriesSession], language: str) -> bytes:
    """The file's content. Events are those of the sessions' own files, with the room beside."""
    card = series_card(series, language)
    calendar = named_calendar(card.text.title)
    for each in placed:
        room = each.room.name if each.room else ""
        calendar.add_component(event_of(each.session, language, room=room))
    calendar.add_missing_timezones()
    return calendar.to_ical()
