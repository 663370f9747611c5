"""Clocks, mails, the public note, and what is anonymous on every surface."""

import json
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from tessera.accounts.actions import ask_erasure, carry_out_erasure
from tessera.accounts.actors import SYSTEM
from tessera.accounts.exporting import sections
from tessera.accounts.personal_data import Fate
from tessera.changes.models import Version
from tessera.notifications.models import Mail
from tessera.notifications.writing import write_mail
from tessera.review.actions.peer_reviews import declare_interests, decline_assignment
from tessera.review.actions.peer_rounds import decide_round
from tessera.review.mails import KINDS
from tessera.review.models import (
    Assignment,
    ReviewDecision,
    Reviewer,
    Submission,
    SubmissionEvent,
)
from tessera.review.peer_clocks import ring_review_clocks
from tests.factories import accounts
from tests.factories import reviewing as make
from tests.factories.review import author

pytestmark = pytest.mark.django_db


def mails(name: str = "peer") -> list[dict]:
    """What is queued: recipients with the context."""
    rows = Mail.objects.filter(kind=f"review.{name}").order_by("pk")
    return [{"to": row.address, "context": row.context} for row in rows]


def whats() -> list[tuple[str, str]]:
    return [(row["to"], row["context"]["what"]) for row in mails()]


def reviewed(agrees: bool = True):
    """A whole round, decided."""
    assignments = make.assigned()
    for assignment in assignments:
        make.hand_in(assignment)
    decide_round(
        assignments[0].round, by=SYSTEM, outcome="reviewed", note="Well described.",
        evidence_level="E2",
    )  # fmt: skip
    return assignments


def browser(person) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(person)
    return client


# Clocks


def test_editor_is_told_when_a_reviewer_says_no_or_has_a_conflict():
    editor = accounts.desk_editor()
    first, second, _third = make.assigned()
    Submission.objects.update(editor=editor)
    for assignment in (first, second):
        assignment.round.submission.refresh_from_db()
    decline_assignment(first, by=first.reviewer.user)
    declare_interests(
        second, by=second.reviewer.user, interests=["employer"], note="We work together."
    )
    told = [what for to, what in whats() if to == editor.email]
    assert told == ["free", "free"]


def test_reviewer_is_reminded_once_after_14_days():
    assignment = make.assigned()[0]
    now = timezone.now()
    assert ring_review_clocks(now + timedelta(days=13)) == (0, 0)
    assert ring_review_clocks(now + timedelta(days=14, hours=1)) == (3, 0)
    assert ring_review_clocks(now + timedelta(days=15)) == (0, 0)
    assert whats().count((make.person_of(assignment).email, "due")) == 1


def test_reviewer_is_replaced_after_28_days_by_the_next_of_the_proposal():
    assignments = make.assigned()
    for assignment in assignments[1:]:
        make.hand_in(assignment)
    make.reviewer("Nina Next", basis=("PRAC",))
    late = timezone.now() + timedelta(days=28, hours=1)
    assert ring_review_clocks(late)[1] == 1
    states = dict(Assignment.objects.values_list("reviewer__name", "state"))
    assert (states["Petra Practice"], states["Nina Next"]) == ("replaced", "invited")
    assert (make.person_of(assignments[0]).email, "replaced") in whats()


def test_clock_leaves_the_seat_free_when_nobody_can_be_asked():
    make.assigned()
    assert ring_review_clocks(timezone.now() + timedelta(days=29))[1] == 3
    assert not Assignment.objects.filter(state__in=Assignment.OPEN).exists()


# Mails


@pytest.mark.parametrize("language", ["en", "fr", "es", "ar", "ru", "zh-hans", "tr"])
@pytest.mark.parametrize(
    "what", ["invited", "due", "replaced", "submitted", "accepted", "refused", "handed", "stands"]
)
def test_every_mail_is_written_in_every_language(language, what):
    context = {"what": what, "path": "/en/x/", "due": "2026-12-01", "note": "Because."}
    mail = write_mail(KINDS["peer"], address="a@example.org", language=language, context=context)
    assert mail.subject
    assert f"/{language}/x/" in mail.body
    assert f'lang="{language.replace("hans", "Hans")}"' in mail.alternatives[0][0]


def test_invitation_tells_nothing_of_the_text():
    make.assigned()
    told = json.dumps(mails())
    assert len(mails()) == 3
    assert "Language cafés" not in told


# The note


def test_note_is_public_with_profile_interests_and_names_but_no_total(client):
    reviewed()
    record = Assignment.objects.first().round.submission.record
    text = client.get(record.get_absolute_url()).text
    assert "Well described." in text
    assert "Petra Practice" in text
    assert "No reviewer declared an interest." in text
    assert "Scores by criterion" in text


def test_note_costs_a_listed_record_nothing(client, django_assert_num_queries):
    from tessera.review.peer_note import decision_note

    record = make.listed().record
    with django_assert_num_queries(0):
        assert decision_note(record) == ""


def test_certificate_is_for_its_reviewer(client):
    assignments = reviewed()
    address = reverse("review_certificate", args=[assignments[0].identifier])
    assert "Petra Practice" in browser(make.person_of(assignments[0])).get(address).text
    for other in (make.person_of(assignments[1]), author(), accounts.stranger()):
        assert browser(other).get(address).status_code == 404


# What is anonymous


NAMES = ("Petra Practice", "Amal Academic", "Ines Internal", "petra.practice", "amal.academic")


@pytest.fixture
def anonymous(settings):
    settings.ANONYMOUS_REVIEW = ["PRA"]
    return reviewed()


def leaks(text: str) -> list[str]:
    return [name for name in NAMES if name in text]


def test_anonymous_reviewers_are_on_no_page_of_readers_or_author(anonymous, client):
    one = anonymous[0].round.submission
    record = one.record
    for path in (
        record.get_absolute_url(),
        f"{record.get_absolute_url()}versions/",
        f"/api/v1/records/{record.identifier}",
        f"/id/{record.identifier}?format=jsonld",
    ):
        assert (path, leaks(client.get(path, follow=True).text)) == (path, [])
    own = browser(author())
    for path in (f"/en/my/{one.identifier}/review/", f"/en/my/{one.identifier}/"):
        answer = own.get(path)
        assert (path, answer.status_code, leaks(answer.text)) == (path, 200, [])


def test_anonymous_reviewers_are_not_in_history_versions_or_steps(anonymous):
    entries = " ".join(
        f"{each.label} {each.data} {each.user}" for each in ModelLogEntry.objects.all()
    )
    assert leaks(entries) == []
    assert leaks(json.dumps([each.snapshot for each in Version.objects.all()])) == []
    steps = " ".join(f"{each.by} {each.reason}" for each in SubmissionEvent.objects.all())
    assert leaks(steps) == []


def test_anonymous_reviewers_are_in_no_mail_but_their_own(anonymous):
    everything = [*mails("peer"), *mails("step")]
    own = {make.person_of(each).email for each in anonymous}
    assert any(row["to"] not in own for row in everything)
    for row in everything:
        told = json.dumps(row["context"] if row["to"] in own else row)
        assert leaks(told) == []


def test_anonymous_reviewers_are_not_in_the_register_nor_the_record_in_the_certificate(anonymous):
    editor = browser(accounts.desk_editor())
    answer = editor.get(reverse("interests_register"))
    assert leaks(b"".join(answer.streaming_content).decode()) == []
    assert leaks(str(answer.headers)) == []
    address = reverse("review_certificate", args=[anonymous[0].identifier])
    assert "Language cafés" not in browser(make.person_of(anonymous[0])).get(address).text


def test_steps_of_reviewers_are_not_logged(settings, caplog):
    settings.ANONYMOUS_REVIEW = ["PRA"]
    with caplog.at_level("DEBUG"):
        reviewed()
    assert leaks(caplog.text) == []


# Pages of reviewers and authors


def test_text_is_hidden_until_interests_are_declared_and_then_saved_as_typed():
    assignment = make.assigned()[0]
    reader = browser(make.person_of(assignment))
    address = reverse("review_assignment", args=[assignment.identifier])
    before = reader.get(address)
    assert "Language cafés" not in before.text
    assert "City of Ashcombe" in before.text
    assert reader.post(address, {"interests": []}).status_code == 422
    reader.post(address, {"interests": ["none"]})
    assert "Language cafés" in reader.get(address).text
    saved = reader.post(f"{address}save/", {"Q1": "3", "revision": "0"})
    assert saved.json() == {"revision": 1, "said": "Saved"}
    assert reader.post(f"{address}save/", {"Q1": "0", "revision": "0"}).status_code == 409
    answer = reader.post(address, {"do": "submit", "revision": "1"})
    assert answer.status_code == 422
    assert "Choose an evidence level." in answer.text
    typed = {**make.filled(), "do": "submit", "revision": "2"}
    assert "Thank you" in reader.post(address, typed, follow=True).text


def test_strangers_find_no_assignment_and_no_round():
    assignment = make.assigned()[0]
    one = assignment.round.submission
    stranger = browser(accounts.stranger())
    address = reverse("review_assignment", args=[assignment.identifier])
    assert stranger.get(address).status_code == 404
    assert stranger.post(f"{address}save/", {"Q1": "1"}).status_code == 404
    assert stranger.post(f"{address}decline/").status_code == 404
    for path in (f"/en/desk/{one.identifier}/review/", f"/en/my/{one.identifier}/review/"):
        assert (path, stranger.get(path).status_code) == (path, 403)
    for path in ("assign/", "decide/", f"{assignment.identifier}/replace/"):
        answer = stranger.post(f"/en/desk/{one.identifier}/review/{path}")
        assert (path, answer.status_code) == (path, 403)


def test_somebody_applies_and_an_editor_decides():
    applicant = browser(accounts.user("applicant@example.org"))
    typed = {
        "name": "Ada Applicant", "country": "SE", "languages": ["en", "sv"], "themes": ["LAN"],
        "basis": ["LIVE"], "organization_0": "City of Ashcombe",
    }  # fmt: skip
    assert applicant.post("/en/reviewing/apply/", {"name": ""}).status_code == 422
    applicant.post("/en/reviewing/apply/", typed)
    assert "application to be decided" in applicant.get("/en/reviewing/").text.lower()
    editor = browser(accounts.desk_editor())
    assert "Ada Applicant" in editor.get("/en/desk/roster/").text
    from tessera.review.models import Reviewer

    entry = Reviewer.objects.get()
    assert [each.name for each in entry.affiliations.all()] == ["City of Ashcombe"]
    assert applicant.get(f"/en/desk/roster/{entry.identifier}/").status_code == 403
    editor.post(f"/en/desk/roster/{entry.identifier}/", {"do": "accept", "yearly_cap": "4"})
    entry.refresh_from_db()
    assert (entry.state, entry.yearly_cap) == ("active", 4)
    assert 720 < (entry.term_until - timezone.localdate()).days <= 730
    assert ("applicant@example.org", "accepted") in whats()


def test_erased_reviewer_leaves_the_review_without_a_name():
    assignment = make.hand_in(make.assigned()[0])
    make.person_of(assignment).delete()
    assignment.refresh_from_db()
    assignment.reviewer.refresh_from_db()
    assert (assignment.reviewer.name, assignment.state) == ("", "submitted")


def test_erased_reviewer_is_no_longer_named_in_the_decision():
    one, decision = reviewed()[0], ReviewDecision.objects.get()
    first, *others = decision.reviewers
    Assignment.objects.update(interests_note="We were at school together.")
    Reviewer.objects.filter(name=first).update(name="Renamed Since")
    person = make.person_of(one)

    wish = ask_erasure(person, by=person, fate=Fate.ANONYMIZE)
    wish.due_at = timezone.now()
    carry_out_erasure(wish, by=SYSTEM)

    decision.refresh_from_db()
    one.refresh_from_db()
    assert (decision.reviewers, one.interests_note) == (others, "")


def test_reviewer_takes_the_own_reviews_away():
    person = make.person_of(reviewed()[0])

    rows = {part.key: part.rows for part in sections(person)}

    assert [row["content"]["Q1_reason"] for row in rows["review.Assignment"]] == ["Because of 1."]
    assert "review.Assignment" not in {part.key for part in sections(author())}
