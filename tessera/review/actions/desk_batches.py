"""Doing one thing to many submissions, and taking it back."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from tessera.accounts.models import User
from tessera.lib.errors import NotAllowedError, TesseraError
from tessera.review.actions.desk import (
    claim_submission,
    decline_submission,
    hand_over_submission,
    return_submission,
    take_back_decision,
)
from tessera.review.desk_rules import can_decide, can_undo, kinds_of_editor
from tessera.review.errors import ReviewError, SubmissionStateError
from tessera.review.models import DeskBatch, Submission

MOST: Final = 100
UNDO_WITHIN: Final = timedelta(minutes=30)
Verb = DeskBatch.Verb
State = Submission.State
_SCREENED: Final = frozenset({State.SUBMITTED, State.SCREENING})


@dataclass(frozen=True)
class Preview:
    """What would be done: to which, and to which not, with the reason."""

    fitting: tuple[Submission, ...]
    refused: tuple[tuple[Submission, str], ...]


def preview_batch(submissions: Iterable[Submission], *, verb: str, by: User) -> Preview:
    """Sort them into those that the verb fits and the others. One query for each co-authored."""
    fitting, refused = [], []
    for submission in submissions:
        if not can_decide(by, submission):
            refused.append((submission, _("You may not decide about this contribution.")))
        elif submission.state not in _SCREENED:
            refused.append((submission, _("This contribution is not in screening.")))
        elif verb == Verb.CLAIM and submission.editor_id not in {None, by.pk}:
            refused.append((submission, _("Somebody else took this on already.")))
        else:
            fitting.append(submission)
    return Preview(tuple(fitting), tuple(refused))


def act_on_many(
    submissions: Iterable[Submission],
    *,
    verb: str,
    by: User,
    to: User | None = None,
    code: str = "",
    note: str = "",
) -> DeskBatch:
    """Do it to all that it fits, in one transaction; the others stay as they are.

    Raises:
        NotAllowedError: no editor.
        ReviewError: more than 100, none that fits, or a reason or a person is missing.
    """
    if not kinds_of_editor(by):
        raise NotAllowedError(_("The desk is for editors and reviewers."))
    chosen = list(submissions)
    if len(chosen) > MOST:
        raise ReviewError(_("Choose 100 at most."))
    with transaction.atomic():
        rows: list[dict[str, Any]] = []
        for submission in preview_batch(chosen, verb=verb, by=by).fitting:
            rows.append(
                {"id": submission.pk, "state": submission.state, "editor": submission.editor_id}
            )
            _act(submission, verb=verb, by=by, to=to, code=code, note=note)
        if not rows:
            raise ReviewError(_("Nothing of what you chose can be changed in this way."))
        batch = DeskBatch.objects.create(by=by, verb=verb, rows=rows)
        log(batch, "review.desk.batch", user=by, data={"verb": verb, "count": len(rows)})
    return batch


def _act(
    submission: Submission, *, verb: str, by: User, to: User | None, code: str, note: str
) -> None:
    if verb == Verb.CLAIM:
        claim_submission(submission, by=by)
    elif verb == Verb.ASSIGN:
        if to is None:
            raise ReviewError(_("Choose who shall take this on."))
        hand_over_submission(submission, to=to, by=by, note=note)
    elif verb == Verb.RETURN:
        return_submission(submission, by=by, code=code, note=note)
    elif verb == Verb.DECLINE:
        decline_submission(submission, by=by, code=code, note=note)
    else:
        raise ReviewError(_("Choose what to do."))


def undo_batch(batch: DeskBatch, *, by: User) -> int:
    """Put back what was changed, within half an hour; how many. What moved on since stays.

    Raises:
        NotAllowedError: somebody else did it.
        SubmissionStateError: it was taken back before, or too long ago.
    """
    if not can_undo(by, batch):
        raise NotAllowedError(_("Only who did it can take it back."))
    count = 0
    with transaction.atomic():
        batch = DeskBatch.objects.select_for_update().get(pk=batch.pk)
        if batch.undone_at or timezone.now() - batch.at > UNDO_WITHIN:
            raise SubmissionStateError(_("This can no longer be taken back."))
        found = Submission.objects.in_bulk([row["id"] for row in batch.rows])
        for row in batch.rows:
            if submission := found.get(row["id"]):
                count += _put_back(submission, row, batch, by)
        batch.undone_at = timezone.now()
        batch.save(update_fields=["undone_at"])
        log(batch, "review.desk.undo", user=by, data={"count": count})
    return count


def _put_back(submission: Submission, row: Mapping[str, Any], batch: DeskBatch, by: User) -> bool:
    try:
        with transaction.atomic():
            if batch.verb in {Verb.RETURN, Verb.DECLINE}:
                take_back_decision(submission, by=by)
            Submission.objects.filter(pk=submission.pk).update(editor=row["editor"])
    except TesseraError:
        return False
    return True
