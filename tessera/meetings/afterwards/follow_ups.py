"""Asking after commitments 3, 6 and 12 months later, by mails answered without an account."""

from datetime import date, datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from tessera.lib.errors import NotAllowedError
from tessera.lib.personal_links import read_token
from tessera.lib.verification import months_later
from tessera.meetings.afterwards.errors import AfterwardsError
from tessera.meetings.afterwards.mails import FOLLOW_UP_DAYS, FOLLOW_UP_PURPOSE, ask_owner
from tessera.meetings.attendance import Attendee
from tessera.meetings.live.attribution import check_words
from tessera.meetings.models import (
    OutcomeChange,
    OutcomeFollowUp,
    Session,
    SessionOutcome,
    Summary,
)
from tessera.meetings.models.afterwards import LONGEST_REMARK
from tessera.meetings.permissions import is_rapporteur

MONTHS: Final = (3, 6, 12)
_AT_ONCE: Final = 200
COMMITMENT: Final = "COM"


def plan_follow_ups(session: Session) -> int:
    """Plan the questions of every commitment of a session; how many there are."""
    held = session.starts_at.astimezone(session.zone).date()
    rows = [
        OutcomeFollowUp(outcome=outcome, months=months, due_on=months_later(held, months))
        for outcome in session.outcomes.filter(kind__code=COMMITMENT)
        for months in MONTHS
    ]
    OutcomeFollowUp.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def ask_owners(now: datetime | None = None) -> int:
    """Ask what is due, once each; how many mails. Safe to be called again and by two workers."""
    now = now or timezone.now()
    closed = (SessionOutcome.State.DONE, SessionOutcome.State.DROPPED)
    due = OutcomeFollowUp.objects.filter(asked_at=None, due_on__lte=now.date())
    due = due.exclude(outcome__state__in=closed).exclude(outcome__owner_email="")
    count = 0
    for each in due.select_related("outcome__session").order_by("pk")[:_AT_ONCE]:
        with transaction.atomic():
            # Only one of two workers sets the date, and only that one writes the mail.
            still = OutcomeFollowUp.objects.filter(pk=each.pk, asked_at=None)
            if still.update(asked_at=now):
                ask_owner(each)
                count += 1
    return count


def ring_outcome_clocks() -> None:
    """Ask what is due, and forget the addresses of those who are not asked any more."""
    ask_owners()
    forget_owners()


def forget_owners(today: date | None = None) -> int:
    """Forget addresses four months after the last question, when links have ended; how many."""
    day = (today or timezone.localdate()) - timedelta(days=FOLLOW_UP_DAYS)
    last = Max("follow_ups__due_on")
    rows = SessionOutcome.objects.exclude(owner_email="").annotate(last=last)
    return SessionOutcome.objects.filter(pk__in=rows.filter(last__lt=day).values("pk")).update(
        owner_email=""
    )


def follow_up_of_token(token: str) -> OutcomeFollowUp:
    """What a mailed link asks after.

    Raises:
        InvalidLinkError: it is too old or not ours.
        OutcomeFollowUp.DoesNotExist: the outcome is gone.
    """
    number = read_token(FOLLOW_UP_PURPOSE, token, days=FOLLOW_UP_DAYS)
    rows = OutcomeFollowUp.objects.select_related("outcome__session")
    return rows.get(pk=int(number))


def answer_follow_up(follow_up: OutcomeFollowUp, *, state: str, note: str) -> OutcomeFollowUp:
    """Say what became of it. Whoever holds the mailed link may, also again.

    Raises:
        AfterwardsError: no state was chosen, or it was given up without a word why.
        WordsError: it has a name that the attribution rule protects.
    """
    _check_told(follow_up.outcome.session, state, note)
    with transaction.atomic():
        outcome = SessionOutcome.objects.select_for_update().get(pk=follow_up.outcome_id)
        follow_up.state, follow_up.note = state, note.strip()[:LONGEST_REMARK]
        follow_up.answered_at = timezone.now()
        follow_up.save()
        _tell(outcome, state, note, months=follow_up.months)
        log(outcome.session, "meetings.outcome.answer")
    return follow_up


def tell_outcome(
    outcome: SessionOutcome, *, state: str, note: str, by: Attendee | None
) -> SessionOutcome:
    """Say what became of an outcome of any kind, once the summary is published.

    Raises:
        NotAllowedError: neither a rapporteur nor an organizer.
        AfterwardsError: the summary is not published, no state was chosen, or it was given up
            without a word why.
        WordsError: it has a name that the attribution rule protects.
    """
    if not is_rapporteur(by):
        raise NotAllowedError(_("Only rapporteurs and organizers write the summary."))
    _check_told(outcome.session, state, note)
    with transaction.atomic():
        outcome = SessionOutcome.objects.select_for_update().get(pk=outcome.pk)
        published = Summary.objects.filter(session=outcome.session, published_at__isnull=False)
        if not published.exists():
            raise AfterwardsError(_("What became of it is told once the summary is published."))
        _tell(outcome, state, note)
        log(outcome.session, "meetings.outcome.answer", user=by.user if by else None)
    return outcome


def _check_told(session: Session, state: str, note: str) -> None:
    if state not in SessionOutcome.State.values:
        raise AfterwardsError(_("Choose what became of it."))
    if state == SessionOutcome.State.DROPPED and not note.strip():
        raise AfterwardsError(_("Say in a sentence why it was given up."))
    check_words(session, note=note)


def _tell(outcome: SessionOutcome, state: str, note: str, *, months: int | None = None) -> None:
    """Add to the history, under the outcome's lock; the same said twice is said once."""
    words = note.strip()[:LONGEST_REMARK]
    last = outcome.changes.last()
    if last is None or (last.state, last.note, last.months) != (state, words, months):
        OutcomeChange.objects.create(outcome=outcome, state=state, note=words, months=months)
    outcome.state = SessionOutcome.State(state)
    outcome.save(update_fields=["state"])
    session = outcome.session
    if session.state == Session.State.CLOSED:
        session.state = Session.State.FOLLOW_UP
    session.save(update_fields=["state", "updated_at"])
