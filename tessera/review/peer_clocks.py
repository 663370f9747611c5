"""The clocks of peer review: a reminder after 14 days, somebody else after 28 (``domain.md`` D)."""

import logging
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils import timezone

from tessera.accounts.actors import SYSTEM
from tessera.lib.errors import TesseraError
from tessera.review.actions.peer_rounds import assign_reviewers, replace_reviewer
from tessera.review.models import Assignment, Submission
from tessera.review.peer_proposals import propose
from tessera.review.signals import assignment_changed

logger = logging.getLogger(__name__)

REMIND_AFTER: Final = timedelta(days=14)
REPLACE_AFTER: Final = timedelta(days=28)
_AT_ONCE: Final = 200


def ring_review_clocks(now: datetime | None = None) -> tuple[int, int]:
    """Remind and replace; how many of each. Safe to be called again, and by two workers."""
    now = now or timezone.now()
    return _remind(now), _replace(now)


def _remind(now: datetime) -> int:
    waiting = Assignment.objects.filter(
        state__in=Assignment.OPEN,
        reminded_at__isnull=True,
        assigned_at__lte=now - REMIND_AFTER,
        round__closed_at__isnull=True,
    ).select_related("reviewer__user", "round__submission")
    count = 0
    for assignment in waiting.order_by("pk")[:_AT_ONCE]:
        with transaction.atomic():
            # Only one of two workers sets the date, and only that one writes the mail.
            if not Assignment.objects.filter(pk=assignment.pk, reminded_at__isnull=True).update(
                reminded_at=now
            ):
                continue
            assignment_changed.send(sender=Assignment, assignment=assignment, what="due")
            count += 1
    return count


def _replace(now: datetime) -> int:
    late = Assignment.objects.filter(
        state__in=Assignment.OPEN,
        assigned_at__lte=now - REPLACE_AFTER,
        round__closed_at__isnull=True,
    ).select_related("reviewer__user", "round__submission")
    count = 0
    for assignment in late.order_by("pk")[:_AT_ONCE]:
        try:
            with transaction.atomic():
                replace_reviewer(assignment, by=SYSTEM)
                _fill_seat(assignment)
        except TesseraError:
            logger.warning("a reviewer could not be replaced", extra={"assignment": assignment.pk})
            continue
        count += 1
    return count


def _fill_seat(assignment: Assignment) -> None:
    """Ask the next of the proposal for the same seat; with nobody free, an editor sees the gap."""
    round = assignment.round
    if round.submission.state != Submission.State.IN_REVIEW:
        return
    fitting = [each for each in propose(round).chosen if each.seat == assignment.seat]
    if fitting:
        assign_reviewers(round, reviewers=[fitting[0].reviewer], by=SYSTEM)
