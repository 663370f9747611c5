"""What the pages of sessions show, gathered without further questions from templates."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import prefetch_related_objects

from tessera.lib.enumerations import listed
from tessera.lib.languages import language_name
from tessera.lib.texts import best_text
from tessera.lib.time_zones import zone_label
from tessera.meetings.discussion.models import GuidingQuestion
from tessera.meetings.models import ProgrammePart, Seat, Session, SessionText
from tessera.meetings.permissions import is_on_panel
from tessera.vocabularies.labels import labels


@dataclass(frozen=True)
class SessionCard:
    """A session in a list; times are in its own zone, whose label is ``zone``."""

    session: Session
    text: SessionText
    format: str
    place: str
    begins: datetime
    ends: datetime
    zone: str


@dataclass(frozen=True)
class SeatShown:
    """A seat: the position it stands for, and who sits there, if that is known."""

    seat: Seat
    stakeholder: str
    role: str
    is_on_panel: bool


@dataclass(frozen=True)
class PartShown:
    """A part of the programme; its times are ``None`` when minutes before it are unknown."""

    title: str
    kind: str
    minutes: int | None
    people: str
    begins: datetime | None
    ends: datetime | None


@dataclass(frozen=True)
class ConvenerShown:
    """A convening organization; ``url`` is empty for one that is not in the directory."""

    name: str
    url: str


@dataclass(frozen=True)
class SessionDetail:
    """What ``meetings/session_detail.html`` shows."""

    session: Session
    text: SessionText
    format: str
    place: str
    country_code: str
    attribution: str
    attribution_definition: str
    languages: tuple[str, ...]
    begins: datetime
    ends: datetime
    zone: str
    zone_name: str
    own_begins: datetime
    own_ends: datetime
    own_zone: str
    conveners: tuple[ConvenerShown, ...]
    seats: tuple[SeatShown, ...]
    are_seats_named: bool
    programme: tuple[PartShown, ...]
    are_minutes_known: bool
    is_over: bool
    questions: tuple[GuidingQuestion, ...] = ()


def _place(session: Session, language: str) -> str:
    """City and country. A city's name is not said twice where it is a state of its own."""
    picture = labels()
    place = picture.places.get(session.place_id or 0)
    country = picture.country_of(place) if place else None
    names = dict.fromkeys(each.label(language) for each in (place, country) if each)
    return listed(names, language)


def text_of(session: Session, language: str) -> SessionText:
    """A session's text in the language that is nearest. No query when its texts are there."""
    text = best_text(session.texts.all(), language, session.original_language)
    assert text is not None, "a public session has a text"
    return text


def session_card(session: Session, language: str) -> SessionCard:
    """A session in a list. No query when its texts are there."""
    return SessionCard(
        session=session,
        text=text_of(session, language),
        format=labels().of(session.format_id, language),
        place=_place(session, language),
        begins=session.starts_at.astimezone(session.zone),
        ends=session.ends_at.astimezone(session.zone),
        zone=zone_label(session.time_zone, session.starts_at, language),
    )


def seat_shown(seat: Seat, language: str) -> SeatShown:
    """A seat with its labels; no query."""
    return SeatShown(
        seat=seat,
        stakeholder=labels().of(seat.stakeholder_id, language),
        role=labels().of(seat.role_id, language),
        is_on_panel=is_on_panel(seat),
    )


def session_detail(
    session: Session, language: str, zone_name: str, *, now: datetime
) -> SessionDetail:
    """Gather the page, times in the zone of that name. Five queries, and none for
    what was fetched before.
    """
    picture, zone = labels(), ZoneInfo(zone_name)
    card = session_card(session, language)
    place = picture.places.get(session.place_id or 0)
    country = picture.country_of(place) if place else None
    rule = picture.concepts.get(session.attribution_rule_id or 0)
    seats = tuple(seat_shown(seat, language) for seat in session.seats.all())
    programme = programme_shown(session, language, zone)
    return SessionDetail(
        session=session,
        text=card.text,
        format=card.format,
        place=card.place,
        country_code=country.code.lower() if country else "",
        attribution=rule.label(language) if rule else "",
        attribution_definition=rule.definition(language) if rule else "",
        languages=tuple(language_name(tag, language) for tag in session.languages),
        begins=session.starts_at.astimezone(zone),
        ends=session.ends_at.astimezone(zone),
        zone=zone_label(zone_name, session.starts_at, language),
        zone_name=zone_name,
        own_begins=card.begins,
        own_ends=card.ends,
        own_zone=card.zone,
        conveners=_conveners(session, language),
        seats=seats,
        are_seats_named=any(each.seat.name for each in seats),
        programme=programme,
        are_minutes_known=all(part.minutes for part in programme),
        is_over=session.is_over(now=now),
        questions=tuple(session.guiding_questions.all()) if session.is_written else (),
    )


def programme_shown(session: Session, language: str, zone: ZoneInfo) -> tuple[PartShown, ...]:
    """The parts with their times; a part of unknown length leaves those after it without."""
    picture = labels()
    shown = []
    moment: datetime | None = session.starts_at
    for part in session.programme.all():
        end = moment + timedelta(minutes=part.minutes) if moment and part.minutes else None
        kind = picture.of(part.kind_id, language)
        shown.append(
            PartShown(
                title=_part_title(part, language) or kind,
                kind=kind,
                minutes=part.minutes,
                people=part.people,
                begins=moment.astimezone(zone) if moment and end else None,
                ends=end.astimezone(zone) if end else None,
            )
        )
        moment = end
    return tuple(shown)


def _part_title(part: ProgrammePart, language: str) -> str:
    return str(part.titles.get(language) or part.title)


def _conveners(session: Session, language: str) -> tuple[ConvenerShown, ...]:
    """Those of the directory by their name there, as long as they are public."""
    shown = []
    prefetch_related_objects([session], "conveners__organization__texts")
    for convener in session.conveners.all():
        name, url = str(convener.names.get(language) or convener.name), ""
        organization = convener.organization
        if organization and organization.live and not organization.withdrawn_at:
            text = best_text(organization.texts.all(), language, organization.original_language)
            name, url = text.name if text else name, organization.get_absolute_url()
        shown.append(ConvenerShown(name, url))
    return tuple(shown)
