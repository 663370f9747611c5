"""The rapporteur's page and the room's tables: nothing is cut, guessed or overwritten silently."""

import pytest
from django.test import Client

from tessera.meetings.live import conducting, early, polling, reporting
from tessera.meetings.live.errors import StaleError, WordsError
from tessera.meetings.live.models import Intervention, Poll, Question
from tests.factories.meetings import enter as open_link
from tests.factories.meetings import registration, seated, session
from tests.factories.vocabularies import concept
from tests.meetings.test_live import address, moderator, someone

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_remembered():
    early.forget_rooms()


@pytest.fixture
def made():
    return session(access="open", attribution_rule=concept("AR", "PUB"))


def lead_of(made):
    return open_link(Client(headers={"accept-language": "en"}), seated(made, "MOD"))


@pytest.mark.parametrize("minutes", ["0", "601", "abc", "9" * 30])
def test_impossible_minutes_are_told_at_the_field_and_nothing_is_lost(made, minutes):
    browser = lead_of(made)
    form = {"summary": "Half can be carried.", "minutes": minutes, "speaker": "Ayşe"}
    page = browser.post(address(made, "report/"), form)
    assert page.status_code == 422
    assert 'id="minutes-error"' in page.text
    assert "Give 1 to 600 minutes." in page.text
    for words in ("Half can be carried.", f'value="{minutes}"', 'value="Ayşe"'):
        assert words in page.text
    assert not Intervention.objects.exists()
    long = browser.post(address(made, "report/"), form | {"minutes": "", "speaker": "x" * 201})
    assert (long.status_code, 'id="speaker-error"' in long.text) == (422, True)
    assert browser.post(address(made, "report/"), form | {"minutes": "600"}).status_code == 302


def test_two_rapporteurs_do_not_overwrite_each_other(made):
    browser = lead_of(made)
    lead = moderator(made)
    told = {"speaker": "", "consents": False, "stakeholder": "", "minutes": None, "themes": [],
            "part": None, "by": lead}  # fmt: skip
    kept = reporting.write_intervention(summary="A thirrd.", **told)
    seen = kept.version
    assert f'name="seen" value="{seen}"' in (
        browser.get(address(made, f"report/?change={kept.pk}")).text.replace("&#x2B;", "+")
    )
    reporting.write_intervention(summary="A third.", intervention=kept, seen=seen, **told)
    form = {"change": kept.pk, "summary": "A quarter.", "seen": seen}
    stale = browser.post(address(made, "report/"), form)
    assert stale.status_code == 409
    for words in ("Somebody has corrected or removed this meanwhile.", "A third.", "A quarter."):
        assert words in stale.text
    kept.refresh_from_db()
    assert kept.summary == "A third."
    form["seen"] = kept.version
    assert browser.post(address(made, "report/"), form).status_code == 302
    gone = Intervention.objects.get()
    reporting.remove_intervention(Intervention.objects.get(), by=lead)
    with pytest.raises(StaleError):
        reporting.write_intervention(summary="Late.", intervention=gone, **told)


def test_the_table_of_interventions_speaks_in_words(made):
    lead, part = moderator(made), made.programme.first()
    reporting.write_intervention(
        summary="=half", speaker="Ayşe", consents=True, stakeholder="MAY", minutes=4,
        themes=["LAN"], part=part, by=lead,
    )  # fmt: skip
    line = lead_of(made).get(address(made, "report.csv")).text.splitlines()[1]
    assert line.startswith("Opening,Ayşe,Mayor")
    assert ",4,'=half," in line
    assert "LAN" not in line


def test_polls_cut_no_word_and_guess_no_steps(made):
    browser = lead_of(made)
    form = {"form": "poll", "text": "How ready?", "kind": "scale", "steps": "11"}
    for steps in ("11", "2", "many"):
        page = browser.post(address(made, "manage/"), form | {"steps": steps})
        assert (page.status_code, 'id="st-error"' in page.text) == (422, True)
    assert not Poll.objects.exists()
    assert browser.post(address(made, "manage/"), form | {"steps": "7"}).status_code == 302
    lead = moderator(made)
    poll = polling.draft_poll(text="A word?", kind="words", choices=[], shows_at_once=True, by=lead)
    polling.set_poll(poll, state="open", seen="draft", by=lead)
    with pytest.raises(WordsError):
        polling.answer_poll(poll, words=["x" * 41], by=someone(made))


def test_observers_are_shown_no_forms_that_are_refused(made):
    watching = open_link(Client(headers={"accept-language": "en"}), seated(made, "OBS"))
    page = watching.get(address(made)).text
    assert "You are here as an observer: you can read everything." in page
    for box in ('id="ask"', 'id="note-text"', "data-hand>"):
        assert box not in page
    assert 'id="ask"' in lead_of(made).get(address(made)).text


def test_questions_sent_before_the_session_wait_for_its_moderators(made):
    lead = lead_of(made)
    lead.get(address(made))
    late = registration(made, question="Who pays?")
    open_link(Client(), late).get(address(made))
    assert [question.text for question in Question.objects.all()] == ["Who pays?"]
    conducting.open_room(by=moderator(made))
    assert Question.objects.count() == 1
