"""Learners of a cohort hand answers in; the facilitator reads them, and nothing else, and marks."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from tessera.accounts.personal_data import Fate, registered
from tessera.learning import cohorts, studying
from tessera.learning.errors import CourseStateError
from tessera.learning.marking import handing_in
from tessera.learning.models import Cohort, Course, HandedIn, Unit, Writing
from tessera.lib.errors import NotAllowedError
from tessera.notifications.models import Mail
from tests.factories.accounts import desk_editor, stranger, user
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
def teacher():
    return desk_editor()


@pytest.fixture
def cohort(taught, teacher) -> Cohort:
    day = timezone.localdate()
    ends = day + timedelta(days=9)
    return cohorts.open_cohort(taught, name="Spring", starts_on=day, ends_on=ends, by=teacher)


@pytest.fixture
def learner(cohort):
    person = user("learner@example.org", first_name="Amina", last_name="Diallo", second_step=False)
    cohorts.join_cohort(cohort, language="en", by=person)
    return person


def test_answer_is_handed_in_marked_and_handed_in_again(taught, cohort, learner, teacher):
    at = f"/en/learn/{taught.identifier}/think/"
    here, desk = browser(learner), browser(teacher)
    assert "Hand in to the facilitator" in here.get(at).text
    refused = here.post(f"{at}work/", {"do": "hand-in"})
    assert refused.status_code == 422
    assert "Write and save your answer first." in refused.text
    here.post(f"{at}work/", {"do": "note", "text": "Very private"})
    here.post(f"{at}work/", {"do": "answer", "text": "I would <b>ask</b>."})
    assert "would" not in desk.get(cohort.get_absolute_url()).text
    here.post(f"{at}work/", {"do": "hand-in"})
    here.post(f"{at}work/", {"do": "answer", "text": "Changed afterwards"})

    cockpit = desk.get(cohort.get_absolute_url()).text
    handed = HandedIn.objects.get()
    marking = handed.get_absolute_url()
    assert f'href="{marking}"' in cockpit
    page = desk.get(marking).text
    assert "I would &lt;b&gt;ask&lt;/b&gt;." in page
    assert "Amina Diallo" in page
    for hidden in ("Very private", "Changed afterwards", "learner@example.org"):
        assert hidden not in page
    refused = desk.post(marking, {"mark": "again", "comment": " "})
    assert refused.status_code == 422
    assert 'id="id_comment_error"' in refused.text
    assert desk.post(marking, {"comment": "x"}).status_code == 422
    said = {"mark": "again", "comment": "Whom <i>exactly</i>?"}
    assert desk.post(marking, said).url == cohort.get_absolute_url()

    mail = Mail.objects.get()
    assert (mail.address, mail.context["text"]) == ("learner@example.org", "Whom <i>exactly</i>?")
    page = here.get(at).text
    assert "To be worked on again" in page
    assert "Whom &lt;i&gt;exactly&lt;/i&gt;?" in page
    here.post(f"{at}work/", {"do": "hand-in"})
    handed.refresh_from_db()
    assert (handed.text, handed.mark) == ("Changed afterwards", "")
    assert "Hand in the new answer" not in here.get(at).text
    desk.post(marking, {"mark": "accepted"})
    assert "Accepted" in here.get(at).text
    here.post(f"{at}work/", {"do": "take-back"})
    assert desk.get(marking).status_code == 404
    assert Writing.objects.filter(kind="answer").exists()


def test_mark_is_not_given_to_an_answer_that_was_not_read(taught, cohort, learner, teacher):
    enrolment, unit = learner.enrolments.get(), Unit.objects.get(key="think")
    studying.write(enrolment, unit, kind="answer", text="First", by=learner)
    marking = handing_in.hand_in(enrolment, unit, by=learner).get_absolute_url()
    desk = browser(teacher)
    seen = desk.get(marking).context["form"].initial["seen"]
    studying.write(enrolment, unit, kind="answer", text="Second", by=learner)
    handing_in.hand_in(enrolment, unit, by=learner)
    refused = desk.post(marking, {"mark": "accepted", "comment": "Good.", "seen": seen})
    assert refused.status_code == 422
    assert "A new answer was handed in meanwhile." in refused.text
    assert "Second" in refused.text
    assert "Good." in refused.text
    again = refused.context["form"].data | {"mark": "accepted"}
    assert desk.post(marking, again).status_code == 302
    assert desk.post(marking, {"mark": "accepted", "seen": "nonsense"}).status_code == 302


def test_nobody_else_reads_or_marks(taught, cohort, learner, teacher):
    enrolment, unit = learner.enrolments.get(), Unit.objects.get(key="think")
    studying.write(enrolment, unit, kind="answer", text="First", by=learner)
    handed = handing_in.hand_in(enrolment, unit, by=learner)
    other = stranger()
    assert browser(other).get(handed.get_absolute_url()).status_code == 403
    assert browser(learner).get(handed.get_absolute_url()).status_code == 403
    for act in (
        lambda: handing_in.mark(handed, mark="accepted", comment="", by=other),
        lambda: handing_in.hand_in(enrolment, unit, by=other),
        lambda: handing_in.take_back(enrolment, unit, by=other),
    ):
        with pytest.raises(NotAllowedError):
            act()
    alone = studying.enrol(taught, language="en", by=other)
    studying.write(alone, unit, kind="answer", text="Mine", by=other)
    assert "Hand in to" not in browser(other).get(f"/en/learn/{taught.identifier}/think/").text
    with pytest.raises(CourseStateError):
        handing_in.hand_in(alone, unit, by=other)

    own = cohorts.join_cohort(cohort, language="en", by=teacher)
    own.refresh_from_db()
    studying.write(own, unit, kind="answer", text="Mine", by=teacher)
    mine = handing_in.hand_in(own, unit, by=teacher)
    with pytest.raises(NotAllowedError):
        handing_in.mark(mine, mark="accepted", comment="", by=teacher)

    cohorts.leave_cohort(enrolment, by=learner)
    assert browser(teacher).get(handed.get_absolute_url()).status_code == 404
    second = cohorts.open_cohort(
        taught, name="Autumn", starts_on=cohort.starts_on, ends_on=cohort.ends_on, by=teacher
    )
    cohorts.join_cohort(second, language="en", by=learner)
    assert "First" not in browser(teacher).get(second.get_absolute_url()).text
    assert not handing_in.handed_in_to(second).exists()


def test_what_was_handed_in_is_taken_away_and_erased_with_the_account(taught, cohort, learner):
    enrolment, unit = learner.enrolments.get(), Unit.objects.get(key="think")
    studying.write(enrolment, unit, kind="answer", text="First", by=learner)
    handing_in.hand_in(enrolment, unit, by=learner)
    (kept,) = (each for each in registered() if each.model is HandedIn)
    assert [row["text"] for row in kept.export(learner)] == ["First"]
    kept.erase(learner, Fate.ANONYMIZE)
    assert not HandedIn.objects.exists()
