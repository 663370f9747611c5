"""Learners share answers to reflections without names, and say something to those of others."""

import pytest
from django.test import Client

from tessera.accounts.actions.sanctions import mute_user
from tessera.accounts.actors import SYSTEM
from tessera.accounts.personal_data import Fate, registered
from tessera.learning.errors import CourseStateError
from tessera.learning.models import Cohort, Course, Enrolment, PeerFeedback, SharedAnswer, Unit
from tessera.learning.peers import sharing
from tessera.learning.studying import enrol, leave, write
from tessera.lib.errors import NotAllowedError
from tessera.network.blocks import block_member
from tessera.notifications.models import Mail
from tests.factories.accounts import desk_editor
from tests.factories.communities import person as account
from tests.factories.learning import course

pytestmark = pytest.mark.django_db


def browser(who) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(who)
    return client


@pytest.fixture
def taught() -> Course:
    return course()


@pytest.fixture
def unit(taught) -> Unit:
    return Unit.objects.get(module__course=taught, key="think")


@pytest.fixture
def learn(taught, unit):
    """Somebody who learns here and has answered; shares the answer when asked to."""

    def learning(name: str, *, is_shared: bool = True, cohort: Cohort | None = None) -> Enrolment:
        user = account(name)
        enrolment = enrol(taught, language="en", by=user)
        if cohort:
            Enrolment.objects.filter(pk=enrolment.pk).update(cohort=cohort)
            enrolment.refresh_from_db()
        write(enrolment, unit, kind="answer", text=f"What {name} thinks", by=user)
        if is_shared:
            sharing.share_answer(enrolment, unit, by=user)
        return enrolment

    return learning


def address(taught) -> str:
    return f"/en/learn/{taught.identifier}/think/peers/"


def test_an_answer_is_private_until_it_is_shared(learn, taught):
    nuria, omar = learn("Nuria", is_shared=False), learn("Omar")
    theirs = browser(omar.user)
    assert "What Nuria thinks" not in theirs.get(address(taught)).text
    ours = browser(nuria.user)
    page = ours.get(address(taught)).text
    assert "What Omar thinks" not in page  # Who shares reads.
    assert address(taught) in ours.get(f"/en/learn/{taught.identifier}/think/").text
    ours.post(address(taught), {"do": "share"})
    assert "What Omar thinks" in ours.get(address(taught)).text
    page = theirs.get(address(taught)).text
    assert "What Nuria thinks" in page
    assert "nuria@" not in page
    ours.post(address(taught), {"do": "take-back"})
    assert "What Nuria thinks" not in theirs.get(address(taught)).text
    assert Client().get(address(taught)).status_code == 302
    assert browser(account("Nobody")).get(address(taught)).status_code == 404


def test_feedback_reaches_the_other_without_a_name(learn, taught):
    nuria, omar = learn("Nuria"), learn("Omar")
    theirs = browser(omar.user)
    shared = SharedAnswer.objects.get(enrolment=nuria)
    say = {"do": "say", "number": shared.pk}
    empty = theirs.post(address(taught), {**say, "text": " "})
    assert empty.status_code == 422
    long = theirs.post(address(taught), {**say, "text": "x" * 4000})
    assert (long.status_code, "x" * 4000 in long.text) == (422, True)
    assert theirs.post(address(taught), {**say, "text": "Ask them first."}).status_code == 302
    page = browser(nuria.user).get(address(taught)).text
    assert "Ask them first." in page
    assert "Omar" not in page.replace("What Omar thinks", "")
    mail = Mail.objects.get(kind="learning.feedback")
    assert (mail.user, "Omar" in str(mail.context)) == (nuria.user, False)
    assert "What Nuria thinks" not in theirs.get(address(taught)).text  # Said already.
    with pytest.raises(CourseStateError):
        sharing.give_feedback(omar, shared, text="Again", by=omar.user)


def test_three_are_enough_and_who_has_least_comes_first(learn, unit):
    nuria, omar, ana = learn("Nuria"), learn("Omar"), learn("Ana")
    first = SharedAnswer.objects.get(enrolment=nuria)
    sharing.give_feedback(omar, first, text="Good", by=omar.user)
    assert sharing.answers_to_read(ana, unit).first().enrolment == omar
    for name in ("Three", "Four"):
        other = learn(name)
        sharing.give_feedback(other, first, text="Good", by=other.user)
    assert first not in sharing.answers_to_read(ana, unit)
    with pytest.raises(CourseStateError):
        sharing.give_feedback(ana, first, text="Good", by=ana.user)


@pytest.mark.parametrize("who_blocks", ["writer", "reader"])
def test_a_block_keeps_answers_and_feedback_apart(learn, unit, taught, who_blocks):
    nuria, omar = learn("Nuria"), learn("Omar")
    shared = SharedAnswer.objects.get(enrolment=nuria)
    sharing.give_feedback(omar, shared, text="Ask them first.", by=omar.user)
    pair = (nuria, omar) if who_blocks == "writer" else (omar, nuria)
    block_member(pair[1].user, by=pair[0].user)
    assert "Ask them first." not in browser(nuria.user).get(address(taught)).text
    assert list(sharing.answers_to_read(nuria, unit)) == []
    assert list(sharing.answers_to_read(omar, unit)) == []


def test_a_cohort_stays_among_itself(learn, unit, taught):
    cohort = Cohort.objects.create(course=taught, name="Spring", starts_on="2027-01-01",
                                   ends_on="2027-03-01")  # fmt: skip
    inside, other, outside = (
        learn("Inside", cohort=cohort), learn("Other", cohort=cohort), learn("Outside"),
    )  # fmt: skip
    assert [each.enrolment for each in sharing.answers_to_read(inside, unit)] == [other]
    assert list(sharing.answers_to_read(outside, unit)) == []


def test_a_stranger_may_not(learn, unit, taught):
    nuria, omar = learn("Nuria"), learn("Omar", is_shared=False)
    shared = SharedAnswer.objects.get(enrolment=nuria)
    given = PeerFeedback.objects.create(answer=shared, by=account("Third"), text="Hm")
    quiz = Unit.objects.get(module__course=taught, key="check")
    for act in (
        lambda: sharing.share_answer(nuria, unit, by=omar.user),
        lambda: sharing.take_back_answer(nuria, unit, by=omar.user),
        lambda: sharing.give_feedback(nuria, shared, text="Hm", by=omar.user),
        lambda: sharing.give_feedback(omar, shared, text="Not shared", by=omar.user),
        lambda: sharing.report_feedback(given, by=omar.user),
        lambda: sharing.decide_feedback(given, is_hidden=True, by=omar.user),
    ):
        with pytest.raises(NotAllowedError):
            act()
    with pytest.raises(CourseStateError):
        sharing.share_answer(nuria, quiz, by=nuria.user)
    mute_user(nuria.user, by=SYSTEM, reason="Insults.", days=3)
    with pytest.raises(NotAllowedError):
        sharing.share_answer(nuria, unit, by=nuria.user)
    assert browser(omar.user).get(f"/en/desk/moderation/feedback/{given.pk}/").status_code == 403


def test_reported_feedback_is_looked_at_by_a_moderator(learn, taught):
    nuria, omar = learn("Nuria"), learn("Omar")
    shared = SharedAnswer.objects.get(enrolment=nuria)
    given = sharing.give_feedback(omar, shared, text="An insult", by=omar.user)
    editor = browser(desk_editor())
    page = f"/en/desk/moderation/feedback/{given.pk}/"
    assert editor.get(page).status_code == 404
    ours = browser(nuria.user)
    ours.post(address(taught), {"do": "report", "number": given.pk})
    assert "An insult" in editor.get("/en/desk/moderation/all/").text
    assert "What Nuria thinks" in editor.get(page).text
    editor.post(page, {"act": "hide"})
    assert "An insult" not in ours.get(address(taught)).text
    assert editor.get(page).status_code == 404


def test_what_is_kept_goes_with_the_course_and_the_account(learn, taught):
    nuria, omar = learn("Nuria"), learn("Omar")
    shared = SharedAnswer.objects.get(enrolment=nuria)
    sharing.give_feedback(omar, shared, text="Ask them first.", by=omar.user)
    entries = {each.model: each for each in registered()}
    (row,) = entries[PeerFeedback].export(omar.user)
    assert row["text"] == "Ask them first."
    assert list(entries[PeerFeedback].export(nuria.user)) == []
    entries[PeerFeedback].erase(omar.user, Fate.ANONYMIZE)
    assert not PeerFeedback.objects.exists()
    leave(nuria, by=nuria.user)
    assert not SharedAnswer.objects.filter(enrolment__user=nuria.user).exists()


def test_ones_courses_come_in_pages(learn):
    nuria = learn("Nuria")
    for number in range(24):
        enrol(course(f"Course {number}"), language="en", by=nuria.user)
    ours = browser(nuria.user)
    assert ours.get("/en/learn/mine/").text.count('class="course-card"') == 20
    assert ours.get("/en/learn/mine/?page=2").text.count('class="course-card"') == 5
    assert ours.get("/en/learn/mine/?page=3").status_code == 404
