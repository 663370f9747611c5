"""Working sessions."""

from datetime import datetime
from zoneinfo import ZoneInfo

from tessera.accounts.actors import SYSTEM
from tessera.meetings.actions import publish_session
from tessera.meetings.models import Convener, ProgrammePart, Seat, Session, SessionText
from tests.factories.vocabularies import concept


def draft_session(title: str = "Who carries the risk?", **fields: object) -> Session:
    """A panel of 60 minutes in Istanbul with two seats and two parts, which nobody published."""
    begins = fields.pop("begins", "2030-05-06T15:00")
    zone = fields.pop("time_zone", "Europe/Istanbul")
    session = Session.objects.create(
        format=concept("SF", "PAN"),
        starts_at=datetime.fromisoformat(begins).replace(tzinfo=ZoneInfo(zone)),
        time_zone=zone,
        minutes=fields.pop("minutes", 60),
        **fields,
    )
    SessionText.objects.create(
        session=session, language="en", title=title, guiding_question="Who pays, and when?"
    )
    Convener.objects.create(session=session, name="City of Valdemora")
    Seat.objects.create(session=session, role=concept("SR", "MOD"), name="Nuria Salcedo")
    Seat.objects.create(
        session=session, position=1, role=concept("SR", "PAN"), stakeholder=concept("SH", "MAY")
    )
    ProgrammePart.objects.create(session=session, kind=concept("PK", "OPN"), minutes=10)
    ProgrammePart.objects.create(session=session, position=1, kind=concept("PK", "QNA"), minutes=50)
    return session


def session(title: str = "Who carries the risk?", **fields: object) -> Session:
    """The same, open to readers."""
    return publish_session(draft_session(title, **fields), state="OPEN", by=SYSTEM)
