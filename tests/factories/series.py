"""Series and forums with their sessions."""

from datetime import date

from tessera.accounts.actors import SYSTEM
from tessera.meetings.models import Series, SeriesRoom, SeriesSession, SeriesText, Session
from tessera.meetings.series.actions import add_room, add_sessions


def draft_forum(title: str = "Cities and newcomers", rooms: int = 2, **fields: object) -> Series:
    """A forum of three days in Berlin with rooms, which nobody published."""
    values = {
        "first_day": date(2030, 5, 6),
        "last_day": date(2030, 5, 8),
        "time_zone": "Europe/Berlin",
        "convener": "City of Valdemora",
        "is_public": False,
        **fields,
    }
    series = Series.objects.create(**values)
    SeriesText.objects.create(series=series, language="en", title=title, about="Three days.")
    for _number in range(rooms):
        add_room(series, by=SYSTEM)
    return Series.objects.get(pk=series.pk)


def forum(title: str = "Cities and newcomers", **fields: object) -> Series:
    """The same, public."""
    return draft_forum(title, is_public=True, **fields)


def placed(of: Series, session: Session, room: SeriesRoom | None = None) -> SeriesSession:
    """The session in a room of the forum."""
    add_sessions(of, [session.pk], by=SYSTEM)
    row = SeriesSession.objects.get(session=session)
    row.room = room
    row.save()
    return row
