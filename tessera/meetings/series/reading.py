"""What pages say of a series: its card, the series of a session, what is on in a room now."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.http import Http404, HttpRequest
from django.utils.formats import date_format
from django.utils.translation import pgettext

from tessera.lib.enumerations import listed
from tessera.lib.identifiers import normalize
from tessera.lib.texts import best_text
from tessera.meetings.attendance import find_attendee
from tessera.meetings.models import (
    Series,
    SeriesRoom,
    SeriesSession,
    SeriesText,
    Session,
)
from tessera.meetings.models.sessions import MOST_MINUTES
from tessera.vocabularies.labels import labels

#: Who stands at a door some minutes before is let into what comes.
EARLY: Final = timedelta(minutes=15)


@dataclass(frozen=True)
class SeriesCard:
    """A series in a list; its days are the announced ones, else those of its sessions."""

    series: Series
    text: SeriesText
    place: str
    country_code: str
    convener: str
    first: date | None
    last: date | None
    count: int


def series_card(series: Series, language: str) -> SeriesCard:
    """No query for a series with its texts and its extent."""
    text = best_text(series.texts.all(), language, series.original_language)
    assert text is not None, "a series is made with a text"
    picture = labels()
    place = picture.places.get(series.place_id or 0)
    country = picture.country_of(place) if place else None
    names = (each.label(language) for each in (place, country) if each)
    return SeriesCard(
        series=series,
        text=text,
        place=listed(dict.fromkeys(names), language),
        country_code=country.code.lower() if country else "",
        convener=str(series.convener_names.get(language) or series.convener),
        first=series.first_day or _day(series.begins, series.zone),
        last=series.last_day or _day(series.latest, series.zone),
        count=series.count,
    )


def days_of(card: SeriesCard) -> str:
    """Its days in words of the present language; empty when none is known."""
    if card.first is None or card.last is None or card.first == card.last:
        return date_format(card.first, "DATE_FORMAT") if card.first else ""
    words = {name: date_format(getattr(card, name), "DATE_FORMAT") for name in ("first", "last")}
    return pgettext("first and last day", "%(first)s to %(last)s") % words


def _day(moment: datetime | None, zone: ZoneInfo) -> date | None:
    return moment.astimezone(zone).date() if moment else None


def series_named(identifier: str, rows: Any = None) -> Series:
    """A series by its identifier as typed, with texts and extent; of all readers unless others are
    given.

    Raises:
        Http404: there is none.
    """
    rows = Series.objects.public() if rows is None else rows
    found: Series | None = (
        rows.with_texts().with_extent().filter(identifier=normalize(identifier) or "").first()
    )
    if found is None:
        raise Http404
    return found


def shown_sessions(series: Series) -> list[SeriesSession]:
    """What readers see of its sessions, in order. Two queries."""
    return list(series.sessions.public().with_sessions().in_order())


def series_of(session: Session) -> SeriesSession | None:
    """Where a session belongs, if readers see both. One query, with texts two."""
    rows = SeriesSession.objects.public().filter(session=session, series__is_public=True)
    found: SeriesSession | None = (
        rows.select_related("series", "room").prefetch_related("series__texts").first()
    )
    return found


def session_on(room: SeriesRoom, request: HttpRequest, *, now: datetime) -> Session | None:
    """What is on in a room now, by the clock; else what its moderators have not closed yet, or what
    begins in some minutes. What readers do not see is found only by who takes part in it.
    """
    near = Q(session__starts_at__gt=now - timedelta(minutes=MOST_MINUTES)) & Q(
        session__starts_at__lte=now + EARLY
    )
    rows = room.sessions.filter(near, session__cancelled_at=None).exclude(
        session__state__in=[Session.State.DRAFT, *Session.ENDED]
    )
    shown = set(room.sessions.public().filter(near).values_list("session_id", flat=True))
    there = [
        each.session
        for each in rows.select_related("session")
        if each.session.ends_at > now or each.session.state == Session.State.LIVE
    ]
    there.sort(key=lambda each: (_rank(each, now), each.starts_at), reverse=True)
    for session in there:
        if session.pk in shown or find_attendee(request, session):
            return session
    return None


def _rank(session: Session, now: datetime) -> int:
    if session.starts_at <= now < session.ends_at:
        return 2
    return 1 if session.starts_at <= now else 0


def coming(room: SeriesRoom, *, now: datetime, most: int) -> list[SeriesSession]:
    """What readers see of what comes in a room, the next first. Two queries."""
    rows = room.sessions.public().filter(session__starts_at__gt=now, session__cancelled_at=None)
    return list(rows.with_sessions().in_order()[:most])
