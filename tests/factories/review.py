"""Submissions."""

from tessera.accounts.models import User
from tessera.review.actions import begin_submission, submit_submission
from tessera.review.models import Submission
from tests.factories import accounts

SNAPSHOT = {
    "title": "Language cafés",
    "summary": "Neighbours and newcomers meet every Tuesday and talk.",
    "places": ["DE"],
    "lead": "City of Ashcombe",
    "source_url": "https://example.org/cafes",
}


def author() -> User:
    """Somebody who contributes, with an account and no permission."""
    return User.objects.filter(email="author@example.org").first() or accounts.user(
        "author@example.org"
    )


def draft(by: User | None = None, kind: str = "PRA", **content: object) -> Submission:
    """A draft that has all a snapshot needs; ``content`` is laid over it."""
    return begin_submission(
        kind=kind, language="en", by=by or author(), content={**SNAPSHOT, **content}
    )


def submission(by: User | None = None, kind: str = "PRA", **content: object) -> Submission:
    """A submission that its author sent in."""
    person = by or author()
    return submit_submission(draft(person, kind, **content), by=person)
