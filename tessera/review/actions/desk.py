"""What editors do with one submission."""

from datetime import timedelta
from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from tessera.accounts.actors import Actor, user_or_none
from tessera.accounts.models import User
from tessera.catalogue.actions import publish_record
from tessera.lib.errors import NotAllowedError
from tessera.network.actions import publish_organization
from tessera.review.actions.submissions import move_submission
from tessera.review.desk_checks import BLOCKS, CONFIRM, keep_findings
from tessera.review.desk_reasons import reason_of, told_to_author
from tessera.review.desk_rules import can_appeal, can_decide, can_decide_appeal
from tessera.review.errors import ReviewError, SubmissionStateError, UncheckedError
from tessera.review.models import Appeal, DeskDecision, Submission
from tessera.review.models.submissions import ORGANIZATION
from tessera.review.rules import Contributor, contributor_or_none
from tessera.review.signals import appeal_decided, submission_handed_over

State = Submission.State
APPEAL_WITHIN: Final = timedelta(days=30)


def _check_may_decide(by: Contributor, submission: Submission) -> None:
    if not can_decide(by, submission):
        raise NotAllowedError(_("You may not decide about this contribution."))


def claim_submission(submission: Submission, *, by: User) -> Submission:
    """Take it on; what somebody else has is handed over, not taken.

    Raises:
        NotAllowedError: not an editor of this kind, or its author.
        SubmissionStateError: somebody else has it.
    """
    _check_may_decide(by, submission)
    with transaction.atomic():
        submission = Submission.objects.select_for_update().get(pk=submission.pk)
        if submission.editor_id and submission.editor_id != by.pk:
            raise SubmissionStateError(_("Somebody else took this on already."))
        submission.editor = by
        submission.save(update_fields=["editor", "updated_at"])
        log(submission, "review.desk.claim", user=by)
    return submission


def hand_over_submission(
    submission: Submission, *, to: User | None, by: Actor, note: str = ""
) -> Submission:
    """Give it to another editor, who is told; or put it back for anybody.

    Raises:
        NotAllowedError: not an editor of this kind, or its author.
        ReviewError: the other one may not decide about it.
    """
    _check_may_decide(by, submission)
    if to is not None and not can_decide(to, submission):
        raise ReviewError(_("%(name)s may not decide about this contribution.") % {"name": to})
    with transaction.atomic():
        submission = Submission.objects.select_for_update().get(pk=submission.pk)
        submission.editor = to
        submission.save(update_fields=["editor", "updated_at"])
        log(submission, "review.desk.hand_over", user=user_or_none(by))
        if to is not None and to.pk != by.pk:
            submission_handed_over.send(
                sender=Submission, submission=submission, to=to, by=by, note=note
            )
    return submission


def list_submission(
    submission: Submission, *, by: Actor, note: str = "", is_confirmed: bool = False
) -> Submission:
    """Publish its record in the lane *listed*.

    Raises:
        NotAllowedError: not an editor of this kind, or its author.
        SubmissionStateError: it is not in screening.
        UncheckedError: a check forbids it, or asks to be looked at and was not confirmed.
    """
    _check_may_decide(by, submission)
    with transaction.atomic():
        submission = _in_screening(submission, by)
        found = keep_findings(submission)
        if blocking := [each.sentence for each in found if each.weight == BLOCKS]:
            raise UncheckedError(" ".join(blocking))
        if not is_confirmed and any(each.weight == CONFIRM for each in found):
            raise UncheckedError(_("Look at the marked passages and confirm that you did."))
        _publish(submission, by)
        _decide(submission, State.LISTED, by, text=note)
        return move_submission(submission, to=State.LISTED, by=by, reason=note.strip())


def _publish(submission: Submission, by: Actor) -> None:
    if submission.kind == ORGANIZATION:
        organization: Any = submission.organization
        publish_organization(organization.get_latest_revision_as_object(), by=by)
        return
    record = submission.record
    assert record is not None, "the checks have seen it"
    publish_record(record.specific.get_latest_revision_as_object(), by=by)


def _in_screening(submission: Submission, by: Contributor) -> Submission:
    """Locked, and out of the hold that the protection against abuse may have put it in."""
    submission = Submission.objects.select_for_update().get(pk=submission.pk)
    if submission.state == State.SUBMITTED:
        submission = move_submission(submission, to=State.SCREENING, by=by)
    if submission.state != State.SCREENING:
        raise SubmissionStateError(_("This contribution is not in screening."))
    return submission


def _decide(
    submission: Submission, outcome: str, by: Contributor, *, code: str = "", text: str = ""
) -> DeskDecision:
    user = contributor_or_none(by)
    if submission.editor_id is None and user is not None:
        Submission.objects.filter(pk=submission.pk).update(editor=user)
    return DeskDecision.objects.create(
        submission=submission, outcome=outcome, code=code, text=text.strip(), by=user
    )


def return_submission(
    submission: Submission, *, by: Actor, code: str, note: str = ""
) -> Submission:
    """Send it back to the author with a reason.

    Raises:
        NotAllowedError: not an editor of this kind, or its author.
        SubmissionStateError: it is not in screening.
        ReviewError: no reason was chosen.
    """
    return _turn_away(submission, State.RETURNED, by=by, code=code, note=note)


def decline_submission(
    submission: Submission, *, by: Actor, code: str, note: str = ""
) -> Submission:
    """Decline it with a reason; the author may appeal once within 30 days.

    Raises:
        NotAllowedError: not an editor of this kind, or its author.
        SubmissionStateError: it is not in screening.
        ReviewError: no reason was chosen.
    """
    return _turn_away(submission, State.DECLINED, by=by, code=code, note=note)


def _turn_away(submission: Submission, to: str, *, by: Actor, code: str, note: str) -> Submission:
    _check_may_decide(by, submission)
    reason = reason_of(to, code)
    if reason is None:
        raise ReviewError(_("Choose a reason; the author is told."))
    with transaction.atomic():
        submission = _in_screening(submission, by)
        author = submission.author
        language = (getattr(author, "language", "") if author else "") or submission.language
        text = told_to_author(reason, note, language)
        _decide(submission, to, by, code=code, text=text)
        return move_submission(submission, to=to, by=by, reason=text)


def take_back_decision(submission: Submission, *, by: Actor) -> Submission:
    """Bring what was just returned or declined back to screening.

    Raises:
        NotAllowedError: not an editor of this kind, or its author.
        SubmissionStateError: it was neither, or the author has answered since.
    """
    _check_may_decide(by, submission)
    with transaction.atomic():
        submission = Submission.objects.select_for_update().get(pk=submission.pk)
        if submission.state not in {State.RETURNED, State.DECLINED}:
            raise SubmissionStateError(_("There is no decision to take back."))
        submission.desk_decisions.filter(undone_at__isnull=True).update(undone_at=timezone.now())
        return move_submission(submission, to=State.SCREENING, by=by)


def appeal_decision(submission: Submission, *, by: Contributor, text: str) -> Appeal:
    """Ask for another look at a refusal: once, within 30 days.

    Raises:
        NotAllowedError: it is not theirs.
        SubmissionStateError: it was not declined, too long ago, or appealed against before.
        ReviewError: nothing was written.
    """
    if not can_appeal(by, submission):
        raise NotAllowedError(_("This contribution belongs to somebody else."))
    if not text.strip():
        raise ReviewError(_("Say what speaks against the decision."))
    with transaction.atomic():
        submission = Submission.objects.select_for_update().get(pk=submission.pk)
        if submission.state != State.DECLINED:
            raise SubmissionStateError(_("Only a refusal can be appealed against."))
        if timezone.now() - submission.state_since > APPEAL_WITHIN:
            raise SubmissionStateError(_("The 30 days for an appeal have passed."))
        if Appeal.objects.filter(submission=submission).exists():
            raise SubmissionStateError(_("One appeal is possible, and it was made."))
        appeal = Appeal.objects.create(
            submission=submission, text=text.strip()[:4000], by=contributor_or_none(by)
        )
        log(submission, "review.appeal.make", user=contributor_or_none(by))
    return appeal


def decide_appeal(appeal: Appeal, *, by: Actor, is_upheld: bool, note: str) -> Appeal:
    """Decide an appeal as somebody who was not involved; upheld, it goes back to screening.

    Raises:
        NotAllowedError: not an editor of this kind, or somebody involved.
        SubmissionStateError: it was decided already.
        ReviewError: no answer was written.
    """
    if not can_decide_appeal(by, appeal):
        raise NotAllowedError(_("An appeal is decided by an editor who was not involved."))
    if not note.strip():
        raise ReviewError(_("Write an answer to the author."))
    with transaction.atomic():
        appeal = Appeal.objects.select_for_update().get(pk=appeal.pk)
        if appeal.outcome != Appeal.Outcome.OPEN:
            raise SubmissionStateError(_("This appeal was decided already."))
        appeal.outcome = Appeal.Outcome.UPHELD if is_upheld else Appeal.Outcome.REJECTED
        appeal.note, appeal.decided_at = note.strip()[:4000], timezone.now()
        appeal.decided_by = user_or_none(by)
        appeal.save()
        log(appeal.submission, "review.appeal.decide", user=user_or_none(by))
        if is_upheld:
            submission = appeal.submission
            Submission.objects.filter(pk=submission.pk).update(editor=user_or_none(by))
            move_submission(submission, to=State.SCREENING, by=by, reason=appeal.note)
        else:
            appeal_decided.send(sender=Appeal, appeal=appeal)
    return appeal
