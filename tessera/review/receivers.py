"""What follows from a change: mails to authors, and drafts that find their account."""

from typing import Any

from django.http import HttpRequest

from tessera.accounts.models import User
from tessera.review.actions import claim_submissions
from tessera.review.contributing.access import held_keys
from tessera.review.mails import tell_message, tell_step
from tessera.review.models import Submission, SubmissionEvent, SubmissionMessage


def tell_author_of_step(submission: Submission, event: SubmissionEvent, **kwargs: Any) -> None:
    """A receipt by mail at each step."""
    tell_step(submission, event)


def tell_author_of_message(message: SubmissionMessage, **kwargs: Any) -> None:
    """What the editors write comes by mail too."""
    tell_message(message)


def claim_drafts(request: HttpRequest, user: User, **kwargs: Any) -> None:
    """Who signs in keeps with the account what was begun without."""
    if request is not None and hasattr(request, "session") and (keys := held_keys(request)):
        claim_submissions(keys, by=user)
