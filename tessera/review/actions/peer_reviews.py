"""What reviewers do with an assignment, and what authors answer.

The audit log of these steps names nobody: who reviews stands in the assignment alone.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from tessera.accounts.actors import SYSTEM
from tessera.accounts.models import User
from tessera.lib.errors import NotAllowedError
from tessera.review.actions.submissions import move_submission
from tessera.review.errors import IncompleteError, ReviewError, SubmissionStateError
from tessera.review.models import Assignment, Review, ReviewReply, ReviewRound, Submission
from tessera.review.peer_rules import can_read_for_review, is_its_reviewer
from tessera.review.peer_scores import clean_review, disagreements, faults_of, points_of
from tessera.review.rules import Contributor, is_author
from tessera.review.signals import assignment_changed
from tessera.vocabularies.labels import labels

#: Declared interests with which nobody reviews; the others are declared and shown.
BLOCKING: Final = frozenset({"author", "employer", "funder", "competitor", "family"})


class StaleReviewError(ReviewError):
    """The review was saved in another window in between; what was typed there is kept."""


def declare_interests(
    assignment: Assignment,
    *,
    by: User,
    interests: Sequence[str],
    note: str = "",
    agrees_to_name: bool = False,
) -> Assignment:
    """Declare interests before the text opens. Some of them end the assignment at once.

    Raises:
        NotAllowedError: it is somebody else's assignment.
        SubmissionStateError: interests were declared already, or it is not open any more.
        ReviewError: nothing was chosen, or “none” together with something.
    """
    known = [code for code in dict.fromkeys(interests) if labels().concept("COI", code)]
    if not is_its_reviewer(by, assignment):
        raise NotAllowedError(_("This assignment belongs to somebody else."))
    if not known or ("none" in known and len(known) > 1):
        raise ReviewError(_("Choose what applies, or “None” alone."))
    if known != ["none"] and not note.strip():
        raise ReviewError(_("Explain in a sentence; only the editors read it."))
    with transaction.atomic():
        assignment = _locked(assignment)
        if assignment.state != Assignment.State.INVITED:
            raise SubmissionStateError(_("You declared your interests already."))
        is_blocked = bool(BLOCKING & set(known))
        assignment.interests, assignment.interests_note = known, note.strip()[:1000]
        assignment.declared_at = timezone.now()
        assignment.agrees_to_name = agrees_to_name and not assignment.round.is_anonymous
        assignment.state = Assignment.State.CONFLICT if is_blocked else Assignment.State.ACCEPTED
        assignment.save()
        log(assignment, "review.assignment.declare", data={"is_blocked": is_blocked})
        if is_blocked:
            assignment_changed.send(sender=Assignment, assignment=assignment, what="conflict")
    return assignment


def decline_assignment(assignment: Assignment, *, by: User) -> Assignment:
    """Say no, before or after the text was opened; nothing was done wrong.

    Raises:
        NotAllowedError: it is somebody else's assignment.
        SubmissionStateError: it is not open any more.
    """
    if not is_its_reviewer(by, assignment):
        raise NotAllowedError(_("This assignment belongs to somebody else."))
    with transaction.atomic():
        assignment = _locked(assignment)
        if not assignment.is_open:
            raise SubmissionStateError(_("This assignment is not open any more."))
        assignment.state = Assignment.State.DECLINED
        assignment.save(update_fields=["state"])
        log(assignment, "review.assignment.decline")
        assignment_changed.send(sender=Assignment, assignment=assignment, what="declined")
    return assignment


def save_review(
    assignment: Assignment, *, by: User, changes: Mapping[str, Any], revision: int
) -> Review:
    """Save typed fields over those that were there. One update, no lock.

    Raises:
        NotAllowedError: it is somebody else's, or interests are not declared yet.
        SubmissionStateError: it was sent in already.
        StaleReviewError: ``revision`` is not the present one.
    """
    _check_can_write(assignment, by)
    review = assignment.review
    content = {**review.content, **clean_review(changes)}
    now = timezone.now()
    with transaction.atomic():
        saved = Review.objects.filter(pk=review.pk, revision=revision).update(
            content=content, revision=F("revision") + 1, saved_at=now
        )
    if not saved:
        review.refresh_from_db()
        raise StaleReviewError(
            _("This review was changed in another window. Load the page to see both.")
        )
    review.content, review.revision, review.saved_at = content, revision + 1, now
    return review


def _check_can_write(assignment: Assignment, by: User) -> None:
    if not can_read_for_review(by, assignment):
        raise NotAllowedError(_("Declare your interests first; then the text opens."))
    if assignment.state != Assignment.State.ACCEPTED:
        raise SubmissionStateError(_("This review was sent in already."))


def submit_review(assignment: Assignment, *, by: User) -> Assignment:
    """Send a review in; when all are in and disagree, an arbiter is needed.

    Raises:
        NotAllowedError: it is somebody else's.
        SubmissionStateError: it was sent in already.
        IncompleteError: scores, reasons, evidence or verdict are missing.
    """
    _check_can_write(assignment, by)
    with transaction.atomic():
        assignment = _locked(assignment)
        _check_can_write(assignment, by)
        if faults := faults_of(assignment.review.content):
            raise IncompleteError(_("Something is still missing."), faults)
        assignment.state, assignment.submitted_at = Assignment.State.SUBMITTED, timezone.now()
        assignment.save(update_fields=["state", "submitted_at"])
        log(assignment, "review.assignment.submit")
        _arbitrate_if_needed(assignment.round)
        assignment_changed.send(sender=Assignment, assignment=assignment, what="submitted")
    return assignment


def _arbitrate_if_needed(round: ReviewRound) -> None:
    """Move to arbitration when every review is in and the gate criteria or verdicts conflict."""
    everybody = list(round.assignments.filter(state__in=Assignment.SEATED).select_related("review"))
    if any(each.is_open for each in everybody):
        return
    if any(each.seat == Assignment.Seat.ARBITER for each in everybody):
        return
    submission = round.submission
    if submission.state != Submission.State.IN_REVIEW:
        return
    if disagreements(each.review.content for each in everybody):
        move_submission(submission, to=Submission.State.ARBITRATION, by=SYSTEM)


def reply_to_reviews(
    round: ReviewRound, *, by: Contributor, replies: Mapping[tuple[int, str], str]
) -> list[ReviewReply]:
    """Answer the reviews point by point; ``replies`` maps reviewer's number and point to text.

    Raises:
        NotAllowedError: it is not theirs.
        SubmissionStateError: no revision was asked for.
    """
    if not is_author(by, round.submission):
        raise NotAllowedError(_("This contribution belongs to somebody else."))
    with transaction.atomic():
        submission = Submission.objects.select_for_update().get(pk=round.submission_id)
        if submission.state != Submission.State.REVISE:
            raise SubmissionStateError(_("There is nothing to answer in this state."))
        kept = []
        done = round.assignments.filter(state=Assignment.State.SUBMITTED).select_related("review")
        for assignment in done:
            for point in points_of(assignment.review):
                text = replies.get((assignment.number, point), "").strip()[:3000]
                if not text:
                    continue
                kept.append(
                    ReviewReply.objects.update_or_create(
                        assignment=assignment,
                        point=point,
                        defaults={"text": text, "at": timezone.now()},
                    )[0]
                )
        log(submission, "review.round.reply")
    return kept


def _locked(assignment: Assignment) -> Assignment:
    """The assignment as it is now, locked where the database can."""
    Assignment.objects.select_for_update().get(pk=assignment.pk)
    return Assignment.objects.select_related("review", "reviewer", "round__submission__record").get(
        pk=assignment.pk
    )
