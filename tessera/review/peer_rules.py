"""Who may do what in peer review."""

from typing import Final

from django.conf import settings

from tessera.accounts.actors import Actor, SystemActor
from tessera.accounts.models import User
from tessera.catalogue.models import Record
from tessera.review.models import Assignment, Reviewer, ReviewRound, Submission
from tessera.review.rules import Contributor, KeyHolder, is_author, is_editor_of

#: Kinds that may enter the reviewed lane; the others have an editor's check only.
REVIEWABLE: Final = frozenset({Record.Kind.APPROACH, Record.Kind.PRACTICE, Record.Kind.GUIDELINE})


def is_anonymous_kind(kind: str) -> bool:
    """Whether reviewers of this kind stay unnamed, by ``TESSERA_ANONYMOUS_REVIEW``."""
    return kind in settings.ANONYMOUS_REVIEW


def is_on_roster(user: User) -> bool:
    """Whether somebody has applied as a reviewer. One query."""
    return Reviewer.objects.filter(user=user).exists()


def can_manage_roster(actor: Actor) -> bool:
    """Whether they decide about applications and see the whole roster."""
    return bool(actor.is_active and actor.has_perm("review.change_reviewer"))


def can_ask_for_review(who: Contributor, submission: Submission) -> bool:
    """The author asks, or an editor of the kind."""
    return is_author(who, submission) or is_editor_of(who, submission)


def can_run_round(who: Contributor, round: ReviewRound) -> bool:
    """Editors of the kind who neither wrote it nor review it."""
    if isinstance(who, SystemActor):
        return True
    if isinstance(who, KeyHolder):
        return False
    if not is_editor_of(who, round.submission) or is_author(who, round.submission):
        return False
    seated = round.assignments.filter(state__in=Assignment.SEATED)
    return not seated.filter(reviewer__user=who).exists()


def is_its_reviewer(who: Actor, assignment: Assignment) -> bool:
    """Whether the assignment is theirs."""
    return who.pk is not None and who.is_active and assignment.reviewer.user_id == who.pk


def can_read_for_review(who: Actor, assignment: Assignment) -> bool:
    """The text opens once interests are declared, and closes when somebody else took over."""
    return is_its_reviewer(who, assignment) and assignment.state in {
        Assignment.State.ACCEPTED, Assignment.State.SUBMITTED,
    }  # fmt: skip


def is_own_entry(who: Actor, reviewer: Reviewer) -> bool:
    """Whether the roster's entry is theirs."""
    return who.pk is not None and reviewer.user_id == who.pk
