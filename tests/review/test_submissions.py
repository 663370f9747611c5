"""From a draft to the editors: saving, sending in, moving, and who may."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from django.utils import timezone
from wagtail.models import ModelLogEntry

from tessera.accounts.actors import SYSTEM
from tessera.catalogue.models import Record
from tessera.lib.errors import NotAllowedError
from tessera.review.actions import (
    begin_submission,
    choose_copy,
    discard_draft,
    move_submission,
    save_draft,
    send_message,
    submit_submission,
)
from tessera.review.clocks import after_working_days
from tessera.review.errors import (
    IncompleteError,
    ReviewError,
    StaleRevisionError,
    SubmissionStateError,
)
from tessera.review.models import CoAuthor, Submission, SubmissionCopy
from tessera.review.recording import keep_record
from tessera.review.rules import KeyHolder
from tests.factories import accounts
from tests.factories import review as make
from tests.factories.network import organization

pytestmark = pytest.mark.django_db
State = Submission.State


def states_of(submission: Submission) -> list[tuple[str, str]]:
    return list(submission.events.values_list("from_state", "to_state"))


def test_saving_keeps_the_fields_that_were_not_sent():
    draft = make.draft()
    save_draft(draft, changes={"problem": "Nobody talks."}, revision=0, by=draft.author)
    kept = Submission.objects.get(pk=draft.pk)
    assert (kept.revision, kept.title, kept.value("problem")) == (
        1, "Language cafés", "Nobody talks.",
    )  # fmt: skip


def test_stale_page_overwrites_nothing_and_both_texts_are_kept():
    draft = make.draft()
    other = Submission.objects.get(pk=draft.pk)
    save_draft(draft, changes={"title": "Mine"}, revision=0, by=draft.author)
    with pytest.raises(StaleRevisionError) as caught:
        save_draft(other, changes={"title": "Theirs"}, revision=0, by=draft.author)
    assert Submission.objects.get(pk=draft.pk).title == "Mine"
    assert caught.value.copy.changes == {"title": "Theirs"}
    assert caught.value.submission.revision == 1


def test_saving_the_same_twice_is_no_conflict():
    draft = make.draft()
    other = Submission.objects.get(pk=draft.pk)
    save_draft(draft, changes={"title": "Mine"}, revision=0, by=draft.author)
    save_draft(other, changes={"title": "Mine"}, revision=0, by=draft.author)
    assert draft.copies.count() == 0


def test_huge_field_is_refused():
    draft = make.draft()
    with pytest.raises(ReviewError, match="at most 20000 characters"):
        save_draft(draft, changes={"problem": "x" * 20_001}, revision=0, by=draft.author)


def test_sent_in_it_becomes_a_record_that_nobody_sees():
    lead = organization("City of Ashcombe")
    sent = make.submission(
        themes=["LAN", "HOU"], status="RUN", gains_migrants="Friends", failures="Too loud",
        reach_actual="300", links=[{"url": "https://example.org/a", "label": "Report"}],
        results=[{"indicator": "Visitors", "value": "300"}, {"indicator": ""}],
    )  # fmt: skip
    assert states_of(sent) == [("draft", "submitted"), ("submitted", "screening")]
    assert sent.due_at == after_working_days(sent.events.first().at, 5)
    record = sent.record.specific
    assert not record.live
    assert record.has_unpublished_changes
    assert Record.objects.public().count() == 0
    text = record.texts.get()
    assert (text.language, text.title, text.gains_migrants, text.failures) == (
        "en", "Language cafés", "Friends", "Too loud",
    )  # fmt: skip
    assert sorted(each.code for each in record.themes.all()) == ["HOU", "LAN"]
    assert [each.code for each in record.places.all()] == ["DE"]
    assert (record.status.code, record.reach_actual) == ("RUN", 300)
    assert [str(each) for each in record.links.all()] == ["https://example.org/cafes", "Report"]
    assert [str(each) for each in record.results.all()] == ["Visitors: 300"]
    party = record.parties.get()
    assert (party.organization, party.role.code) == (lead, "LEAD")


def test_how_far_a_practice_is_says_nothing_about_its_text():
    record = make.submission(status="IDE").record
    assert (record.texts.get().status, record.specific.status.code) == ("original", "IDE")
    assert make.submission(status="").record.texts.get().status == "original"


def test_the_source_that_was_given_is_among_the_links():
    given = make.submission(source_url="https://example.org/cafes").record
    named = make.submission(
        source_url="https://example.org/b",
        links=[{"url": "https://example.org/b", "label": "Cafés"}],
    ).record
    assert [each.url for each in given.links.all()] == ["https://example.org/cafes"]
    assert [(each.url, each.label) for each in named.links.all()] == [
        ("https://example.org/b", "Cafés")
    ]


def test_organization_can_be_suggested():
    sent = make.submission(kind="ORG", org_type="NGO", website="https://example.org")
    assert sent.state == State.SCREENING
    assert sent.organization.texts.get().name == "Language cafés"
    assert not sent.organization.live


@pytest.mark.parametrize("kind", ["APP", "GUI", "POL", "ACA"])
def test_every_kind_can_be_sent_in(kind):
    assert make.submission(kind=kind).record.kind == kind


def test_returned_and_sent_again_it_keeps_its_record():
    sent = make.submission()
    back = move_submission(sent, to=State.RETURNED, by=SYSTEM, reason="Say more.")
    save_draft(back, changes={"title": "Language evenings"}, revision=0, by=back.author)
    again = submit_submission(back, by=back.author)
    assert (again.record_id, again.state) == (sent.record_id, State.SCREENING)
    assert again.record.texts.get().title == "Language evenings"


def test_what_is_missing_is_named():
    draft = begin_submission(kind="PRA", language="en", by=make.author())
    with pytest.raises(IncompleteError) as caught:
        submit_submission(draft, by=draft.author)
    assert set(caught.value.fields) == {"title", "summary", "places"}


def test_without_an_account_it_waits_for_confirmation():
    draft = begin_submission(
        kind="PRA", language="en", by=KeyHolder(frozenset()), content=make.SNAPSHOT
    )
    holder = KeyHolder(frozenset({draft.identifier}))
    waiting = submit_submission(draft, by=holder)
    assert (waiting.state, waiting.record) == (State.UNCONFIRMED, None)
    assert submit_submission(waiting, by=holder).state == State.UNCONFIRMED
    with pytest.raises(NotAllowedError):
        move_submission(waiting, to=State.SUBMITTED, by=holder)
    reached = replace(holder, is_reached=True)
    assert submit_submission(waiting, by=reached).state == State.SCREENING


def test_replayed_sending_changes_nothing():
    sent = make.submission()
    with pytest.raises(SubmissionStateError, match="sent in already"):
        submit_submission(sent, by=sent.author)
    assert Record.objects.count() == 1


def test_states_lead_only_where_the_table_says():
    sent = make.submission()
    with pytest.raises(SubmissionStateError):
        move_submission(sent, to=State.REVIEWED, by=SYSTEM)
    declined = move_submission(sent, to=State.DECLINED, by=accounts.steward(), reason="Scope")
    assert declined.due_at is None
    assert declined.events.last().reason == "Scope"
    entries = ModelLogEntry.objects.filter(action="review.submission.move")
    assert entries.count() == 3


def test_co_author_writes_along_after_accepting():
    draft, friend = make.draft(), accounts.user("friend@example.org")
    invited = CoAuthor.objects.create(submission=draft, email=friend.email, user=friend)
    with pytest.raises(NotAllowedError):
        save_draft(draft, changes={"title": "Ours"}, revision=0, by=friend)
    invited.accepted_at = timezone.now()
    invited.save()
    assert save_draft(draft, changes={"title": "Ours"}, revision=0, by=friend).title == "Ours"


@pytest.mark.parametrize("who", [accounts.stranger, accounts.steward, accounts.editor])
def test_nobody_else_may_write_send_in_or_discard(who):
    draft, person = make.draft(), who()
    with pytest.raises(NotAllowedError):
        save_draft(draft, changes={"title": "Hacked"}, revision=0, by=person)
    with pytest.raises(NotAllowedError):
        submit_submission(draft, by=person)
    with pytest.raises(NotAllowedError):
        discard_draft(draft, by=person)


def test_nobody_else_settles_a_conflict_of_two_versions():
    draft, person = make.draft(), accounts.stranger()
    kept = SubmissionCopy.objects.create(submission=draft, based_on=0, changes={"title": "Mine"})
    with pytest.raises(NotAllowedError):
        choose_copy(kept, keeps_copy=True, by=person)
    assert list(draft.copies.all()) == [kept]


def test_stranger_may_not_move_it_or_write_messages():
    sent, stranger = make.submission(), accounts.stranger()
    for person in (stranger, sent.author, accounts.editor(), KeyHolder(frozenset())):
        with pytest.raises(NotAllowedError):
            move_submission(sent, to=State.LISTED, by=person)
    with pytest.raises(NotAllowedError):
        send_message(sent, text="Hello", by=stranger)


def test_no_editor_decides_about_their_own_contribution():
    steward = accounts.steward()
    sent = make.submission(by=steward)
    with pytest.raises(NotAllowedError):
        move_submission(sent, to=State.LISTED, by=steward)


def test_key_of_one_draft_opens_no_other():
    draft = begin_submission(kind="PRA", language="en", by=KeyHolder(frozenset()))
    with pytest.raises(NotAllowedError):
        save_draft(
            draft, changes={"title": "x"}, revision=0, by=KeyHolder(frozenset({"0000-0000"}))
        )


def test_draft_can_be_thrown_away_until_it_was_sent_in():
    draft = make.draft()
    discard_draft(draft, by=draft.author)
    assert Submission.objects.count() == 0
    sent = make.submission()
    with pytest.raises(SubmissionStateError):
        discard_draft(sent, by=sent.author)


def test_working_days_leave_out_the_weekend():
    friday = datetime(2026, 11, 27, 9, tzinfo=UTC)
    assert after_working_days(friday, 5).date().isoformat() == "2026-12-04"


@pytest.mark.parametrize("is_known", [True, False])
def test_provider_of_a_learning_item_is_kept_also_when_the_directory_has_none(is_known):
    school = organization("School of Interpreting")
    name = "School of Interpreting" if is_known else "Evening School of Nowhere"
    content = {"title": "Interpreting", "summary": "A webinar.", "language": "en",
               "provider": name, "learning_kind": "WEB", "minutes": "90"}  # fmt: skip
    submission = Submission(kind="LRN", language="en", content=content)
    submission.save()
    keep_record(submission, user=None)
    kept = submission.record.get_latest_revision_as_object()
    assert kept.minutes == 90
    assert kept.publisher == (school if is_known else None)
    assert [each.name for each in kept.creators.all()] == ([] if is_known else [name])
