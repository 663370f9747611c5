"""Drafts that other rooms begin, as from the answer of a peer."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from tessera.accounts.models import User
from tessera.catalogue.models import Record
from tessera.review.actions.submissions import begin_submission
from tessera.review.contributing.pages import step_url
from tessera.review.contributing.steps import SHORT
from tessera.review.errors import SubmissionStateError
from tessera.review.rules import is_author


def begin_from_elsewhere(
    *, kind: str, language: str, content: Mapping[str, Any], by: User, record: Record | None
) -> str:
    """Begin it, and tell where its author writes on.

    Raises:
        SubmissionStateError: somebody else is writing the record.
    """
    there = record.submissions.first() if record else None
    if there and not is_author(by, there):
        raise SubmissionStateError(_("Somebody else is writing this record already."))
    if there and not there.is_editable:
        return reverse("my_contribution", args=[there.identifier])
    submission = there or begin_submission(
        kind=kind, language=language, by=by, content=content, record=record
    )
    return step_url(submission, SHORT)
