"""Working sessions."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.test import Client
from django.utils import timezone

from tessera.accounts.actors import SYSTEM
from tessera.meetings.actions import publish_session
from tessera.meetings.attendance import personal_path
from tessera.meetings.discussion.models import GuidingQuestion, WrittenDiscussion
from tessera.meetings.models import (
    Convener,
    Invitation,
    ProgrammePart,
    Registration,
    Seat,
    Session,
    SessionText,
)
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


def registration(of: Session, name: str = "Amina Diallo", **fields: object) -> Registration:
    """Somebody who has a place, without an account."""
    number = of.registrations.count() + 1
    values = {
        "state": Registration.State.SEATED,
        "email": f"participant{number}@example.org",
        "created_at": timezone.now(),
        **fields,
    }
    return Registration.objects.create(session=of, name=name, number=number, **values)


def seated(of: Session, role: str, name: str = "Nuria Salcedo", **fields: object) -> Invitation:
    """Somebody who accepted a seat of that role, made for them if there is none."""
    seat = of.seats.filter(role__code=role, invitations=None).first()
    seat = seat or Seat.objects.create(session=of, position=90, role=concept("SR", role))
    Seat.objects.filter(pk=seat.pk).update(name=name)
    values = {"state": Invitation.State.ACCEPTED, "email": "seat@example.org", **fields}
    return Invitation.objects.create(seat=seat, name=name, **values)


def enter(client: Client, holder: Registration | Invitation) -> Client:
    """Open somebody's personal link and press its button."""
    client.post(personal_path(holder))
    return client


def discussion(
    title: str = "Who carries the risk?", *, rule: str = "PUB", days: float = -2, **fields: object
) -> Session:
    """A discussion in writing of ten days with two questions, which opened ``-days`` days ago."""
    begins = timezone.now() + timedelta(days=days)
    closes = begins + timedelta(days=fields.pop("lasts", 10))
    holds = fields.pop("holds_first", False)
    made = draft_session(
        title,
        begins=begins.strftime("%Y-%m-%dT%H:%M"),
        time_zone="UTC",
        closes_at=closes,
        attribution_rule=concept("AR", rule),
        **{"access": "registration", **fields},
    )
    made.programme.all().delete()
    WrittenDiscussion.objects.create(session=made, holds_first=holds)
    for number, text in enumerate(("Who pays for the first year?", "What did not work?"), 1):
        GuidingQuestion.objects.create(session=made, number=number, text=text)
    return publish_session(made, state="OPEN", by=SYSTEM)
