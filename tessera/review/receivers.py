"""What follows from a change: mails to authors, and drafts that find their account."""

from typing import Any

from django.http import HttpRequest

from tessera.accounts.models import User
from tessera.review.actions import claim_submissions, publish_files
from tessera.review.actions.peer_roster import forget_reviewer
from tessera.review.contributing.access import held_keys
from tessera.review.desk_checks import keep_findings
from tessera.review.mails import tell_message, tell_step
from tessera.review.models import (
    Appeal,
    Assignment,
    Reviewer,
    Submission,
    SubmissionEvent,
    SubmissionMessage,
)
from tessera.review.peer_mails import (
    tell_appellant,
    tell_applicant,
    tell_editor,
    tell_of_free_seat,
    tell_reviewer,
)


def tell_author_of_step(submission: Submission, event: SubmissionEvent, **kwargs: Any) -> None:
    """A receipt by mail at each step."""
    tell_step(submission, event)


def show_files(submission: Submission, event: SubmissionEvent, **kwargs: Any) -> None:
    """Files become public with the record."""
    if event.to_state in {Submission.State.LISTED, Submission.State.REVIEWED}:
        publish_files(submission)


def check_on_arrival(submission: Submission, event: SubmissionEvent, **kwargs: Any) -> None:
    """The desk's list shows from the first moment what the checks found."""
    if event.to_state == Submission.State.SUBMITTED:
        keep_findings(submission)


def tell_author_of_message(message: SubmissionMessage, **kwargs: Any) -> None:
    """What the editors write comes by mail too."""
    tell_message(message)


def claim_drafts(request: HttpRequest, user: User, **kwargs: Any) -> None:
    """Who signs in keeps with the account what was begun without."""
    if request is not None and hasattr(request, "session") and (keys := held_keys(request)):
        claim_submissions(keys, by=user)


def tell_of_assignment(assignment: Assignment, what: str, **kwargs: Any) -> None:
    """Reviewers are told what is asked of them, the editor of a seat that became free."""
    tell_reviewer(assignment, what)
    tell_of_free_seat(assignment, what)


def tell_of_application(reviewer: Reviewer, **kwargs: Any) -> None:
    """Who applied learns what was decided."""
    tell_applicant(reviewer)


def tell_of_handing_over(submission: Submission, to: User, note: str, **kwargs: Any) -> None:
    """An editor learns of what was handed over."""
    tell_editor(submission, to, note)


def tell_of_appeal(appeal: Appeal, **kwargs: Any) -> None:
    """The author learns that the decision stands; that it does not, the step tells."""
    tell_appellant(appeal)


def forget_erased_reviewer(instance: User, **kwargs: Any) -> None:
    """With the account goes the name in the roster; the reviews stay, unnamed."""
    entry = Reviewer.objects.filter(user=instance).first()
    if entry:
        forget_reviewer(entry)
