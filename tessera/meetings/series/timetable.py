"""The timetable of a forum: days, and in each the parallel rooms.

Days are those of the forum's time zone. What begins before midnight stands on its day with all its
hours. Where clocks change within a day, an hour may come twice; moments keep them apart, and the
row says which is meant.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from zoneinfo import ZoneInfo

from tessera.lib.time_zones import zone_label
from tessera.meetings.detail import text_of
from tessera.meetings.models import Series, SeriesRoom, SeriesSession, Session, SessionText
from tessera.vocabularies.labels import labels


@dataclass(frozen=True)
class Slot:
    """A session in the timetable, on the forum's clocks; ``own_begins`` and ``own_ends`` are on the
    reader's, ``None`` where those are the same. ``room`` is empty while none is given.
    """

    session: Session
    text: SessionText
    format: str
    room: str
    begins: datetime
    ends: datetime
    own_begins: datetime | None
    own_ends: datetime | None
    is_own_day_another: bool


@dataclass(frozen=True)
class Row:
    """Everything that begins at one moment, by room. ``zone`` is said where clocks change."""

    begins: datetime
    zone: str
    cells: tuple[tuple[Slot, ...], ...]


@dataclass(frozen=True)
class Day:
    """A day with what its columns are; they are empty when no session has a room."""

    date: date
    begins: datetime
    zone: str
    columns: tuple[SeriesRoom | None, ...]
    rows: tuple[Row, ...]
    is_outside: bool

    @property
    def has_rooms(self) -> bool:
        """Whether it says anything to name the columns."""
        return any(self.columns)

    @property
    def is_wide(self) -> bool:
        """Whether the columns may need to be scrolled."""
        return len(self.columns) > 4


def timetable(
    series: Series, placed: Iterable[SeriesSession], language: str, own_zone: str
) -> tuple[Day, ...]:
    """The days with their rows, of sessions that come in order. No query when all is there."""
    by_day = groupby(placed, lambda each: each.session.starts_at.astimezone(series.zone).date())
    return tuple(_day(series, day, list(rows), language, own_zone) for day, rows in by_day)


def is_outside(series: Series, day: date) -> bool:
    """Whether a day is none of those that were announced."""
    too_early = series.first_day is not None and day < series.first_day
    return too_early or (series.last_day is not None and day > series.last_day)


def _day(
    series: Series, day: date, placed: list[SeriesSession], language: str, own_zone: str
) -> Day:
    columns = _columns(placed)
    slots = [(each, slot_of(series, each, language, own_zone)) for each in placed]
    begins = slots[0][1].begins
    zones = [zone_label(series.time_zone, each.session.starts_at, language) for each in placed]
    rows = []
    for moment, group in groupby(slots, lambda pair: pair[0].session.starts_at):
        there = list(group)
        zone = zone_label(series.time_zone, moment, language)
        cells = tuple(
            tuple(slot for each, slot in there if each.room_id == (room.pk if room else None))
            for room in columns
        )
        said = zone if len(set(zones)) > 1 else ""
        rows.append(Row(moment.astimezone(series.zone), said, cells))
    return Day(day, begins, zones[0], columns, tuple(rows), is_outside(series, day))


def _columns(placed: Sequence[SeriesSession]) -> tuple[SeriesRoom | None, ...]:
    """The rooms of a day in their order; last, for what has none yet, ``None``."""
    rooms = {each.room for each in placed if each.room}
    ordered: list[SeriesRoom | None] = [*sorted(rooms, key=lambda room: (room.position, room.pk))]
    if any(each.room is None for each in placed):
        ordered.append(None)
    return tuple(ordered)


def slot_of(series: Series, placed: SeriesSession, language: str, own_zone: str) -> Slot:
    """One session on the clocks of a series and of a reader."""
    session = placed.session
    begins, ends = (
        moment.astimezone(series.zone) for moment in (session.starts_at, session.ends_at)
    )
    own = own_zone != series.time_zone
    own_begins = begins.astimezone(ZoneInfo(own_zone)) if own else None
    return Slot(
        session=session,
        text=text_of(session, language),
        format=labels().of(session.format_id, language),
        room=placed.room.name if placed.room else "",
        begins=begins,
        ends=ends,
        own_begins=own_begins,
        own_ends=ends.astimezone(ZoneInfo(own_zone)) if own else None,
        is_own_day_another=own_begins is not None and own_begins.date() != begins.date(),
    )
