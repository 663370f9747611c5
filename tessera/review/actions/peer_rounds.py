"""Asking for a review, assigning reviewers, and deciding."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Final

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from tessera.accounts.actors import Actor, user_or_none
from tessera.catalogue.actions import review_record
from tessera.lib.errors import NotAllowedError
from tessera.review.actions.submissions import move_submission
from tessera.review.errors import ConflictError, ReviewError, SubmissionStateError
from tessera.review.models import (
    Assignment,
    Review,
    ReviewDecision,
    Reviewer,
    ReviewRound,
    Submission,
)
from tessera.review.models.reviewing import MOST_EXCLUDED
from tessera.review.peer_proposals import Candidate, candidates
from tessera.review.peer_rules import (
    REVIEWABLE,
    can_ask_for_review,
    can_run_round,
    is_anonymous_kind,
)
from tessera.review.peer_scores import disagreements, profile_of, unmet_gates
from tessera.review.rules import Contributor, contributor_or_none
from tessera.review.signals import assignment_changed, round_decided
from tessera.vocabularies.labels import labels

State = Submission.State
DUE: Final = timedelta(days=21)
ARBITRATION_DUE: Final = timedelta(days=14)
FEWEST_REVIEWS: Final = 2


def ask_for_review(
    submission: Submission, *, by: Contributor, excluded: Iterable[str] = ()
) -> ReviewRound:
    """Ask for peer review of a listed record, naming at most two people who shall not review.

    Raises:
        NotAllowedError: it is not theirs.
        SubmissionStateError: it is not listed, of a kind without review, or asked for already.
        ReviewError: more than two people are excluded.
    """
    if not can_ask_for_review(by, submission):
        raise NotAllowedError(_("This contribution belongs to somebody else."))
    names = [name.strip()[:200] for name in excluded if name.strip()]
    if len(names) > MOST_EXCLUDED:
        raise ReviewError(_("You can exclude two people at most."))
    with transaction.atomic():
        submission = Submission.objects.select_for_update().get(pk=submission.pk)
        if submission.kind not in REVIEWABLE:
            raise SubmissionStateError(_("Records of this kind are checked by editors only."))
        if submission.state not in {State.LISTED, State.REVIEWED} or not submission.record:
            raise SubmissionStateError(_("Only what is listed can be reviewed."))
        if submission.rounds.filter(closed_at__isnull=True).exists():
            raise SubmissionStateError(_("A review was asked for already."))
        last = submission.rounds.aggregate(last=Max("number"))["last"] or 0
        round = ReviewRound.objects.create(
            submission=submission,
            number=last + 1,
            excluded=names,
            is_anonymous=is_anonymous_kind(submission.kind),
            asked_by=contributor_or_none(by),
        )
        log(submission, "review.round.ask", user=contributor_or_none(by))
    return round


def assign_reviewers(
    round: ReviewRound, *, reviewers: Sequence[Reviewer], by: Actor, seat: str = ""
) -> list[Assignment]:
    """Give a round its reviewers; each is told by mail and has 21 days.

    ``seat`` is for arbiters; otherwise it follows from the roster.

    Raises:
        NotAllowedError: the actor may not run this round.
        ConflictError: a rule forbids one of them; nobody is assigned.
        ReviewError: one is not on the roster now, has reached the cap, or was asked already.
        SubmissionStateError: the round is closed, or not in a state for assigning.
    """
    if not can_run_round(by, round):
        raise NotAllowedError(_("You may not decide about this contribution."))
    with transaction.atomic():
        submission = Submission.objects.select_for_update().get(pk=round.submission_id)
        _check_can_assign(round, submission, seat)
        judged = {
            each.reviewer.pk: each for each in candidates(round, reviewers=list(reviewers))[1]
        }
        _check_candidates(reviewers, judged)
        last = round.assignments.aggregate(last=Max("number"))["last"] or 0
        made = []
        now = timezone.now()
        for number, reviewer in enumerate(reviewers, start=last + 1):
            assignment = Assignment.objects.create(
                round=round,
                reviewer=reviewer,
                number=number,
                seat=seat or judged[reviewer.pk].seat,
                assigned_by=user_or_none(by),
                assigned_at=now,
                due_at=now + (ARBITRATION_DUE if seat == Assignment.Seat.ARBITER else DUE),
            )
            Review.objects.create(assignment=assignment)
            _log_step(assignment, "review.assignment.invite", by)
            made.append(assignment)
        if submission.state in {State.LISTED, State.REVIEWED}:
            move_submission(submission, to=State.IN_REVIEW, by=by)
        for assignment in made:
            assignment_changed.send(sender=Assignment, assignment=assignment, what="invited")
    return made


def _check_can_assign(round: ReviewRound, submission: Submission, seat: str) -> None:
    if round.closed_at:
        raise SubmissionStateError(_("This review is closed."))
    allowed = {State.LISTED, State.REVIEWED, State.IN_REVIEW}
    if seat == Assignment.Seat.ARBITER:
        allowed = {State.ARBITRATION}
    if submission.state not in allowed:
        raise SubmissionStateError(_("Reviewers cannot be assigned in this state."))


def _check_candidates(reviewers: Sequence[Reviewer], judged: dict[int, Candidate]) -> None:
    today = timezone.localdate()
    if not reviewers:
        raise ReviewError(_("Choose at least one reviewer."))
    for reviewer in reviewers:
        candidate = judged.get(reviewer.pk)
        if candidate is None or not reviewer.is_available(today):
            raise ReviewError(
                _("%(name)s cannot be asked: not on the roster now, or asked already.")
                % {"name": reviewer.name}
            )
        if candidate.is_blocked:
            raise ConflictError(
                _("%(name)s may not review this: %(rule)s.")
                % {"name": reviewer.name, "rule": candidate.conflicts[0].sentence},
                candidate.conflicts,
            )
        if candidate.is_full:
            raise ReviewError(
                _("%(name)s has reached the number of reviews for this year.")
                % {"name": reviewer.name}
            )


def _log_step(assignment: Assignment, action: str, by: Actor) -> None:
    """Write a step into the audit log of the assignment; of reviewers, never who they are."""
    log(assignment, action, user=user_or_none(by))


def replace_reviewer(assignment: Assignment, *, by: Actor) -> Assignment:
    """Take an open assignment back; the seat is free again.

    Raises:
        NotAllowedError: the actor may not run this round.
        SubmissionStateError: it is not open any more.
    """
    if not can_run_round(by, assignment.round):
        raise NotAllowedError(_("You may not decide about this contribution."))
    with transaction.atomic():
        assignment = (
            Assignment.objects.select_for_update(of=("self",))
            .select_related("reviewer", "round__submission")
            .get(pk=assignment.pk)
        )
        if not assignment.is_open:
            raise SubmissionStateError(_("This assignment is not open any more."))
        assignment.state = Assignment.State.REPLACED
        assignment.save(update_fields=["state"])
        _log_step(assignment, "review.assignment.replace", by)
        assignment_changed.send(sender=Assignment, assignment=assignment, what="replaced")
    return assignment


def decide_round(
    round: ReviewRound,
    *,
    by: Actor,
    outcome: str,
    note: str,
    evidence_level: str = "",
    evidence_direction: str = "",
    language: str = "en",
) -> ReviewDecision:
    """Decide: peer reviewed (public, with the profile), to be revised, or stays listed.

    Raises:
        NotAllowedError: the actor may not run this round.
        SubmissionStateError: reviews or an arbitration are still awaited.
        ReviewError: the note or the evidence level is missing, or a gate criterion is not met.
    """
    if not can_run_round(by, round):
        raise NotAllowedError(_("You may not decide about this contribution."))
    if not note.strip():
        raise ReviewError(_("Write the note; the author sees it, and readers when it is public."))
    with transaction.atomic():
        submission = Submission.objects.select_for_update().get(pk=round.submission_id)
        done = list(
            round.assignments.filter(state=Assignment.State.SUBMITTED)
            .select_related("review", "reviewer")
            .order_by("number")
        )
        _check_can_decide(round, submission, done)
        profile = profile_of([each.review.content for each in done])
        _check_outcome(outcome, profile, evidence_level)
        decision = ReviewDecision.objects.create(
            round=round,
            outcome=outcome,
            note=note.strip(),
            language=language,
            evidence_level=evidence_level,
            evidence_direction=evidence_direction,
            profile=profile,
            reviewers=_names(round, done),
            interests=_interests(done),
            review_count=len(done),
            decided_by=user_or_none(by),
        )
        _carry_out(round, submission, decision, by)
        log(submission, "review.round.decide", user=user_or_none(by), data={"outcome": outcome})
        round_decided.send(sender=ReviewDecision, decision=decision)
    return decision


def _check_can_decide(
    round: ReviewRound, submission: Submission, done: Sequence[Assignment]
) -> None:
    if round.closed_at:
        raise SubmissionStateError(_("This review is closed."))
    if submission.state not in {State.IN_REVIEW, State.ARBITRATION, State.REVISE}:
        raise SubmissionStateError(_("There is nothing to decide in this state."))
    if len(done) < FEWEST_REVIEWS:
        raise SubmissionStateError(_("Two reviews at least are needed before a decision."))
    if round.assignments.filter(state__in=Assignment.OPEN).exists():
        raise SubmissionStateError(_("A review is still awaited. Take it back, or wait for it."))
    has_arbiter = any(each.seat == Assignment.Seat.ARBITER for each in done)
    if disagreements(each.review.content for each in done) and not has_arbiter:
        raise SubmissionStateError(_("The reviewers disagree; an arbiter has to read it first."))


def _check_outcome(outcome: str, profile: dict[str, list[str]], level: str) -> None:
    if outcome not in ReviewDecision.Outcome.values:
        raise ReviewError(_("Choose a decision."))
    if outcome != ReviewDecision.Outcome.REVIEWED:
        return
    if unmet := unmet_gates(profile):
        picture = labels()
        names = ", ".join(
            entry.label("en") if entry else code
            for code in unmet
            for entry in [picture.concept("QC", code)]
        )
        raise ReviewError(
            _("Most reviews give less than 2 for: %(criteria)s. Ask for a revision instead.")
            % {"criteria": names}
        )
    if not labels().concept("EL", level):
        raise ReviewError(_("Choose an evidence level."))


def _carry_out(
    round: ReviewRound, submission: Submission, decision: ReviewDecision, by: Actor
) -> None:
    record = submission.record
    assert record is not None, "what is in review has a record"
    if decision.outcome == ReviewDecision.Outcome.REVISE:
        round.snapshot = record.specific.snapshot()
        round.save(update_fields=["snapshot"])
        if submission.state != State.REVISE:
            move_submission(submission, to=State.REVISE, by=by, reason=decision.note)
        return
    if decision.outcome == ReviewDecision.Outcome.REVIEWED:
        review_record(
            record.specific,
            by=by,
            evidence_level=decision.evidence_level,
            evidence_direction=decision.evidence_direction,
        )
    round.closed_at = timezone.now()
    round.save(update_fields=["closed_at"])
    to = State.REVIEWED if decision.outcome == ReviewDecision.Outcome.REVIEWED else State.LISTED
    move_submission(submission, to=to, by=by, reason=decision.note)


def _names(round: ReviewRound, done: Sequence[Assignment]) -> list[str]:
    """Names of those who agreed; of an anonymous round none, whatever was ticked."""
    if round.is_anonymous:
        return []
    return [each.reviewer.name for each in done if each.agrees_to_name and each.reviewer.name]


def _interests(done: Sequence[Assignment]) -> list[dict[str, object]]:
    """What each declared, by code; explanations may name people and stay with the editors."""
    return [{"number": each.number, "codes": each.interests} for each in done]
