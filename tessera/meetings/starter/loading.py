"""Adding the sessions of the starter collection, once."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction

from tessera.accounts.actors import SYSTEM
from tessera.meetings.actions import publish_session
from tessera.meetings.models import Convener, ProgrammePart, Seat, Session, SessionText
from tessera.network.models import Organization
from tessera.vocabularies.models import Concept, Place

DATA = Path(__file__).parent / "data"


def load_starter_sessions() -> int:
    """Load what is missing; how many sessions were added. What is there is left alone."""
    entries = json.loads((DATA / "sessions.json").read_text("utf-8"))
    known = set(Session.objects.values_list("identifier", flat=True))
    missing = [entry for entry in entries if entry["identifier"] not in known]
    for entry in missing:
        with transaction.atomic():
            _add(entry)
    return len(missing)


def _add(values: dict[str, Any]) -> None:
    zone = ZoneInfo(values["time_zone"])
    session = Session.objects.create(
        identifier=values["identifier"],
        format=_concept("SF", values["format"]),
        starts_at=datetime.fromisoformat(values["starts_at"]).replace(tzinfo=zone),
        time_zone=values["time_zone"],
        minutes=values["minutes"],
        place=Place.objects.filter(code=values["place"]).first(),
    )
    for language, text in values["texts"].items():
        SessionText.objects.create(session=session, language=language, **text)
    for position, row in enumerate(values["conveners"]):
        organization = Organization.objects.filter(identifier=row.pop("organization", "")).first()
        Convener.objects.create(
            session=session, position=position, organization=organization, **row
        )
    for position, row in enumerate(values["seats"]):
        stakeholder = _concept("SH", row["stakeholder"]) if "stakeholder" in row else None
        Seat.objects.create(
            session=session,
            position=position,
            role=_concept("SR", row["role"]),
            stakeholder=stakeholder,
        )
    for position, row in enumerate(values["programme"]):
        kind = _concept("PK", row.pop("kind"))
        ProgrammePart.objects.create(session=session, position=position, kind=kind, **row)
    publish_session(session, state=values["state"], by=SYSTEM)


def _concept(scheme: str, code: str) -> Concept:
    found: Concept = Concept.objects.get(scheme__code=scheme, code=code)
    return found
