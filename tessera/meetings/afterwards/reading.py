"""What readers see of summaries and outcomes."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from tessera.catalogue.models import Record
from tessera.lib.languages import interface_language
from tessera.lib.texts import best_text
from tessera.meetings.afterwards.mails import certificate_path, feedback_path
from tessera.meetings.afterwards.publishing import LEADS_TO
from tessera.meetings.attendance import Attendee
from tessera.meetings.live.attribution import protects_names
from tessera.meetings.models import (
    OutcomeChange,
    Recording,
    Session,
    SessionOutcome,
    Summary,
    SummaryPart,
    Survey,
)
from tessera.meetings.permissions import is_rapporteur
from tessera.vocabularies.labels import current_language, labels


@dataclass(frozen=True)
class Cited:
    """A record that an outcome cites or led to."""

    title: str
    language: str
    url: str
    permanent: str


@dataclass(frozen=True)
class ShownOutcome:
    """An outcome with the label of its kind, what it cites, and its history: the earliest first."""

    outcome: SessionOutcome
    kind: str
    kind_code: str
    cited: tuple[Cited, ...]
    led_to: Cited | None
    history: tuple[OutcomeChange, ...]
    may_lead: bool


def is_summarized(session: Session) -> bool:
    """Whether its summary is published. One query, and none of a session to come."""
    if session.state not in {Session.State.CLOSED, Session.State.FOLLOW_UP}:
        return False
    return Summary.objects.filter(session=session, published_at__isnull=False).exists()


def is_recorded(session: Session) -> bool:
    """Whether its recording or transcript is published. One query, and none before it begins.

    A rule that protects names hides it, also one that was chosen after the publication.
    """
    if session.starts_at > timezone.now() or protects_names(session):
        return False
    return Recording.objects.filter(session=session, published_at__isnull=False).exists()


def is_sent_out(session: Session) -> bool:
    """Whether those who took part may see the summary. One query, and none before it is written."""
    if session.state not in {Session.State.CHECK, Session.State.CLOSED, Session.State.FOLLOW_UP}:
        return False
    return Summary.objects.filter(session=session, check_until__isnull=False).exists()


def ways_afterwards(session: Session, attendee: Attendee | None) -> dict[str, Any]:
    """Where somebody who was there can go: to the survey, to the draft, to writing the summary."""
    now = timezone.now()
    is_asked = attendee is not None and session.ends_at <= now and not attendee.key.startswith("u")
    asks = is_asked and Survey.objects.filter(session=session, closes_at__gt=now).exists()
    return {
        "feedback_path": feedback_path(attendee.key, current_language())
        if attendee and asks
        else "",
        "certificate_path": _certificate_path(session, attendee),
        "may_check": attendee is not None and is_sent_out(session),
        "may_report": is_rapporteur(attendee) and session.starts_at <= now,
    }


def _certificate_path(session: Session, attendee: Attendee | None) -> str:
    if attendee is None or not attendee.was_there:
        return ""
    return certificate_path(session, attendee.key, current_language())


def summary_parts(session: Session) -> list[SummaryPart]:
    """Those that say something. One query."""
    return list(session.summary_parts.exclude(text=""))


def shown_outcomes(session: Session) -> list[ShownOutcome]:
    """In their order. Six queries, however many there are."""
    return outcomes_of([session]).get(session.pk, [])


def outcomes_of(sessions: Sequence[Session]) -> dict[int, list[ShownOutcome]]:
    """Those of each session, by its key, in their order. Six queries for all."""
    concepts, language = labels().concepts, current_language()
    rows = SessionOutcome.objects.filter(session__in=sessions).select_related("draft")
    shown: dict[int, list[ShownOutcome]] = {}
    for each in rows.prefetch_related("records__texts", "draft__texts", "changes"):
        kind = concepts.get(each.kind_id)
        code = kind.code if kind else ""
        cited = tuple(_cited(record, language) for record in each.records.all() if record.live)
        led_to = _cited(each.draft, language) if each.draft and each.draft.live else None
        history = tuple(each.changes.all())
        label = kind.label(language) if kind else ""
        is_free = each.draft is None or not (each.draft.live or each.draft.is_withdrawn)
        may_lead = code in LEADS_TO and is_free
        outcome = ShownOutcome(each, label, code, cited, led_to, history, may_lead)
        shown.setdefault(each.session_id, []).append(outcome)
    return shown


def counts_of(shown: list[ShownOutcome]) -> list[tuple[str, int]]:
    """How many outcomes are in each state, of those that somebody is to act upon."""
    acted = [each.outcome.state for each in shown if each.kind_code in ACTED_UPON]
    labelled = SessionOutcome.State.choices
    return [(str(label), acted.count(state)) for state, label in labelled if state in acted]


#: Kinds of outcomes whose state tells something: recommendations, commitments, leads, resources.
ACTED_UPON: Final = frozenset({"REC", "COM", "GAP", "PRA", "RES", "QUE"})


def _cited(record: Record, language: str) -> Cited:
    text = best_text(record.texts.all(), language, record.original_language)
    title = text.title if text else record.identifier
    return Cited(
        title,
        text.language if text else "",
        record.get_absolute_url(),
        permanent_address(record),
    )


def permanent_address(record: Record) -> str:
    """The address that belongs to a record for ever."""
    return f"{settings.BASE_URL}/id/{record.identifier}"


def citation_of(session: Session, record: Record) -> str:
    """How the summary is cited, in its own language: conveners, title, year, number. Two
    queries.
    """
    text = best_text(record.texts.all(), session.original_language)
    names = "; ".join(each.name for each in session.conveners.all())
    year = str(record.first_published_at.year) if record.first_published_at else ""
    with override(interface_language(session.original_language)):
        number = _("Tessera record %(identifier)s.") % {"identifier": record.identifier}
    title = f"{text.title if text else record.identifier} ({year})."
    return " ".join(filter(None, (f"{names}." if names else "", title, number)))
