"""What concerns one person in a live room, and what everybody can reach: polls, places, marks."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tessera.lib.errors import NotAllowedError
from tessera.meetings.live import asking, conducting, early, floor, noting, polling
from tessera.meetings.live.marks import own_mark
from tessera.meetings.live.models import Participant, Poll, Question
from tessera.meetings.live.models.questions import MOVES
from tessera.meetings.registering import Details, change_registration, withdraw_registration
from tests.factories.meetings import draft_session, registration, seated, session
from tests.factories.meetings import enter as open_link
from tests.factories.vocabularies import concept
from tests.meetings.test_live import address, asks, guest, moderator, someone

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_remembered():
    early.forget_rooms()


@pytest.fixture
def made():
    return session(access="open", attribution_rule=concept("AR", "PUB"))


def poll_of(made, text, *states, kind="single", choices=("City", "Employer"), shows=False):
    lead = moderator(made)
    poll = polling.draft_poll(text=text, kind=kind, choices=choices, shows_at_once=shows, by=lead)
    for seen, state in zip(("draft", "open"), states, strict=False):
        polling.set_poll(poll, state=state, seen=seen, by=lead)
    poll.refresh_from_db()
    return poll


def test_every_polls_result_can_be_reached(client, made):
    for number in range(5):
        poll_of(made, f"Closed {number}?", "open", "closed")
    kept = poll_of(made, "Open and silent?", "open")
    poll_of(made, "Open and told?", "open", shows=True)
    poll_of(made, "Only a draft?")
    browser = guest(made)
    room = browser.get(address(made)).text
    assert [n for n in range(5) if f"Closed {n}?" in room] == [2, 3, 4]
    assert "2 more closed polls with their results" in room
    assert f'href="{address(made, "polls/")}"' in room
    page = browser.get(address(made, "polls/"))
    assert [n for n in range(5) if f"Closed {n}?" in page.text] == [0, 1, 2, 3, 4]
    assert page.text.count(".csv") == 5
    assert page.text.count("The result is shown when the poll is closed.") == 1
    assert f'href="{address(made)}#poll-{kept.pk}"' in page.text
    assert "Only a draft?" not in page.text
    assert page["X-Robots-Tag"] == "noindex"
    lead = open_link(Client(headers={"accept-language": "en"}), seated(made, "MOD"))
    assert "Only a draft?" in lead.get(address(made, "polls/")).text
    # The stranger is led to the door.
    assert client.get(address(made, "polls/")).url == address(made)
    assert client.get(address(made, "own/")).url == address(made)


def test_polls_come_in_pages_at_the_same_number_of_questions_to_the_database(made):
    def queries() -> int:
        browser.get(address(made, "polls/"))
        with CaptureQueriesContext(connection) as asked:
            assert browser.get(address(made, "polls/")).status_code == 200
        return len(asked)

    browser = guest(made)
    poll_of(made, "First?", "open", "closed")
    one = queries()
    for number in range(11):
        poll_of(made, f"Further {number}?", "open", "closed")
    assert queries() == one
    assert "First?" not in browser.get(address(made, "polls/")).text
    assert "First?" in browser.get(address(made, "polls/?page=2")).text
    assert browser.get(address(made, "polls/?page=3")).status_code == 404


def test_ones_own_answer_stands_in_the_form_without_a_script(made):
    ranking = poll_of(made, "In which order?", "open", kind="ranking", choices=("X", "Y", "Z"))
    words = poll_of(made, "In a word?", "open", kind="words", choices=())
    x, y, z = (choice.pk for choice in ranking.choices.all())
    browser = guest(made)
    places = {f"place-{x}": "2", f"place-{y}": "3", f"place-{z}": "1"}
    browser.post(address(made, "poll/"), {"poll": ranking.pk, **places})
    browser.post(address(made, "poll/"), {"poll": words.pk, "word": ["Trust", "", "Time"]})
    page = browser.get(address(made)).text
    assert page.count("Change my answer</button>") == 2
    for choice, place in ((x, 2), (y, 3), (z, 1)):
        select = page.partition(f'name="place-{choice}"')[2].partition("</select>")[0]
        assert f'<option value="{place}" selected>' in select
        assert select.count("selected") == 1
    for number, word in ((1, "Trust"), (2, "Time")):
        assert f'id="p{words.pk}-w{number}" maxlength="40" dir="auto" value="{word}"' in page
    assert "value=" not in page.partition(f'id="p{words.pk}-w3"')[2].partition(">")[0]
    other = guest(made, "Somebody else").get(address(made)).text
    assert "Change my answer</button>" not in other


def test_moderators_open_and_close_polls_from_their_bar(made):
    poll = poll_of(made, "Who pays?")
    browser = open_link(Client(headers={"accept-language": "en"}), seated(made, "MOD"))
    bar = address(made, "conduct/")
    opens, closes = f"poll-{poll.pk}-draft-open", f"poll-{poll.pk}-open-closed"
    assert f'value="{opens}"' in browser.get(address(made)).text
    assert browser.post(bar, {"act": opens}).status_code == 302
    poll.refresh_from_db()
    assert poll.state == Poll.State.OPEN
    # Another moderator's tab is stale, and is told.
    late = browser.post(bar, {"act": opens})
    assert late.status_code == 409
    assert "Another moderator has opened or closed this poll meanwhile." in late.text
    assert f'value="{closes}"' in late.text
    assert browser.post(bar, {"act": closes}).status_code == 302
    for nonsense in ("poll-", f"poll-{poll.pk}", "poll-x-draft-open", "poll-99999-draft-open"):
        assert browser.post(bar, {"act": nonsense}).status_code in {404, 409}
    assert guest(made).post(bar, {"act": opens}).status_code == 403


def test_moderators_see_every_hand_and_each_person_their_place(made):
    for number in range(14):
        floor.raise_hand(by=someone(made, f"Person {number:02}"))
    browser = guest(made, "Layla")
    browser.post(address(made, "hand/"), {"hand": "1"})
    page = browser.get(address(made)).text
    assert "Person 11" in page
    assert "Person 12" not in page
    assert "and 3 more hands" in page
    assert 'Your place on the list: <b class="num">15</b>' in page
    lead = open_link(Client(headers={"accept-language": "en"}), seated(made, "MOD"))
    listed = lead.get(address(made)).text
    assert "Person 13" in listed
    assert "more hands" not in listed


def test_a_page_finds_its_own_mark_when_a_moderator_mutes_or_hands_over(made):
    lead, person, other = moderator(made), someone(made), someone(made, "Bao")
    key = early.room_key(made.identifier, early.PARTICIPANTS)
    conducting.mute(person.participant, is_muted=True, by=lead)
    conducting.let_moderate(other.participant, moderates=True, by=lead)
    told = asks(made, key, have="people.").json()["parts"]["people"]["html"]
    marks = [own_mark(made.identifier, each.participant.pk) for each in (person, other)]
    assert f'data-muted="{marks[0]}" data-moderating="{marks[1]}"' in told
    assert own_mark(made.identifier, lead.participant.pk) not in told
    conducting.mute(person.participant, is_muted=False, by=lead)
    assert 'data-muted=""' in asks(made, key, have="people.").text.replace("\\", "")


def test_who_was_given_a_group_can_ask_which(made):
    browser = guest(made)
    browser.get(address(made))
    assert browser.get(address(made, "own/")).json() == {"group": None}
    lead = moderator(made)
    groups = noting.make_groups(["Red"], by=lead)
    noting.share_out(by=lead)
    assert browser.get(address(made, "own/")).json() == {"group": groups[0].pk}
    key = early.room_key(made.identifier, early.PARTICIPANTS)
    shown = asks(made, key, have="groups.").json()["parts"]["groups"]["html"]
    assert 'data-free="0"' in shown
    assert f'data-group="{groups[0].pk}" hidden' in shown
    assert not Participant.objects.filter(group=None).exists()


def test_hand_tells_the_script_its_number(made):
    browser = guest(made)
    answer = browser.post(
        address(made, "hand/"), {"hand": "1"}, headers={"x-requested-with": "live"}
    )
    hand = floor.floor_list(made, is_balanced=False)[0]
    assert (answer.json()["raised"], answer.json()["hand"]) == (True, hand.pk)
    asking.ask("Who pays?", language="en", with_name=False, by=someone(made))
    down = browser.post(address(made, "hand/"), {"hand": "0"}, headers={"x-requested-with": "live"})
    assert down.json()["raised"] is False


# What moderators decide


def decide(browser, question, **form):
    return browser.post(address(question.session, f"questions/{question.pk}/"), form)


def lead_of(made):
    return open_link(Client(headers={"accept-language": "en"}), seated(made, "MOD"))


def test_a_question_is_offered_what_can_be_decided_and_an_answer_can_be_corrected(made):
    asked = asking.ask("Who pays?", language="en", with_name=True, by=someone(made))
    browser = lead_of(made)
    page = address(made, f"questions/{asked.pk}/")

    def offered() -> list[str]:
        text = browser.get(page).text
        return [move for move in MOVES if f'name="move" value="{move}"' in text]

    assert offered() == ["take", "park", "decline", "answer", "merge"]
    assert decide(browser, asked, move="take", seen="queued").status_code == 302
    assert offered() == ["park", "queue", "decline", "answer", "merge"]
    decide(browser, asked, move="answer", answer="The citty.", answered_by="Ayşe", seen="live")
    assert offered() == ["answer"]
    assert "The citty." in browser.get(page).text
    assert f'href="{page}"' in browser.get(address(made)).text
    # Another moderator's tab still shows it as being answered.
    stale = decide(browser, asked, move="answer", answer="Nobody knows.", seen="live")
    assert stale.status_code == 409
    assert "it is now “answered”" in stale.text
    for words in ("Nobody knows.", "The citty."):
        assert words in stale.text
    assert decide(browser, asked, move="answer", answer="The city.", seen="answered").url
    asked.refresh_from_db()
    assert (asked.answer, asked.state) == ("The city.", "answered")
    declined = asking.ask("Off topic?", language="en", with_name=True, by=someone(made))
    decide(browser, declined, move="decline", reason="Another panel's", seen="queued")
    listed = browser.get(address(made, "questions/")).text
    assert f'href="{address(made, f"questions/{declined.pk}/")}"' in listed
    assert decide(browser, declined, move="approve", seen="declined").status_code == 302
    conducting.open_room(by=moderator(made))
    conducting.close_room(by=moderator(made))
    assert "Nothing more can be decided on this question." in browser.get(page).text
    assert "questions/" not in guest(made).get(address(made)).text.partition('id="answered"')[2]


def test_whoever_votes_in_the_list_of_all_questions_stays_there(made):
    asked = asking.ask("Who pays?", language="en", with_name=True, by=someone(made))
    browser = guest(made)
    listed = address(made, "questions/")
    assert 'name="back" value="1-new"' in browser.get(f"{listed}?order=new").text
    form = {"question": asked.pk, "support": "1", "back": "1-new"}
    assert (
        browser.post(address(made, "vote/"), form).url == f"{listed}?page=1&order=new#q{asked.pk}"
    )
    form = {"question": asked.pk, "support": "0", "back": "//evil.example-x"}
    assert browser.post(address(made, "vote/"), form).url == (
        f"{listed}?page=1&order=support#q{asked.pk}"
    )
    del form["back"]
    assert browser.post(address(made, "vote/"), form).url == f"{address(made)}#q{asked.pk}"


def test_rules_seen_in_a_stale_tab_are_not_brought_back(made):
    browser = lead_of(made)
    manage = address(made, "manage/")
    assert 'name="seen" value="1-0-0-1-3"' in browser.get(manage).text
    conducting.change_rules(takes_questions=False, by=moderator(made))
    form = {"form": "rules", "takes_questions": "1", "floor_minutes": "4", "seen": "1-0-0-1-3"}
    stale = browser.post(manage, form)
    assert stale.status_code == 409
    assert "Another moderator has changed the rules meanwhile." in stale.text
    assert 'name="seen" value="0-0-0-1-3"' in stale.text
    assert browser.post(manage, form | {"seen": "0-0-0-1-3"}).status_code == 302
    assert Participant.objects.first().room.rules == "1-0-0-0-4"


def test_a_draft_of_a_poll_can_be_removed_but_nothing_that_was_opened(made):
    draft, kept = poll_of(made, "With a typo?"), poll_of(made, "Opened?", "open")
    browser = lead_of(made)
    assert browser.get(address(made)).text.count('value="drop"') == 1
    state = address(made, "poll/state/")
    assert browser.post(state, {"poll": draft.pk, "state": "drop"}).status_code == 302
    assert browser.post(state, {"poll": kept.pk, "state": "drop"}).status_code == 409
    assert [poll.text for poll in Poll.objects.all()] == ["Opened?"]
    with pytest.raises(NotAllowedError):
        polling.drop_poll(poll_of(made, "Mine?"), by=someone(made))
    with pytest.raises(NotAllowedError):
        polling.drop_poll(kept, by=moderator(session("Another")))


def test_moderators_assign_somebody_to_a_group_and_find_everybody_in_pages(made):
    people = [someone(made, f"Person {number:02}") for number in range(52)]
    red, blue = noting.make_groups(["Red", "Blue"], by=moderator(made))
    browser = lead_of(made)
    manage = address(made, "manage/")
    assert "Person 51" not in browser.get(manage).text
    page = browser.get(f"{manage}?page=2").text
    assert "Person 51" in page
    person = people[51].participant
    form = {"form": "person", "person": person.pk, "do": "group", "group": red.pk}
    assert browser.post(f"{manage}?page=2", form).url == f"{manage}?page=2#person"
    person.refresh_from_db()
    assert person.group == red
    browser.post(manage, form | {"group": ""})
    person.refresh_from_db()
    assert person.group is None

    # Who was put somewhere by hand finds it in what everybody is sent, until they choose again.
    def assigned():
        shown = asks(made, early.room_key(made.identifier, "p"), have="groups.").json()
        early.forget_rooms()
        return re.search(r'data-assigned="(.*?)"', shown["parts"]["groups"]["html"])[1]

    mark = own_mark(made.identifier, person.pk)
    assert assigned() == f"{mark}.0"
    browser.post(manage, form)
    assert assigned() == f"{mark}.{red.pk}"
    noting.join_group(blue, by=people[51])
    assert assigned() == ""
    other = session("Another", access="open")
    strange = noting.make_groups(["Strange"], by=moderator(other))[0]
    assert browser.post(manage, form | {"group": strange.pk}).status_code == 404
    with pytest.raises(NotAllowedError):
        noting.assign_group(person, strange, by=moderator(made))
    with pytest.raises(NotAllowedError):
        noting.assign_group(person, red, by=people[0])


def test_the_state_of_the_room_reaches_everybody(made):
    key = early.room_key(made.identifier, early.PARTICIPANTS)

    def told() -> str:
        return asks(made, key, have="state.").json()["parts"]["state"]["html"]

    lead = moderator(made)
    assert "Not opened yet" in told()
    conducting.open_room(by=lead)
    assert "Live now" in told()
    assert "data-closed" not in told()
    conducting.close_room(by=lead)
    assert "data-closed" in told()


# Questions sent with a registration


def test_a_sent_question_follows_its_registration_until_somebody_decides(made):
    holder = registration(made, question="What about permitts?")
    other = registration(made, "Bao", question="And families?")
    someone(made)
    answers = Details(name=holder.name, email=holder.email, question="What about permits?")
    change_registration(holder, answers)
    assert set(Question.objects.values_list("text", flat=True)) == {
        "What about permits?", "And families?",
    }  # fmt: skip
    taken = Question.objects.get(text="And families?")
    asking.decide(taken, "take", by=moderator(made))
    withdraw_registration(other)
    withdraw_registration(holder)
    assert [question.text for question in Question.objects.all()] == ["And families?"]


def test_the_form_says_who_reads_and_what_becomes_of_the_question(client, made):
    page = client.get(f"/en/sessions/{made.identifier}/register/")
    assert "Your question is put to the room without your name" in page.text
    faulty = client.post(f"/en/sessions/{made.identifier}/register/", {"name": "", "email": "x"})
    assert '<a href="#id_name">Your name: This field is required.</a>' in faulty.text


def test_a_browser_that_is_not_known_is_told_to_open_the_link_again(client, made):
    page = client.get(f"/en/sessions/{made.identifier}/mine/")
    assert page.status_code == 404
    assert "Open the personal link in your mail again." in page.text
    hidden = draft_session()
    assert "personal link" not in client.get(f"/en/sessions/{hidden.identifier}/mine/").text
