"""Drafts that other rooms begin, as from the answer of a peer."""

from collections.abc import Mapping
from typing import Any

from tessera.accounts.models import User
from tessera.review.actions.submissions import begin_submission
from tessera.review.contributing.pages import step_url
from tessera.review.contributing.steps import SHORT


def begin_from_elsewhere(*, kind: str, language: str, content: Mapping[str, Any], by: User) -> str:
    """Begin it, and tell where its author writes on."""
    submission = begin_submission(kind=kind, language=language, by=by, content=content)
    return step_url(submission, SHORT)
