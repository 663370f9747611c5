"""Peer review from the request to the decision."""

from datetime import timedelta

import pytest
from django.utils import timezone
from wagtail.models import ModelLogEntry, Revision

from tessera.accounts.actors import SYSTEM
from tessera.lib.errors import NotAllowedError
from tessera.review.actions import save_draft, submit_submission
from tessera.review.actions.peer_reviews import (
    StaleReviewError,
    declare_interests,
    decline_assignment,
    reply_to_reviews,
    save_review,
    submit_review,
)
from tessera.review.actions.peer_rounds import (
    ask_for_review,
    assign_reviewers,
    decide_round,
    replace_reviewer,
)
from tessera.review.errors import (
    ConflictError,
    IncompleteError,
    ReviewError,
    SubmissionStateError,
)
from tessera.review.models import Assignment, Submission
from tests.factories import accounts
from tests.factories import reviewing as make
from tests.factories.review import author

pytestmark = pytest.mark.django_db
State = Submission.State


def test_stranger_may_neither_ask_nor_assign_nor_decide_nor_replace():
    stranger = accounts.stranger()
    listed = make.listed()
    with pytest.raises(NotAllowedError):
        ask_for_review(listed, by=stranger)
    round = make.round_of(listed)
    people = make.team()
    with pytest.raises(NotAllowedError):
        assign_reviewers(round, reviewers=people, by=stranger)
    with pytest.raises(NotAllowedError):
        assign_reviewers(round, reviewers=people, by=listed.author)
    assignment = assign_reviewers(round, reviewers=people, by=SYSTEM)[0]
    with pytest.raises(NotAllowedError):
        replace_reviewer(assignment, by=stranger)
    with pytest.raises(NotAllowedError):
        decide_round(round, by=stranger, outcome="listed", note="No.")


def test_stranger_may_do_nothing_with_an_assignment():
    stranger = accounts.stranger()
    assignment = make.assigned()[0]
    with pytest.raises(NotAllowedError):
        declare_interests(assignment, by=stranger, interests=["none"])
    with pytest.raises(NotAllowedError):
        decline_assignment(assignment, by=stranger)
    accepted = make.accept(assignment)
    with pytest.raises(NotAllowedError):
        save_review(accepted, by=stranger, changes={"Q1": "3"}, revision=0)
    with pytest.raises(NotAllowedError):
        submit_review(accepted, by=stranger)
    with pytest.raises(NotAllowedError):
        reply_to_reviews(accepted.round, by=stranger, replies={})


def test_review_of_what_is_not_listed_cannot_be_asked_for():
    waiting = make.complete()
    with pytest.raises(SubmissionStateError):
        ask_for_review(waiting, by=waiting.author)


def test_policies_are_not_peer_reviewed():
    listed = make.listed()
    Submission.objects.filter(pk=listed.pk).update(kind="POL")
    listed.refresh_from_db()
    with pytest.raises(SubmissionStateError, match="checked by editors only"):
        ask_for_review(listed, by=listed.author)


def test_author_excludes_two_people_at_most():
    listed = make.listed()
    with pytest.raises(ReviewError, match="two people"):
        ask_for_review(listed, by=listed.author, excluded=["A", "B", "C"])


def test_text_opens_only_after_interests_were_declared():
    assignment = make.assigned()[0]
    with pytest.raises(NotAllowedError, match="Declare your interests first"):
        save_review(assignment, by=make.person_of(assignment), changes={"Q1": "2"}, revision=0)
    accepted = make.accept(assignment)
    saved = save_review(accepted, by=make.person_of(accepted), changes={"Q1": "2"}, revision=0)
    assert saved.content == {"Q1": "2"}


@pytest.mark.parametrize("interest", ["author", "employer", "funder", "competitor", "family"])
def test_declared_conflict_ends_the_assignment(interest):
    assignment = make.assigned()[0]
    ended = declare_interests(
        assignment, by=make.person_of(assignment), interests=[interest], note="We know each other."
    )
    assert ended.state == Assignment.State.CONFLICT
    with pytest.raises(NotAllowedError):
        save_review(ended, by=make.person_of(ended), changes={"Q1": "2"}, revision=0)


def test_interest_needs_an_explanation_and_none_stands_alone():
    assignment = make.assigned()[0]
    person = make.person_of(assignment)
    for interests in ([], ["none", "family"], ["public-position"], ["forged"]):
        with pytest.raises(ReviewError):
            declare_interests(assignment, by=person, interests=interests)


def test_stale_window_does_not_overwrite_a_review():
    assignment = make.accept(make.assigned()[0])
    person = make.person_of(assignment)
    save_review(assignment, by=person, changes={"Q1": "2"}, revision=0)
    with pytest.raises(StaleReviewError):
        save_review(assignment, by=person, changes={"Q1": "0"}, revision=0)
    assignment.review.refresh_from_db()
    assert assignment.review.content == {"Q1": "2"}


def test_forged_fields_and_huge_texts_are_cut():
    assignment = make.accept(make.assigned()[0])
    saved = save_review(
        assignment,
        by=make.person_of(assignment),
        changes={"Q1_reason": "x" * 9000, "reviewer": "7", "outcome_99": "x"},
        revision=0,
    )
    assert saved.content == {"Q1_reason": "x" * 3000}


def test_incomplete_review_says_what_is_missing():
    assignment = make.accept(make.assigned()[0])
    person = make.person_of(assignment)
    changes = {**make.filled(), "Q2": "", "Q3_reason": " ", "verdict": "x"}
    save_review(assignment, by=person, changes=changes, revision=0)
    with pytest.raises(IncompleteError) as caught:
        submit_review(assignment, by=person)
    assert sorted(caught.value.fields) == ["Q2", "Q3_reason", "verdict"]


def test_reviews_that_agree_lead_to_a_decision_with_a_profile_and_no_total():
    assignments = make.assigned()
    for assignment, score in zip(assignments, "232", strict=True):
        make.hand_in(assignment, score)
    round = assignments[0].round
    decision = decide_round(
        round, by=SYSTEM, outcome="reviewed", note="Well described.", evidence_level="E2",
        evidence_direction="POS",
    )  # fmt: skip
    assert decision.profile["Q5"] == ["2", "3", "2"]
    assert set(decision.profile) == {f"Q{number}" for number in range(1, 11)}
    assert decision.reviewers == ["Petra Practice", "Amal Academic", "Ines Internal"]
    submission = Submission.objects.select_related("record__evidence_level").get()
    assert submission.state == State.REVIEWED
    assert submission.record.lane == "reviewed"
    assert submission.record.evidence_level.code == "E2"


def test_lane_outlives_a_draft_written_before_the_review():
    listed = make.listed()
    older = listed.record.specific.save_revision()
    assignments = assign_reviewers(make.round_of(listed), reviewers=make.team(), by=SYSTEM)
    for assignment in assignments:
        make.hand_in(assignment)
    decide_round(
        assignments[0].round, by=SYSTEM, outcome="reviewed", note="Good.", evidence_level="E1"
    )
    Revision.objects.get(pk=older.pk).publish()
    listed.record.refresh_from_db()
    assert listed.record.lane == "reviewed"


def test_gate_criteria_two_apart_need_an_arbiter():
    assignments = make.assigned()
    make.hand_in(assignments[0], Q3="3")
    make.hand_in(assignments[1], Q3="1")
    assert Submission.objects.get().state == State.IN_REVIEW
    make.hand_in(assignments[2])
    assert Submission.objects.get().state == State.ARBITRATION
    round = assignments[0].round
    with pytest.raises(SubmissionStateError, match="arbiter"):
        decide_round(round, by=SYSTEM, outcome="reviewed", note="Yes.", evidence_level="E2")
    arbiter = make.reviewer("Arno Arbiter")
    fourth = assign_reviewers(round, reviewers=[arbiter], by=SYSTEM, seat="arbiter")[0]
    assert fourth.number == 4
    make.hand_in(fourth)
    decide_round(round, by=SYSTEM, outcome="reviewed", note="Yes.", evidence_level="E2")
    assert Submission.objects.get().state == State.REVIEWED


def test_other_criteria_two_apart_need_none():
    for assignment, score in zip(make.assigned(), "131", strict=True):
        make.hand_in(assignment, Q8=score)
    assert Submission.objects.get().state == State.IN_REVIEW


def test_unmet_gate_cannot_be_decided_as_reviewed():
    assignments = make.assigned()
    for assignment in assignments:
        make.hand_in(assignment, Q3="1")
    with pytest.raises(ReviewError, match="Ethics and rights"):
        decide_round(
            assignments[0].round, by=SYSTEM, outcome="reviewed", note="Yes.", evidence_level="E2"
        )


def test_nothing_is_decided_while_a_review_is_awaited():
    assignments = make.assigned()
    for assignment in assignments[:2]:
        make.hand_in(assignment)
    with pytest.raises(SubmissionStateError, match="awaited"):
        decide_round(assignments[0].round, by=SYSTEM, outcome="listed", note="No.")


def test_author_answers_point_by_point_and_sends_it_back():
    assignments = make.assigned()
    for assignment in assignments:
        make.hand_in(assignment, Q8="1", questions="Who pays next year?")
    round = assignments[0].round
    decide_round(round, by=SYSTEM, outcome="revise", note="Please answer.")
    assert Submission.objects.get().state == State.REVISE
    replies = reply_to_reviews(
        round,
        by=author(),
        replies={(1, "Q8"): "The city.", (2, "questions"): "The city.", (3, "Q1"): "Not asked."},
    )
    assert [(each.assignment.number, each.point) for each in replies] == [
        (1, "Q8"), (2, "questions"),
    ]  # fmt: skip
    submission = Submission.objects.get()
    save_draft(submission, changes={"title": "Cafés"}, revision=submission.revision, by=author())
    submit_submission(Submission.objects.get(), by=author())
    decide_round(round, by=SYSTEM, outcome="reviewed", note="Answered.", evidence_level="E2")
    record = Submission.objects.get().record
    assert record.texts.get(language="en").title == "Cafés"
    assert record.lane == "reviewed"


def test_replaced_reviewer_can_do_nothing_more():
    assignment = make.accept(make.assigned()[0])
    replaced = replace_reviewer(assignment, by=SYSTEM)
    with pytest.raises(NotAllowedError):
        save_review(replaced, by=make.person_of(replaced), changes={"Q1": "1"}, revision=0)


def test_editor_does_not_run_a_round_that_they_review():
    steward = accounts.steward()
    own = make.reviewer("Stella Steward", is_internal=True)
    own.user = steward
    own.save()
    assignments = make.assigned([*make.team()[:2], own])
    with pytest.raises(NotAllowedError):
        decide_round(assignments[0].round, by=steward, outcome="listed", note="No.")


def test_conflict_cap_and_term_block_an_assignment():
    round = make.round_of()
    partner = make.reviewer("Paula Partner", affiliations=(("City of Ashcombe", None),))
    with pytest.raises(ConflictError, match="Works for an organization that runs"):
        assign_reviewers(round, reviewers=[partner], by=SYSTEM)
    full = make.reviewer("Fina Full", yearly_cap=1)
    assign_reviewers(make.round_of(make.listed(title="Other cafés")), reviewers=[full], by=SYSTEM)
    with pytest.raises(ReviewError, match="number of reviews"):
        assign_reviewers(round, reviewers=[full], by=SYSTEM)
    late = make.reviewer("Lara Late", term_until=timezone.localdate() - timedelta(days=1))
    with pytest.raises(ReviewError, match="not on the roster"):
        assign_reviewers(round, reviewers=[late], by=SYSTEM)
    assert round.assignments.count() == 0


def test_audit_log_never_says_who_reviews():
    assignments = make.assigned()
    for assignment in assignments:
        make.hand_in(assignment)
    entries = ModelLogEntry.objects.filter(action__startswith="review.assignment.")
    assert entries.count() == 9
    people = {make.person_of(each) for each in assignments}
    assert not entries.filter(user__in=people).exists()
    told = " ".join(f"{entry.label} {entry.data}" for entry in entries)
    for assignment in assignments:
        assert assignment.reviewer.name not in told


def test_anonymous_round_names_nobody_whatever_was_agreed(settings):
    settings.ANONYMOUS_REVIEW = ["PRA"]
    assignments = make.assigned()
    settings.ANONYMOUS_REVIEW = []
    for assignment in assignments:
        make.hand_in(assignment)
    decision = decide_round(
        assignments[0].round, by=SYSTEM, outcome="reviewed", note="Good.", evidence_level="E2"
    )
    assert decision.reviewers == []
    assert not Assignment.objects.filter(agrees_to_name=True).exists()
