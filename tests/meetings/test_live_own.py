"""What concerns one person in a live room, and what everybody can reach: polls, places, marks."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tessera.meetings.live import asking, conducting, early, floor, noting, polling
from tessera.meetings.live.marks import own_mark
from tessera.meetings.live.models import Participant, Poll
from tests.factories.meetings import enter as open_link
from tests.factories.meetings import seated, session
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
