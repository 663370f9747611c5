"""A discussion in writing over days: who reads and writes, moderators, and the attribution rule."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tessera.lib.errors import NotAllowedError
from tessera.meetings.attendance import Attendee
from tessera.meetings.discussion import contributing, moderating, preparing, reading
from tessera.meetings.discussion.models import (
    Contribution,
    Contributor,
    GuidingQuestion,
    WrittenDiscussion,
)
from tessera.meetings.errors import SessionStateError
from tessera.meetings.live.errors import StaleError, WordsError
from tessera.meetings.models import Registration, Session
from tests.factories import meetings as make
from tests.factories.accounts import desk_editor, stranger

pytestmark = pytest.mark.django_db

MODERATOR = Attendee("i900", "Nuria Salcedo", frozenset({"MOD"}), "")
OBSERVER = Attendee("i901", "Otto", frozenset({"OBS"}), "")


def participant(number: int = 1, name: str = "Amina Diallo", group: str = "MLO") -> Attendee:
    return Attendee(f"r{number}", name, frozenset({"PAR"}), group)


def written(question, text="We paid a fee from the first day.", by=None, **more):
    values = {"language": "en", "with_name": False, **more}
    return contributing.contribute(question, text=text, by=by or participant(), **values)


def first_question(session) -> GuidingQuestion:
    return session.guiding_questions.get(number=1)


def at(session, more: str = "", language: str = "en") -> str:
    return f"/{language}/sessions/{session.identifier}/discussion/{more}"


def as_guest(holder) -> Client:
    return make.enter(Client(), holder)


def test_somebody_with_a_link_and_no_account_writes_replies_changes_and_takes_back():
    session = make.discussion()
    amina = as_guest(make.registration(session))
    page = amina.get(at(session, "1/"))
    assert "Who pays for the first year?" in page.text
    assert "your contribution is shown with your name" in page.text
    answer = amina.post(at(session, "1/"), {"text": "من يدفع؟ البلدية.", "language": "ar"})
    assert answer.url == at(session, "contributions/1/")
    answer = amina.get(answer.url)
    assert answer.url == at(session, "1/#c1")
    shown = amina.get(at(session, "1/")).text
    assert (
        '<div class="prose flow said" lang="ar" dir="rtl"><p>من يدفع؟ البلدية.</p></div>' in shown
    )
    assert "<bdi>Amina Diallo</bdi>" in shown

    omar = as_guest(make.registration(session, "Omar Haddad"))
    reply = {"text": "The region, with us.", "language": "en", "answers": "1"}
    omar.post(at(session, "1/"), reply)
    omar.post(at(session, "1/"), reply)
    shown = omar.get(at(session, "1/?reply=1")).text
    assert Contribution.objects.count() == 2
    assert "In reply to 1" in shown

    change = at(session, "contributions/2/edit/")
    assert amina.get(change).status_code == 404
    omar.post(change, {"text": "The region alone.", "language": "en", "revision": "0"})
    assert "Edited" in omar.get(at(session, "1/")).text
    omar.post(change, {"do": "withdraw"})
    assert Contribution.objects.get(number=2).text == "The region alone."
    omar.post(change, {"do": "withdraw", "sure": "1"})
    shown = amina.get(at(session, "1/")).text
    assert "The region alone." not in shown
    assert "Its author took this contribution back." in shown


def test_stranger_reads_only_what_is_open_to_everybody_and_writes_nowhere(client):
    closed, public = make.discussion(), make.discussion(access="open")
    written(first_question(closed))
    written(first_question(public))
    for more in ("contributions/1/", "held/", "1/moderate/"):
        assert client.get(at(closed, more)).status_code == 404
    assert client.get(at(closed, "1/")).url == at(closed)
    page = client.get(at(closed)).text
    assert "Who pays for the first year?" in page
    assert "Register" in page
    assert "We paid a fee" not in page
    assert "We paid a fee" in client.get(at(public, "1/")).text
    answer = client.post(at(public, "1/"), {"text": "Let me in.", "language": "en"})
    assert answer.status_code == 403
    assert "Only those who take part can write here." in answer.text
    assert "Let me in." in answer.text
    assert Contribution.objects.count() == 2
    client.force_login(stranger())
    for more in ("questions/", "held/", "1/moderate/", "contributions/1/moderate/"):
        assert client.get(at(public, more)).status_code == 403
        assert client.post(at(public, more), {"move": "hide", "reason": "x"}).status_code == 403
    assert client.get(at(public, "contributions/1/edit/")).status_code == 404


def test_stranger_and_observer_may_do_nothing():
    session = make.discussion()
    question = first_question(session)
    told = written(question)
    for nobody in (None, OBSERVER):
        for act in (
            lambda by: contributing.contribute(
                question, text="x", language="en", with_name=False, by=by
            ),
            lambda by: contributing.change_contribution(
                told, text="x", language="en", with_name=False, revision=0, by=by
            ),
            lambda by: contributing.withdraw_contribution(told, by=by),
        ):
            with pytest.raises(NotAllowedError):
                act(nobody)
    for nobody in (None, OBSERVER, participant(2, "Omar")):
        for act in (
            lambda by: moderating.decide(told, "hide", reason="No.", by=by),
            lambda by: moderating.lock_question(question, is_locked=True, reason="No.", by=by),
            lambda by: moderating.summarize_question(question, text="x", revision=0, by=by),
            lambda by: preparing.prepare_discussion(
                session, questions=[preparing.Asked("x")], holds_first=False, by=by
            ),
        ):
            with pytest.raises(NotAllowedError):
                act(nobody)


def test_forged_link_identifier_or_number_opens_nothing(client):
    session, other = make.discussion(), make.discussion("Another")
    amina = as_guest(make.registration(session))
    theirs = written(first_question(other), by=participant(77))
    assert client.get("/en/sessions/join/r1:forged/").status_code == 404
    client.cookies[f"session-{session.identifier}"] = "r1:forged"
    assert client.get(at(session, "1/")).url == at(session)
    assert amina.get(at(other, "1/")).url == at(other)
    for more in ("9/", "contributions/99/", f"contributions/{theirs.number}/edit/"):
        assert amina.get(at(session, more)).status_code == 404
    assert amina.get(at(session, "1/?page=999999999")).status_code == 200
    assert amina.get(at(session, "1/?page=77")).status_code == 404
    # A reply to what stands in another discussion is a contribution of its own.
    amina.post(at(session, "1/"), {"text": "Mine.", "language": "en", "answers": "1"})
    assert Contribution.objects.get(session=session).answers is None
    assert client.get("/en/sessions/AAAA-AAAA/discussion/").status_code == 404
    sitting = make.session()
    assert as_guest(make.registration(sitting)).get(at(sitting)).status_code == 404


def test_nothing_is_taken_before_it_opens_after_it_closes_or_where_a_question_is_closed():
    to_come, over = make.discussion(days=1), make.discussion(days=-11)
    for session, words in ((to_come, "Opens on"), (over, "This discussion is closed.")):
        guest = as_guest(make.registration(session))
        page = guest.get(at(session, "1/")).text
        assert words in page
        assert "Send the contribution" not in page
        answer = guest.post(at(session, "1/"), {"text": "Late.", "language": "en"})
        assert answer.status_code == 409
        assert "Late." in answer.text
    session = make.discussion()
    told = written(first_question(session))
    moderating.lock_question(
        first_question(session), is_locked=True, reason="We have heard enough.", by=MODERATOR
    )
    with pytest.raises(SessionStateError):
        written(first_question(session), "More.")
    with pytest.raises(SessionStateError):
        contributing.withdraw_contribution(told, by=participant())
    moderating.lock_question(first_question(session), is_locked=False, by=MODERATOR)
    assert written(first_question(session), "More.").number == 2
    Session.objects.filter(pk=session.pk).update(cancelled_at=timezone.now())
    with pytest.raises(SessionStateError):
        written(first_question(session), "Still there?")


def test_first_contribution_of_somebody_unknown_waits_for_a_moderator():
    session = make.discussion(holds_first=True, access="open")
    seat = make.seated(session, "MOD")
    amina, nuria = as_guest(make.registration(session)), as_guest(seat)
    answer = amina.post(at(session, "1/"), {"text": "First words.", "language": "en"}, follow=True)
    assert "A moderator reads your first contribution" in answer.text
    assert "First words." in amina.get(at(session, "1/")).text
    assert "First words." not in Client().get(at(session, "1/")).text
    assert Client().get(at(session, "contributions/1/")).status_code == 404
    assert "1 contribution waits" in nuria.get(at(session)).text
    assert "First words." in nuria.get(at(session, "held/")).text
    nuria.post(at(session, "contributions/1/moderate/"), {"move": "approve"})
    assert "First words." in Client().get(at(session, "1/")).text
    amina.post(at(session, "2/"), {"text": "Second words.", "language": "en"})
    assert Contribution.objects.get(number=2).state == "live"
    nuria.post(at(session, "2/"), {"text": "Thank you.", "language": "en"})
    assert Contribution.objects.get(number=3).state == "live"


def test_moderator_hides_with_a_reason_and_two_moderators_do_not_undo_each_other():
    session = make.discussion()
    told = written(first_question(session), "Buy my course.")
    nuria = as_guest(make.seated(session, "MOD"))
    page = at(session, "contributions/1/moderate/")
    answer = nuria.post(page, {"move": "hide", "reason": " "})
    assert answer.status_code == 422
    assert "Say why." in answer.text
    nuria.post(page, {"move": "hide", "reason": "This is an advertisement."})
    shown = as_guest(make.registration(session, "Omar")).get(at(session, "1/")).text
    assert "Buy my course." not in shown
    assert "This is an advertisement." in shown
    answer = nuria.post(page, {"move": "hide", "reason": "Again."})
    assert answer.status_code == 409
    with pytest.raises(SessionStateError):
        contributing.withdraw_contribution(told, by=participant())
    nuria.post(page, {"move": "show"})
    assert Contribution.objects.get().state == "live"


def test_stale_edit_and_stale_summary_show_both_texts():
    session = make.discussion()
    amina = as_guest(make.registration(session))
    amina.post(at(session, "1/"), {"text": "One.", "language": "en"})
    change = at(session, "contributions/1/edit/")
    amina.post(change, {"text": "Two.", "language": "en", "revision": "0"})
    answer = amina.post(change, {"text": "Three.", "language": "en", "revision": "0"})
    assert answer.status_code == 409
    assert "Two." in answer.text
    assert "Three." in answer.text
    assert Contribution.objects.get().text == "Two."

    nuria = as_guest(make.seated(session, "MOD"))
    page, form = at(session, "1/moderate/"), {"do": "summarize", "revision": "0"}
    assert nuria.post(page, form | {"text": "Cities pay."}).status_code == 302
    answer = nuria.post(page, form | {"text": "Regions pay."})
    assert answer.status_code == 409
    assert "Cities pay." in answer.text
    assert "Regions pay." in answer.text
    with pytest.raises(StaleError):
        moderating.summarize_question(
            first_question(session), text="Nobody pays.", revision=0, by=MODERATOR
        )
    assert "Cities pay." in amina.get(at(session, "1/")).text


def test_text_of_a_megabyte_is_refused_and_markup_stays_text():
    session = make.discussion()
    amina = as_guest(make.registration(session))
    answer = amina.post(at(session, "1/"), {"text": "x" * 1_000_000, "language": "en"})
    assert answer.status_code == 422
    assert "5000" in answer.text
    assert "has-err" in answer.text
    for empty in ("", "   ", "\0"):
        assert amina.post(at(session, "1/"), {"text": empty, "language": "en"}).status_code == 422
    answer = amina.post(at(session, "1/"), {"text": "Well.", "language": "xx-nonsense!"})
    assert answer.status_code == 422
    assert not Contribution.objects.exists()
    amina.post(
        at(session, "1/"), {"text": "<script>x</script> https://a.example", "language": "en"}
    )
    shown = amina.get(at(session, "1/")).text
    assert "<script>x" not in shown
    assert 'href="https://a.example"' in shown


@pytest.mark.parametrize("rule", ["CHR", "ANO", ""])
def test_where_names_are_protected_none_is_kept_or_written(rule):
    session = make.discussion(rule="CHR")
    if rule != "CHR":
        from tests.factories.vocabularies import concept

        session.attribution_rule = concept("AR", rule) if rule else None
        session.save()
    make.registration(session, "Omar Haddad")
    amina = as_guest(make.registration(session))
    page = at(session, "1/")
    for name in ("Omar Haddad", "Amina", "Salcedo"):
        answer = amina.post(page, {"text": f"As {name} said.", "language": "en"})
        assert answer.status_code == 422
        assert "Please leave out" in answer.text
    amina.post(page, {"text": "As somebody said.", "language": "en", "with_name": "on"})
    assert Contribution.objects.get().name == ""
    shown = amina.get(page).text
    assert "Amina Diallo" not in shown
    assert "A participant" in shown
    nuria = as_guest(make.seated(session, "MOD"))
    answer = nuria.post(at(session, "1/moderate/"), {
        "do": "summarize", "text": "Omar Haddad pays.", "revision": "0"})  # fmt: skip
    assert answer.status_code == 422
    for act in (
        lambda: moderating.decide(
            Contribution.objects.get(), "hide", reason="Names Omar Haddad.", by=MODERATOR
        ),
        lambda: moderating.lock_question(
            first_question(session), is_locked=True, reason="Omar wishes it.", by=MODERATOR
        ),
    ):
        with pytest.raises(WordsError):
            act()


def test_name_of_somebody_who_came_in_later_is_withheld():
    session = make.discussion(rule="CHR")
    written(first_question(session), "Layla Nasser runs the desk.")
    amina = as_guest(make.registration(session))
    assert "Layla Nasser" in amina.get(at(session, "1/")).text
    make.registration(session, "Layla Nasser")
    assert "Layla Nasser" not in amina.get(at(session, "1/")).text
    assert "Layla" not in str(reading.discussion_data(session))
    assert "Layla" not in str(reading.drafted_parts(session))


def test_each_chooses_where_the_rule_is_per_statement():
    session = make.discussion(rule="MIX")
    amina = as_guest(make.registration(session))
    page = at(session, "1/")
    assert "Show my name beside it" in amina.get(page).text
    amina.post(page, {"text": "Unnamed.", "language": "en"})
    amina.post(page, {"text": "Named.", "language": "en", "with_name": "on"})
    assert list(Contribution.objects.values_list("name", flat=True)) == ["", "Amina Diallo"]
    written(first_question(make.discussion(rule="PUB")))
    assert Contribution.objects.last().name == "Amina Diallo"


def test_rule_that_is_tightened_hides_names_that_were_kept():
    from tests.factories.vocabularies import concept

    session = make.discussion(access="open")
    written(first_question(session))
    assert "Amina Diallo" in Client().get(at(session, "1/")).text
    session.attribution_rule = concept("AR", "CHR")
    session.save()
    assert "Amina Diallo" not in Client().get(at(session, "1/")).text
    assert "Amina" not in str(reading.discussion_data(session))


def test_pages_cost_the_same_for_few_and_many():
    session = make.discussion(rule="CHR")
    question = first_question(session)
    seat = make.seated(session, "MOD")
    amina, nuria = as_guest(make.registration(session)), as_guest(seat)
    counted = []
    for total in (1, 3, 20):
        for number in range(Contribution.objects.count(), total):
            told = written(question, f"Words {number}", by=participant(500 + number, f"P{number}"))
            if number:
                Contribution.objects.filter(pk=told.pk).update(answers=Contribution.objects.first())
        costs = []
        for client, more in ((amina, ""), (amina, "1/"), (nuria, "1/"), (nuria, "held/")):
            with CaptureQueriesContext(connection) as asked:
                assert client.get(at(session, more)).status_code == 200
            costs.append(len(asked))
        counted.append(costs)
    assert counted[0] == counted[1] == counted[2]
    assert max(counted[0]) <= 20


def test_contributions_stand_in_pages_and_their_address_finds_them():
    session = make.discussion()
    question = first_question(session)
    for number in range(reading.A_PAGE + 5):
        written(question, f"Words {number}")
    amina = as_guest(make.registration(session))
    assert amina.get(at(session, "contributions/27/")).url == at(session, "1/?page=2#c27")
    assert "Words 26" in amina.get(at(session, "1/?page=2")).text
    assert amina.get(at(session, "1/?page=3")).status_code == 404
    written(question, "Cümle.", language="tr")
    assert "Cümle." in amina.get(at(session, "1/?language=tr")).text
    assert "Words 1" not in amina.get(at(session, "1/?language=tr")).text


def test_one_person_cannot_fill_it(monkeypatch):
    session = make.discussion()
    monkeypatch.setattr(contributing, "MOST_OF_ONE", 2)
    monkeypatch.setattr(contributing, "MOST_OF_ALL", 3)
    question = first_question(session)
    written(question, "1")
    written(question, "2")
    with pytest.raises(SessionStateError):
        written(question, "3")
    written(question, "3", by=participant(2, "Omar"))
    with pytest.raises(SessionStateError):
        written(question, "4", by=participant(2, "Omar"))


def test_questions_are_prepared_by_the_moderator_and_none_goes_once_somebody_wrote():
    session = make.discussion(days=1)
    nuria = as_guest(make.seated(session, "MOD"))
    page = at(session, "questions/")

    def rows(*texts: str) -> dict[str, str]:
        many = {f"questions-{n}-text": text for n, text in enumerate(texts)}
        about = {f"questions-{n}-about": "" for n, _text in enumerate(texts)}
        return {"questions-TOTAL_FORMS": str(len(texts)), "questions-INITIAL_FORMS": "0"} | (
            many | about
        )

    assert nuria.post(page, rows("", "")).status_code == 422
    assert nuria.post(page, rows("x" * 700)).status_code == 422
    assert nuria.post(page, rows(*"abcdefghijklmn")).status_code == 422
    assert nuria.post(page, rows("Only one?", "") | {"holds_first": "on"}).status_code == 302
    assert [str(each) for each in session.guiding_questions.all()] == ["1. Only one?"]
    assert WrittenDiscussion.objects.get().holds_first
    nuria.post(page, rows("Only one?", "Two?"))
    Session.objects.update(starts_at=timezone.now() - timedelta(hours=1))
    written(session.guiding_questions.get(number=2))
    answer = nuria.post(page, rows("Only one?"))
    assert answer.status_code == 422
    assert "no question can be taken away" in answer.text
    nuria.post(page, rows("Only one!", "Two!", "Three!"))
    assert [each.text for each in session.guiding_questions.all()] == [
        "Only one!", "Two!", "Three!"
    ]  # fmt: skip
    assert Contribution.objects.get().question.number == 2


def test_whoever_gave_their_place_back_is_out_at_once():
    session = make.discussion()
    place = make.registration(session)
    amina = as_guest(place)
    assert amina.get(at(session)).status_code == 200
    Registration.objects.filter(pk=place.pk).update(state="withdrawn")
    assert amina.get(at(session, "1/")).url == at(session)
    answer = amina.post(at(session, "1/"), {"text": "x", "language": "en"})
    assert answer.url == at(session)
    assert not Contribution.objects.exists()


def test_balance_counts_contributions_by_group(client):
    session = make.discussion()
    question = first_question(session)
    written(question, "One.")
    written(question, "Two.")
    written(question, "Three.", by=participant(2, "Omar", "MAY"))
    hidden = written(question, "Four.", by=participant(3, "Eve", ""))
    moderating.decide(hidden, "hide", reason="No.", by=MODERATOR)
    assert reading.counted_by_group(session) == {"MLO": 2, "MAY": 1}
    client.force_login(desk_editor())
    page = client.get(f"/en/sessions/{session.identifier}/seats/").text
    assert "Contributions to the discussion, by group" in page


def test_contributor_is_one_row_however_often_they_write():
    session = make.discussion()
    written(first_question(session), "One.")
    written(first_question(session), "Two.", by=participant(1, "Amina D."))
    assert list(Contributor.objects.values_list("name", flat=True)) == ["Amina D."]


def test_moderators_read_what_was_asked_with_registrations_and_nobody_else_does():
    session = make.discussion(rule="PUB")
    amina = make.registration(session, question="Who insures <a> trainee?")
    make.registration(session, "Otto Weiss", question="", stakeholder=None)
    make.registration(session, "Waits", question="Not yet in.", state="waiting")
    moderator = as_guest(make.seated(session, "MOD"))
    overview = moderator.get(at(session)).text
    assert "1 question sent with a registration" in overview
    assert at(session, "beforehand/") in overview
    shown = moderator.get(at(session, "beforehand/")).text
    assert "Who insures &lt;a&gt; trainee?" in shown
    assert "Amina Diallo" in shown
    assert "Not yet in." not in shown
    assert as_guest(amina).get(at(session, "beforehand/")).status_code == 403
    assert "sent with a registration" not in as_guest(amina).get(at(session)).text
    assert Client().get(at(session, "beforehand/")).status_code in {403, 404}


def test_question_sent_with_a_registration_names_nobody_under_a_rule_that_protects():
    session = make.discussion(rule="CHR")
    make.registration(session, question="Does Amina Diallo pay?")
    shown = as_guest(make.seated(session, "MOD")).get(at(session, "beforehand/")).text
    assert "pay?" in shown
    assert "Amina" not in shown


def test_questions_sent_with_registrations_cost_the_same_for_one_and_for_three():
    costs = []
    session = make.discussion()
    moderator = as_guest(make.seated(session, "MOD"))
    for number in (1, 2):
        for _each in range(number):
            make.registration(session, f"Person {number}", question="Who pays?")
        moderator.get(at(session, "beforehand/"))
        with CaptureQueriesContext(connection) as asked:
            moderator.get(at(session, "beforehand/"))
        costs.append(len(asked))
    assert costs[0] == costs[1]


def test_personal_page_of_a_discussion_speaks_of_taking_part():
    session = make.discussion()
    page = as_guest(make.registration(session)).get(f"/en/sessions/{session.identifier}/mine/").text
    assert "You do not want to take part?" in page
    assert "cannot come" not in page
