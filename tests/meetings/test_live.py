"""The live room: who comes in, what each sees and sends, what happens at once and too late."""

import json
import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from tessera.lib.errors import NotAllowedError
from tessera.meetings.attendance import Attendee
from tessera.meetings.clocks import delete_expired, ring_session_clocks
from tessera.meetings.live import asking, conducting, early, floor, noting, polling, reporting
from tessera.meetings.live.errors import RoomError, StaleError, WordsError
from tessera.meetings.live.models import (
    Caption,
    FloorRequest,
    Intervention,
    NoteParagraph,
    NoteVersion,
    Participant,
    Poll,
    PollAnswer,
    Question,
    QuestionVote,
    Room,
)
from tessera.meetings.live.presence import enter
from tessera.meetings.live.reading import (
    answered_questions,
    intervention_list,
    note_texts,
    poll_results,
)
from tessera.meetings.models import Session
from tests.factories.accounts import desk_editor, stranger
from tests.factories.meetings import enter as open_link
from tests.factories.meetings import registration, seated, session
from tests.factories.vocabularies import concept

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_remembered():
    early.forget_rooms()


@pytest.fixture
def made():
    return session(access="open", attribution_rule=concept("AR", "PUB"))


def someone(of, name="Amina Diallo", roles="PAR", stakeholder="", key=""):
    attendee = Attendee(key or f"r-{name}", name, frozenset(roles.split()), stakeholder)
    return enter(of, attendee)


def moderator(of, name="Nuria Salcedo"):
    return someone(of, name, "MOD")


def address(of, more=""):
    return f"/en/sessions/{of.identifier}/live/{more}"


def guest(of, name="Amina Diallo", stakeholder="MAY"):
    browser = Client(headers={"accept-language": "en"})
    browser.post(address(of, "enter/"), {"name": name, "stakeholder": stakeholder})
    return browser


def asks(of, key, version=0, have="now.,questions-support."):
    early.forget_rooms()
    path = f"/live/{of.identifier}/en?v={version}&have={have}"
    return Client().get(path, headers={"x-room-key": key})


# Coming in


def test_open_door_lets_everybody_in_and_others_need_their_link(client, made):
    door = client.get(address(made))
    assert "Come into the room" in door.text
    assert client.post(address(made, "ask/"), {"text": "Who?"}).url == address(made)
    assert not Participant.objects.exists()
    browser = guest(made)
    page = browser.get(address(made))
    assert "Ask in any language" in page.text
    assert (page["Cache-Control"], page["X-Robots-Tag"]) == ("private, no-store", "noindex")
    assert "The session has not begun yet." in page.text
    assert [p.stakeholder for p in Participant.objects.all()] == ["MAY"]

    shut = session("By invitation", access="invitation", joining_link="https://video.example/x")
    assert "Open the personal link" in client.get(address(shut)).text
    assert client.post(address(shut, "enter/"), {"name": "x"}).status_code == 404
    # A guest's cookie of one session opens no other, also not by another name.
    browser.cookies[f"guest-{shut.identifier}"] = browser.cookies[f"guest-{made.identifier}"].value
    assert "Open the personal link" in browser.get(address(shut)).text
    holder = open_link(Client(headers={"accept-language": "en"}), registration(shut))
    assert "https://video.example/x" in holder.get(address(shut)).text
    assert address(shut) in holder.get(f"/en/sessions/{shut.identifier}/mine/").text
    shut.cancelled_at = timezone.now()
    shut.save()
    assert holder.get(address(shut)).status_code == 404


def test_room_of_a_draft_is_not_there(client):
    from tests.factories.meetings import draft_session

    assert client.get(address(draft_session(access="open"))).status_code == 404


# Without JavaScript: forms that come back to the page


def test_participant_asks_supports_and_raises_the_hand_by_forms(made):
    browser = guest(made)
    answer = browser.post(address(made, "ask/"), {"text": "من يدفع؟", "language": "ar"})
    assert answer.url == address(made, "#questions")
    asked = Question.objects.get()
    assert (asked.name, asked.language, asked.state) == ("Amina Diallo", "ar", "queued")
    page = browser.get(address(made)).text
    assert "من يدفع؟" in page
    assert "Asked in Arabic" in page
    browser.post(address(made, "vote/"), {"question": asked.pk, "support": "1"})
    browser.post(address(made, "vote/"), {"question": asked.pk, "support": "1"})
    assert asked.votes.count() == 1
    assert 'aria-pressed="true"' in browser.get(address(made)).text
    assert "من يدفع؟" in browser.get(address(made, "questions/?order=new")).text
    browser.post(address(made, "vote/"), {"question": asked.pk, "support": "0"})
    assert asked.votes.count() == 0
    browser.post(address(made, "hand/"), {"hand": "1"})
    assert FloorRequest.objects.get().stakeholder == "MAY"
    assert "Take my hand down" in browser.get(address(made)).text
    browser.post(address(made, "hand/"), {"hand": "0"})
    browser.post(address(made, "ask/"), {"text": "And when?", "unnamed": "1"})
    assert Question.objects.last().name == ""


def test_bad_questions_are_told_at_the_field_and_kept(made):
    browser = guest(made)
    answer = browser.post(address(made, "ask/"), {"text": "x" * 1_000_000})
    assert answer.status_code == 422
    assert "1000 characters at most" in answer.text
    assert 'id="ask-error"' in answer.text
    assert "xxxx" in answer.text
    assert len(answer.content) < 60_000
    assert browser.post(address(made, "ask/"), {"text": "  "}).status_code == 422
    scripted = {"X-Requested-With": "live"}
    told = browser.post(address(made, "ask/"), {"text": ""}, headers=scripted)
    assert (told.status_code, told.json()["field"]) == (422, "text")
    person = someone(made)
    for number in range(asking.MOST_WAITING):
        asking.ask(f"Question {number}?", language="en", with_name=False, by=person)
    with pytest.raises(RoomError):
        asking.ask("One more?", language="en", with_name=False, by=person)


def test_a_megabyte_is_refused_everywhere_and_nothing_is_cut(client, made):
    lead = open_link(client, seated(made, "MOD"))
    conducting.open_room(by=moderator(made))
    asked = asking.ask("Who pays?", language="en", with_name=True, by=someone(made))
    red = noting.make_groups(["Red"], by=moderator(made))[0]
    huge = "x" * 1_000_000
    one = f"questions/{asked.pk}/"
    for more, form, field in (
        ("ask/", {"text": huge}, ""),
        ("notes/", {"text": huge}, ""),
        ("captions/", {"text": huge}, ""),
        ("report/", {"summary": huge}, ""),
        (f"groups/{red.pk}/", {"form": "report", "report": huge}, ""),
        (one, {"move": "answer", "answer": huge}, "answer"),
        (one, {"move": "answer", "answer": "Yes.", "answered_by": huge}, "by"),
        (one, {"move": "decline", "reason": huge}, "reason"),
        ("manage/", {"form": "poll", "kind": "words", "text": huge}, "pt"),
        ("manage/", {"form": "poll", "kind": "single", "text": "?", "choices": f"a\n{huge}"}, "ch"),
        ("manage/", {"form": "groups", "names": huge}, "gn"),
    ):
        answer = lead.post(address(made, more), form)
        assert (more, answer.status_code) == (more, 422)
        assert len(answer.content) < 100_000
        assert not field or f'id="{field}-error"' in answer.text
    own = early.voter_key(made.identifier, someone(made).participant.pk)
    votes = f"/live/{made.identifier}/vote"
    vote = Client().post(votes, {"question": huge}, headers={"x-voter-key": own})
    assert vote.status_code == 403
    asked.refresh_from_db()
    assert (asked.state, asked.answer, Poll.objects.count()) == ("queued", "", 0)


def test_nobody_votes_for_somebody_else(made):
    asked = asking.ask("Who pays?", language="en", with_name=True, by=moderator(made))
    other = someone(made)
    browser = guest(made, "Eve")
    hand_made = {"question": asked.pk, "support": "1", "participant": other.participant.pk}
    refused = browser.post(address(made, "vote/"), hand_made)
    assert refused.status_code == 403
    assert "only for themselves" in refused.text
    browser.cookies[f"guest-{made.identifier}"] = "forged:signature"
    assert browser.post(address(made, "vote/"), {"question": asked.pk}).status_code == 302
    quick = f"/live/{made.identifier}/vote"
    own = early.voter_key(made.identifier, other.participant.pk)
    person = someone(made, "Eve")
    forged = f"{person.participant.pk}.{own.partition('.')[2]}"
    for key in ("", "x", forged):
        answer = Client().post(quick, {"question": asked.pk}, headers={"x-voter-key": key})
        assert (key, answer.status_code) == (key, 403)
    elsewhere = session("Another", access="open")
    stray = asking.ask("Here?", language="en", with_name=False, by=moderator(elsewhere))
    assert guest(made).post(address(made, "vote/"), {"question": stray.pk}).status_code == 404
    with pytest.raises(NotAllowedError):
        asking.support(stray, is_given=True, by=other)
    strays = Client().post(quick, {"question": stray.pk}, headers={"x-voter-key": own})
    assert strays.status_code == 409
    assert QuestionVote.objects.count() == 0


def test_votes_on_the_short_path_count_once_and_can_be_taken_back(made):
    asked = asking.ask("Who pays?", language="en", with_name=True, by=moderator(made))
    key = re.search(r'data-voter="([^"]+)"', guest(made).get(address(made)).text)[1]
    browser = Client(enforce_csrf_checks=True)
    path = f"/live/{made.identifier}/vote"

    def send(support):
        given = {"question": asked.pk, "support": support}
        return browser.post(path, given, headers={"x-voter-key": key})

    assert [send("1").json()["supported"], send("1").status_code] == [True, 200]
    assert asked.votes.count() == 1
    assert send("0").json()["supported"] is False
    assert asked.votes.count() == 0
    assert browser.get(path).status_code == 405
    asking.decide(asked, "decline", reason="No", by=moderator(made))
    assert send("1").status_code == 409


# Moderators


def test_moderators_lead_the_session_and_see_one_anothers_acts(made):
    first, second = moderator(made), moderator(made, "Pilar Ortuño")
    with pytest.raises(RoomError):
        conducting.go_to_part(after=None, by=first)
    conducting.open_room(by=first)
    with pytest.raises(StaleError):
        conducting.open_room(by=second)
    opening, questions = made.programme.all()
    conducting.go_to_part(after=opening.pk, by=second)
    with pytest.raises(StaleError):  # A tab that still shows the opening.
        conducting.go_to_part(after=opening.pk, by=first)
    room = conducting.add_minutes(5, part=questions.pk, by=first)
    assert (room.part_id, room.part_minutes) == (questions.pk, 55)
    assert (room.part_ends_at - room.part_began_at).seconds == 55 * 60
    with pytest.raises(RoomError):
        conducting.go_to_part(after=questions.pk, by=first)
    made.refresh_from_db()
    assert made.state == "LIVE"
    helper = someone(made, "Ilse V.")
    conducting.let_moderate(helper.participant, moderates=True, by=first)
    conducting.change_rules(takes_questions=False, by=someone(made, "Ilse V."))
    with pytest.raises(RoomError):
        asking.ask("Late?", language="en", with_name=True, by=someone(made))
    conducting.close_room(by=second)
    with pytest.raises(RoomError):
        conducting.add_minutes(2, part=questions.pk, by=first)
    made.refresh_from_db()
    assert made.state == "SUMMARY"


def test_room_that_every_moderator_left_is_closed_by_itself():
    made = session(access="open", attribution_rule=concept("AR", "CHR"))
    lead, person = moderator(made), someone(made)
    conducting.open_room(by=lead)
    asking.ask("Who pays?", language="en", with_name=True, by=person)
    ended = timezone.now() - timedelta(hours=2)
    Session.objects.update(starts_at=ended - timedelta(minutes=made.minutes))
    Room.objects.update(part_began_at=ended)
    ring_session_clocks()
    assert Room.objects.get().closed_at is None
    Session.objects.update(starts_at=ended - timedelta(hours=9))
    Room.objects.update(part_began_at=ended - timedelta(hours=9))
    ring_session_clocks()
    assert Room.objects.get().closed_at is not None
    assert Question.objects.get().author is None
    made.refresh_from_db()
    assert made.state == "SUMMARY"


def test_names_of_those_who_came_in_later_are_withheld_when_it_closes():
    made = session(access="open", attribution_rule=concept("AR", "CHR"))
    lead, person = moderator(made), someone(made)
    conducting.open_room(by=lead)
    asking.ask("Does Layla Nasser pay?", language="en", with_name=False, by=person)
    noted = noting.add_paragraph(noting.note_of(made), "Layla Nasser pays.", by=person)
    noting.change_paragraph(noted, "Layla Nasser pays all.", revision=noted.revision, by=person)
    someone(made, "Layla Nasser")
    asking.decide(Question.objects.get(), "park", by=lead)
    conducting.close_room(by=lead)
    kept = [
        *Question.objects.values_list("text", flat=True),
        *NoteParagraph.objects.values_list("text", flat=True),
        *NoteVersion.objects.values_list("text", flat=True),
    ]
    assert len(kept) >= 3
    assert "Layla" not in "\n".join(kept)
    assert "[…] pays all." in kept


def test_nobody_is_asked_to_be_first_once_it_is_closed(client, made):
    browser = open_link(client, seated(made, "MOD"))
    assert "Be the first" in browser.get(address(made)).text
    lead = moderator(made)
    conducting.open_room(by=lead)
    conducting.close_room(by=lead)
    assert "Be the first" not in browser.get(address(made)).text


def test_agenda_is_on_the_clocks_of_the_session(client, made):
    browser = open_link(client, seated(made, "MOD"))
    agenda = browser.get(address(made)).text.partition('data-part="agenda"')[2]
    assert ">15:00</time>" in agenda
    assert "15:00 (Istanbul, UTC+3)" in browser.get(address(made)).text
    lead = moderator(made)
    conducting.open_room(by=lead)
    running = browser.get(address(made)).text
    assert "<bdi>Istanbul, UTC+3</bdi>" in running
    assert ">Now</span>" in running
    assert ">Write captions</a>" in running
    conducting.close_room(by=lead)
    over = browser.get(address(made)).text
    assert ">Now</span>" not in over
    assert ">Full transcript</a>" in over


def test_bar_and_questions_work_by_forms_and_tell_a_stale_tab(client, made):
    browser = open_link(client, seated(made, "MOD"))
    page = browser.get(address(made)).text
    assert "Begin the session" in page
    bar = address(made, "conduct/")
    assert browser.post(bar, {"act": "open"}).status_code == 302
    opening, following = made.programme.all()
    assert browser.post(bar, {"act": "next", "part": opening.pk}).status_code == 302
    stale = browser.post(bar, {"act": "next", "part": opening.pk})
    assert stale.status_code == 409
    assert "moved on meanwhile" in stale.text
    assert browser.post(bar, {"act": "more-2", "part": following.pk}).status_code == 302
    assert browser.post(bar, {"act": "close"}).status_code == 422
    asked = asking.ask("Who pays?", language="en", with_name=True, by=someone(made))
    one = address(made, f"questions/{asked.pk}/")
    assert "Summary of the answer" in browser.get(one).text
    assert browser.post(one, {"move": "take"}).status_code == 302
    assert "Being answered now" in browser.get(address(made)).text
    missing = browser.post(one, {"move": "answer", "answer": "", "answered_by": "Nuria"})
    assert missing.status_code == 422
    assert 'value="Nuria"' in missing.text
    given = {"move": "answer", "answer": "The city.", "answered_by": "Nuria Salcedo"}
    assert browser.post(one, given).status_code == 302
    late = browser.post(one, {"move": "decline", "reason": "No"})
    assert late.status_code == 409
    assert browser.post(bar, {"act": "close", "sure": "1"}).status_code == 302
    assert [(q.answer, q.answered_by) for q in answered_questions(made)] == [
        ("The city.", "Nuria Salcedo")
    ]


def test_muted_participants_read_on_and_observers_only_read(made):
    lead, loud = moderator(made), someone(made, "Loud")
    floor.raise_hand(by=loud)
    conducting.mute(loud.participant, is_muted=True, by=lead)
    assert FloorRequest.objects.get().state == "withdrawn"
    quiet = someone(made, "Quiet", "OBS")
    note = noting.note_of(made)
    for person in (someone(made, "Loud"), quiet):
        for act in (
            lambda by: asking.ask("Hm?", language="en", with_name=True, by=by),
            lambda by: floor.raise_hand(by=by),
            lambda by: noting.add_paragraph(note, "Hm", by=by),
        ):
            with pytest.raises(NotAllowedError):
                act(person)
    with pytest.raises(NotAllowedError):
        conducting.mute(lead.participant, is_muted=True, by=lead)


def test_moderators_mute_from_the_room_and_each_sees_what_another_did_last(client, made):
    browser = open_link(client, seated(made, "MOD"))
    person = someone(made, "Loud")
    conducting.open_room(by=moderator(made))
    asked = asking.ask("Who pays?", language="en", with_name=False, by=person)
    floor.raise_hand(by=person)
    hand = FloorRequest.objects.get()
    page = browser.get(address(made)).text
    assert f'value="mute-hand-{hand.pk}"' in page
    assert f'value="mute-question-{asked.pk}"' in page
    bar = address(made, "conduct/")
    assert browser.post(bar, {"act": f"mute-hand-{hand.pk}"}).status_code == 302
    assert Participant.objects.get(pk=person.participant.pk).is_muted
    told = asks(made, early.room_key(made.identifier, "m"), have="bar.,questions-support.")
    assert "Live room: mute a participant" in told.text
    assert f"unmute-question-{asked.pk}" in told.text
    assert browser.post(bar, {"act": f"unmute-question-{asked.pk}"}).status_code == 302
    assert not Participant.objects.get(pk=person.participant.pk).is_muted
    sent = Question.objects.create(session=made, text="Sent before?", language="en")
    for nobody in ("question-x", f"question-{sent.pk}", "seat-1", ""):
        assert browser.post(bar, {"act": f"mute-{nobody}"}).status_code in {404, 409}
    everybody = asks(made, early.room_key(made.identifier, "p")).text
    assert "mute-" not in everybody
    stranger_page = guest(made).post(bar, {"act": f"mute-question-{asked.pk}"})
    assert stranger_page.status_code == 403


def test_moderators_see_which_of_them_did_what(client, made):
    browser = open_link(client, seated(made, "MOD"))
    deputy = someone(made, "Ayşe Yılmaz", "MOD", key="deputy")
    conducting.open_room(by=moderator(made))
    conducting.go_to_part(after=made.programme.first().pk, by=deputy)
    bar = asks(made, early.room_key(made.identifier, "m"), have="bar.").text
    assert "Live room: next part · <bdi>Ayşe Yılmaz</bdi>" in bar
    page = browser.get(address(made, "manage/")).text
    acts = re.findall(r"<li>(Live room: .+?) · <time", page)
    assert acts == [
        "Live room: next part · <bdi>Ayşe Yılmaz</bdi>",
        "Live room: begin · <bdi>Nuria Salcedo</bdi>",
    ]
    everybody = asks(made, early.room_key(made.identifier, "p"), have="bar.,now.,state.").text
    assert "Live room:" not in everybody
    # The name goes with the person's row; what was done stays.
    deputy.participant.delete()
    assert "Ayşe" not in browser.get(address(made, "manage/")).text
    assert "Live room: next part · <time" in browser.get(address(made)).text


def test_the_stranger_may_not(client, made):
    asked = asking.ask("Who pays?", language="en", with_name=True, by=moderator(made))
    poll = polling.draft_poll(text="Who?", kind="words", choices=[], shows_at_once=False,
                              by=moderator(made))  # fmt: skip
    nobody, other = someone(made), someone(made, "Other").participant
    told = {"summary": "x", "speaker": "", "consents": False, "stakeholder": "", "minutes": None,
            "themes": [], "part": None}  # fmt: skip
    for act in (
        lambda: conducting.open_room(by=nobody),
        lambda: conducting.go_to_part(after=None, by=nobody),
        lambda: conducting.add_minutes(2, part=None, by=nobody),
        lambda: conducting.change_rules(takes_questions=False, by=nobody),
        lambda: conducting.mute(other, is_muted=True, by=nobody),
        lambda: conducting.let_moderate(nobody.participant, moderates=True, by=nobody),
        lambda: conducting.close_room(by=nobody),
        lambda: asking.decide(asked, "take", by=nobody),
        lambda: floor.give_floor(by=nobody, seat=made.seats.first()),
        lambda: floor.end_speech(speaking=1, by=nobody),
        lambda: polling.draft_poll(text="x", kind="words", choices=[], shows_at_once=True,
                                   by=nobody),
        lambda: polling.set_poll(poll, state="open", seen="draft", by=nobody),
        lambda: noting.make_groups(["A"], by=nobody),
        lambda: noting.share_out(by=nobody),
        lambda: reporting.add_caption("x", language="en", by=nobody),
        lambda: reporting.make_feed_key(by=nobody),
        lambda: reporting.write_intervention(**told, by=nobody),
    ):  # fmt: skip
        with pytest.raises(NotAllowedError):
            act()
    browser = guest(made)
    for more in ("manage/", "report/", f"questions/{asked.pk}/", "report.csv", "questions.csv",
                 f"poll/{poll.pk}.csv"):  # fmt: skip
        assert (more, browser.get(address(made, more)).status_code) == (more, 403)
    assert browser.post(address(made, "conduct/"), {"act": "open"}).status_code == 403
    client.force_login(stranger())
    assert "Come into the room" in client.get(address(made)).text
    client.force_login(desk_editor())
    assert client.get(address(made, "manage/")).status_code == 200


# Questions


def test_questions_are_approved_merged_parked_and_declined_with_reason(made):
    lead = moderator(made)
    conducting.change_rules(approves_questions=True, by=lead)
    people = [someone(made, f"Person {number}") for number in range(3)]
    one = asking.ask("Who pays?", language="en", with_name=True, by=people[0])
    two = asking.ask("Who is to pay?", language="en", with_name=True, by=people[1])
    assert (one.state, two.state) == ("new", "new")
    assert "Who pays?" not in guest(made).get(address(made)).text
    with pytest.raises(RoomError):
        asking.support(one, is_given=True, by=people[0])
    one, two = (asking.decide(each, "approve", by=lead) for each in (one, two))
    for person in people[:2]:
        asking.support(one, is_given=True, by=person)
    for person in people[1:]:
        asking.support(two, is_given=True, by=person)
    with pytest.raises(WordsError):
        asking.decide(two, "merge", into=two, by=lead)
    asking.decide(two, "merge", into=one, by=lead)
    assert one.votes.count() == 3  # Whoever supported both counts once.
    asking.decide(one, "park", by=lead)
    with pytest.raises(WordsError):
        asking.decide(one, "decline", by=lead)
    asking.decide(one, "decline", reason="Not our subject", by=lead)
    assert "Not our subject" in guest(made).get(address(made, "questions/")).text
    with pytest.raises(RoomError):
        asking.decide(one, "unknown", by=lead)


def test_what_was_declined_unseen_is_read_by_its_author_alone(client, made):
    lead = moderator(made)
    conducting.change_rules(approves_questions=True, by=lead)
    author = guest(made, "Amina")
    for text in ("Is X a thief?", "Who pays?", "Who is to pay?"):
        author.post(address(made, "ask/"), {"text": text})
    rude, one, two = Question.objects.order_by("pk")
    asking.decide(rude, "decline", reason="It accuses somebody.", by=lead)
    asking.decide(one, "approve", by=lead)
    asking.decide(two, "merge", into=one, by=lead)
    pages = {
        name: browser.get(address(made, "questions/")).text
        for name, browser in (
            ("author", author),
            ("other", guest(made, "Other")),
            ("lead", open_link(client, seated(made, "MOD"))),
        )
    }
    seen = {
        name: [text for text in ("Is X a thief?", "It accuses", "Who is to pay?") if text in page]
        for name, page in pages.items()
    }
    whole = ["Is X a thief?", "It accuses", "Who is to pay?"]
    assert seen == {"author": whole, "other": [], "lead": whole}
    assert "Merged with:" in pages["author"]
    # What everybody has seen before stays readable, with the reason.
    asking.decide(one, "decline", reason="Answered in the paper.", by=lead)
    assert "Answered in the paper." in guest(made).get(address(made, "questions/")).text


def test_questions_sent_with_registrations_are_there(made):
    registration(made, question="What about permits?", language="fr")
    registration(made, "Idle")
    registration(made, "Refused", question="Never?", state="refused")
    person = someone(made)
    found = Question.objects.get()
    assert (found.text, found.language, found.name) == ("What about permits?", "fr", "")
    from tessera.meetings.live.presence import take_sent_questions

    assert take_sent_questions(person.room) == 0
    # Who registers while it takes place brings a question along.
    conducting.open_room(by=moderator(made))
    before = Room.objects.get().version
    late = registration(made, "Late", question="And who came late?")
    open_link(Client(), late).get(address(made))
    assert Question.objects.filter(text="And who came late?").count() == 1
    assert Room.objects.get().version > before


# The floor


def test_floor_list_is_balanced_by_stakeholder_group_when_wished(made):
    lead = moderator(made)
    for name, group in (("A", "MAY"), ("B", "MAY"), ("C", "NGO"), ("D", "MAY"), ("E", "ACA")):
        floor.raise_hand(by=someone(made, name, stakeholder=group))

    def names(*, is_balanced):
        return "".join(
            each.participant.name for each in floor.floor_list(made, is_balanced=is_balanced)
        )

    assert names(is_balanced=False) == "ABCDE"
    assert names(is_balanced=True) == "ACEBD"
    given = floor.give_floor(by=lead, request=floor.floor_list(made, is_balanced=True)[0])
    assert (given.ends_at - given.began_at).seconds == 180
    assert names(is_balanced=True) == "CEBD"
    page = guest(made).get(address(made)).text
    assert re.search(r"Has the floor:</b> <bdi>A</bdi>", page)
    with pytest.raises(StaleError):
        floor.give_floor(by=lead, request=given)
    floor.give_floor(by=lead, seat=made.seats.first())
    assert FloorRequest.objects.get(state="speaking").name == "Nuria Salcedo"
    with pytest.raises(StaleError):
        floor.end_speech(speaking=given.pk, by=lead)
    assert floor.lower_hand(by=someone(made, "C", stakeholder="NGO")) == 1


# Polls


def test_polls_of_every_kind_are_answered_counted_and_exported(made):
    lead = moderator(made)
    people = [someone(made, f"Person {number}") for number in range(3)]

    def opened(kind, choices=(), *, shows=False):
        poll = polling.draft_poll(text=f"A {kind}?", kind=kind, choices=choices,
                                  shows_at_once=shows, by=lead)  # fmt: skip
        return polling.set_poll(poll, state="open", seen="draft", by=lead)

    single = opened("single", ["City", "Employer"], shows=True)
    city, employer = (choice.pk for choice in single.choices.all())
    for person, chosen in zip(people, (city, city, employer), strict=True):
        polling.answer_poll(single, chosen=[chosen], by=person)
    polling.answer_poll(single, chosen=[employer], by=people[0])  # Changed, not counted twice.
    lines = polling.poll_result(single).lines
    assert [(line.label, line.count, line.percent) for line in lines] == [
        ("City", 1, 33), ("Employer", 2, 67),
    ]  # fmt: skip
    several = opened("multiple", ["A", "B", "C"])
    polling.answer_poll(several, chosen=[c.pk for c in several.choices.all()][:2], by=people[0])
    ranking = opened("ranking", ["X", "Y", "Z"])
    x, y, z = (choice.pk for choice in ranking.choices.all())
    polling.answer_poll(ranking, chosen=[z, x, y], by=people[0])
    polling.answer_poll(ranking, chosen=[z, y, x], by=people[1])
    assert [(each.label, each.count) for each in polling.poll_result(ranking).lines] == [
        ("Z", 6), ("X", 3), ("Y", 3),
    ]  # fmt: skip
    scale = opened("scale")
    for person, step in zip(people, (1, 4, 4), strict=True):
        polling.answer_poll(scale, step=step, by=person)
    assert polling.poll_result(scale).mean == 3
    words = opened("words")
    polling.answer_poll(words, words=["Trust", " trust ", "Time"], by=people[0])
    polling.answer_poll(words, words=["TRUST", "=1+1"], by=people[1])
    first = polling.poll_result(words).lines[0]
    assert (first.label, first.count) == ("Trust", 3)
    for poll, wrong in (
        (single, {"chosen": [city, employer]}), (single, {"chosen": [x]}), (single, {}),
        (ranking, {"chosen": [x, y]}), (scale, {"step": 9}), (words, {"words": [" "]}),
    ):  # fmt: skip
        with pytest.raises(WordsError):
            polling.answer_poll(poll, **wrong, by=people[2])
    for faulty in (["One"], ["Same", "Same"], [str(n) for n in range(13)]):
        with pytest.raises(WordsError):
            opened("single", faulty)

    browser = guest(made)
    page = browser.get(address(made)).text
    assert "67 %, 2 votes" in page
    assert page.count("The result is shown when the poll is closed.") == 4
    form = {"poll": ranking.pk, f"place-{x}": "1", f"place-{y}": "1", f"place-{z}": "2"}
    assert browser.post(address(made, "poll/"), form).status_code == 422
    assert browser.post(address(made, "poll/"), form | {f"place-{y}": "3"}).status_code == 302
    assert browser.get(address(made, f"poll/{words.pk}.csv")).status_code == 403
    polling.set_poll(words, state="closed", seen="open", by=lead)
    with pytest.raises(StaleError):
        polling.set_poll(words, state="closed", seen="open", by=lead)
    with pytest.raises(RoomError):
        polling.answer_poll(words, words=["late"], by=people[0])
    assert not PollAnswer.objects.filter(poll=words).exclude(participant=None).exists()
    table = browser.get(address(made, f"poll/{words.pk}.csv"))
    assert table["Content-Type"] == "text/csv; charset=utf-8"
    assert "'=1+1,1,50" in table.text
    conducting.open_room(by=lead)
    conducting.close_room(by=lead)
    assert {result.poll.kind for result in poll_results(made)} == set(Poll.Kind.values)
    assert not PollAnswer.objects.exclude(participant=None).exists()


# Notes and groups


def test_notes_show_a_conflict_and_lose_nothing(made):
    one, two = someone(made), someone(made, "Pilar Ortuño")
    note = noting.note_of(made)
    kept = noting.add_paragraph(note, "About 1 in 40.", by=one)
    noting.change_paragraph(kept, "About 1 in 40 (Diallo).", revision=1, by=one)
    with pytest.raises(noting.ParagraphConflictError) as conflict:
        noting.change_paragraph(kept, "One in forty.", revision=1, by=two)
    assert conflict.value.text == "One in forty."
    browser = guest(made)
    page = browser.post(
        address(made, f"notes/{kept.pk}/"), {"text": "One in forty.", "revision": "1"}
    )
    assert page.status_code == 409
    assert "About 1 in 40 (Diallo)." in page.text
    assert re.search(r"<textarea[^>]*>One in forty.</textarea>", page.text)
    again = {"text": "Both.", "revision": "2"}
    assert browser.post(address(made, f"notes/{kept.pk}/"), again).status_code == 302
    assert [v.text for v in NoteVersion.objects.all()] == [
        "About 1 in 40.", "About 1 in 40 (Diallo).", "Both.",
    ]  # fmt: skip
    assert "Diallo" in browser.get(address(made, f"notes/{kept.pk}/")).text
    browser.post(address(made, "notes/"), {"text": "Second"})
    assert browser.post(address(made, "notes/"), {"text": "x" * 2001}).status_code == 422
    noting.change_paragraph(NoteParagraph.objects.first(), "", revision=3, by=one)
    assert note_texts(made)[0].paragraphs == ("Second",)


def test_groups_are_shared_out_write_and_report_back(made):
    lead = moderator(made)
    people = [someone(made, f"P{n}", stakeholder="MAY" if n % 2 else "NGO") for n in range(4)]
    with pytest.raises(RoomError):
        noting.share_out(by=lead)
    with pytest.raises(WordsError):
        noting.make_groups([" "], by=lead)
    red, blue = noting.make_groups(["Red", "Blue"], by=lead)
    noting.join_group(red, by=people[0])
    assert noting.share_out(by=lead) == 4
    assert abs(red.members.count() - blue.members.count()) <= 1
    outside = someone(made, "Outside")
    note = noting.note_of(made, red)
    with pytest.raises(NotAllowedError):
        noting.add_paragraph(note, "Hello", by=outside)
    noting.add_paragraph(note, "Ours", by=people[0])
    with pytest.raises(NotAllowedError):
        noting.report_back(red, "x", seen="", by=outside)
    noting.report_back(red, "We agree.", seen="", by=people[0])
    with pytest.raises(StaleError):
        noting.report_back(red, "No, we do not.", seen="", by=people[0])
    browser = guest(made)
    browser.post(address(made, "groups/"), {"group": blue.pk})
    page = address(made, f"groups/{blue.pk}/")
    assert browser.post(page, {"form": "note", "text": "Blue"}).status_code == 302
    assert "Blue" in browser.get(page).text
    assert "We agree." in browser.get(address(made)).text
    conducting.change_rules(chooses_groups=False, by=lead)
    assert browser.post(address(made, "groups/"), {"group": red.pk}).status_code == 403
    texts = [(each.group, each.paragraphs, each.report) for each in note_texts(made)]
    assert texts == [("Red", ("Ours",), "We agree."), ("Blue", ("Blue",), "")]


def test_what_a_group_writes_reaches_its_members_by_the_short_path(made):
    lead, person = moderator(made), someone(made)
    red, blue = noting.make_groups(["Red", "Blue"], by=lead)
    noting.join_group(red, by=person)
    noting.add_paragraph(noting.note_of(made, red), "Ours", by=person)
    noting.report_back(red, "We agree.", seen="", by=person)
    page = guest(made).get(address(made, f"groups/{red.pk}/")).text
    assert f'data-part="group-{red.pk}"' in page
    assert "live.js" in page
    key = re.search(r'data-key="([^"]+)"', page)[1]
    other = noting.make_groups(["Elsewhere"], by=moderator(session("Other", access="open")))[0]
    have = f"group-{red.pk}.,report-{red.pk}.,group-{blue.pk}.,group-{other.pk}.,group-x.,report-0."
    parts = json.loads(asks(made, key, have=have).content)["parts"]
    assert set(parts) == {f"group-{red.pk}", f"report-{red.pk}", f"group-{blue.pk}"}
    assert "Ours" in parts[f"group-{red.pk}"]["html"]
    assert "We agree." in parts[f"report-{red.pk}"]["html"]
    assert "Ours" not in parts[f"group-{blue.pk}"]["html"]


# Captions, report, attribution


def test_captions_are_typed_or_fed_with_the_rooms_key(client, made):
    browser = open_link(client, seated(made, "TEC", "Cap Tioner"))
    page = browser.post(address(made, "captions/"), {"text": "Good  morning.", "language": "fr"})
    assert page.status_code == 200
    assert [(c.text, c.language) for c in Caption.objects.all()] == [("Good morning.", "fr")]
    # The page is loaded again, or an old form comes back with another line in it.
    own_key = re.search(r'name="key" value="([^"]+)"', page.text)[1]
    for text in ("Once.", "Once.", "Another."):
        browser.post(address(made, "captions/"), {"text": text, "key": own_key})
    assert [c.text for c in Caption.objects.all()] == ["Good morning.", "Once.", "Another."]
    assert f'value="{own_key}"' not in browser.get(address(made, "captions/")).text
    assert browser.post(address(made, "captions/"), {"text": "x" * 700}).status_code == 422
    assert guest(made).post(address(made, "captions/"), {"text": "x"}).status_code == 403
    reading = guest(made).get(address(made, "captions/")).text
    key = re.search(r'data-key="([^"]+)"', reading)[1]
    assert 'data-part="captions"' in reading
    assert "Good morning." in asks(made, key, have="captions.").text
    key = reporting.make_feed_key(by=moderator(made))
    feed = f"/live/{made.identifier}/captions"
    program = Client(enforce_csrf_checks=True)

    def send(body, key=key):
        headers = {"authorization": f"Bearer {key}"}
        return program.post(feed, body, "application/json", headers=headers).status_code

    assert send({"text": "One in forty.", "language": "en"}) == 201
    assert send({"text": "x"}, "wrong") == 401
    assert [send("["), send("{}"), send({"text": ""}), send({"text": "x" * 9000})] == [
        422, 422, 422, 413,
    ]  # fmt: skip
    assert key not in Room.objects.get().feed_key
    assert "One in forty." in guest(made).get(address(made)).text
    # What is sent again since the answer was lost stands once; what is said again, twice.
    line = {"text": "Yes.", "language": "en"}
    assert [send(line | {"key": key}) for key in ("a", "a", "b")] == [201, 201, 201]
    assert [send(line), send(line | {"key": None}), send(["text"])] == [201, 201, 422]
    assert Caption.objects.filter(text="Yes.").count() == 4
    reporting.make_feed_key(by=moderator(made))
    assert send({"text": "Old key"}) == 401


def test_chatham_house_keeps_no_protected_name_anywhere(client, caplog):
    from django.core import serializers
    from wagtail.models import ModelLogEntry

    made = session(access="open", attribution_rule=concept("AR", "CHR"))
    registration(made, "Óscar Peña", question="Does oscar pena know?")
    lead, person = moderator(made), someone(made, "Amina Diallo", stakeholder="MAY")
    reporter = someone(made, "Rap Orteur", "RAP")
    conducting.open_room(by=lead)
    note = noting.note_of(made)
    told = {"consents": True, "stakeholder": "MAY", "minutes": 3, "themes": ["EMP", "nothing"],
            "part": made.programme.first(), "by": reporter}  # fmt: skip
    asked = asking.ask("Who pays in may?", language="en", with_name=True, by=person)
    for act in (
        lambda: noting.add_paragraph(note, "As Diallo said", by=person),
        lambda: noting.add_paragraph(note, "amina diallo said", by=person),
        lambda: asking.ask("Is Ms Salcedo right?", language="en", with_name=True, by=person),
        lambda: asking.decide(asked, "answer", answer="PENA: yes", by=lead),
        lambda: asking.decide(asked, "decline", reason="Salcedo's subject", by=lead),
        lambda: polling.draft_poll(text="Is Diallo right?", kind="words", choices=[],
                                   shows_at_once=True, by=lead),
        lambda: noting.make_groups(["Salcedo's group"], by=lead),
        lambda: reporting.write_intervention(summary="Diallo pays", speaker="", **told),
        lambda: reporting.write_intervention(summary="Kovač pays", speaker="Jana Kovač", **told),
    ):  # fmt: skip
        with pytest.raises(WordsError, match="leave out"):
            act()
    kept = noting.add_paragraph(note, "A mayor said: about one in forty.", by=person)
    noting.change_paragraph(kept, "A mayor: one in forty.", revision=1, by=person)
    reporting.write_intervention(summary="The city pays.", speaker="Amina Diallo", **told)
    asking.decide(asked, "answer", answer="The city.", answered_by="Nuria Salcedo", by=lead)
    reporting.add_caption("AMINA DIALLO: one in forty", language="en", by=lead)
    floor.raise_hand(by=person)
    floor.give_floor(by=lead, request=FloorRequest.objects.get())
    assert "Amina Diallo" in guest(made, "").get(address(made)).text  # People see who speaks.
    floor.give_floor(by=lead, seat=made.seats.first())
    conducting.close_room(by=lead)

    assert [(i.speaker, i.themes) for i in intervention_list(made)] == [("", ["EMP"])]
    assert Caption.objects.get().text == "[…]: one in forty"
    left = [*Question.objects.all(), *FloorRequest.objects.all(), *NoteVersion.objects.all(),
            *NoteParagraph.objects.all(), *Intervention.objects.all(), *Caption.objects.all(),
            *Poll.objects.all(), *ModelLogEntry.objects.all()]  # fmt: skip
    written = serializers.serialize("json", left, ensure_ascii=False).casefold() + caplog.text
    browser = open_link(client, seated(made, "RAP", "Rap Orteur"))
    for table in ("report.csv", "questions.csv"):
        written += browser.get(address(made, table)).text.casefold()
    for name in ("diallo", "salcedo", "amina", "nuria", "pena", "peña", "oscar"):
        assert name not in written
    links = ("author", "participant", "by")
    assert not [(row, each) for row in left for each in links if getattr(row, f"{each}_id", None)]


def test_reports_name_speakers_where_the_rule_allows(client):
    made = session(access="open", attribution_rule=concept("AR", "MIX"))
    browser = open_link(client, seated(made, "RAP", "Rap Orteur"))
    page = browser.get(address(made, "report/")).text
    assert "agrees to be named" in page
    form = {"summary": "One in forty.", "speaker": "Amina Diallo", "minutes": "4",
            "stakeholder": "MAY", "themes": ["EMP"], "part": made.programme.first().pk}  # fmt: skip
    assert browser.post(address(made, "report/"), form).status_code == 302
    assert browser.post(address(made, "report/"), form | {"consents": "1"}).status_code == 302
    assert [i.speaker for i in intervention_list(made)] == ["", "Amina Diallo"]
    named = form | {"summary": "Diallo says one in forty."}
    refused = browser.post(address(made, "report/"), named)
    assert refused.status_code == 422
    assert "Diallo says one in forty." in refused.text
    last = Intervention.objects.last()
    change = browser.get(address(made, f"report/?change={last.pk}")).text
    assert 'value="Amina Diallo"' in change
    given = form | {"change": last.pk, "summary": "Corrected"}
    browser.post(address(made, "report/"), given)
    assert "Corrected" in browser.get(address(made, "report.csv")).text
    browser.post(address(made, "report/"), {"change": last.pk, "do": "remove"})
    assert Intervention.objects.count() == 1


def test_moderators_page_changes_rules_people_and_groups(client, made):
    browser = open_link(client, seated(made, "MOD"))
    loud = someone(made, "Loud Person", stakeholder="NGO")
    page = address(made, "manage/")
    assert "Loud Person" in browser.get(page).text
    rules = {"form": "rules", "balances_floor": "1", "floor_minutes": "99"}
    assert browser.post(page, rules).status_code == 422
    assert browser.post(page, rules | {"floor_minutes": "2"}).status_code == 302
    room = Room.objects.get()
    assert (room.balances_floor, room.takes_questions, room.floor_minutes) == (True, False, 2)
    poll = {"form": "poll", "text": "Who?", "kind": "single", "choices": "City"}
    refused = browser.post(page, poll)
    assert refused.status_code == 422
    assert ">City</textarea>" in refused.text
    assert browser.post(page, poll | {"choices": "City\nEmployer"}).status_code == 302
    drafted = Poll.objects.get()
    state = {"poll": drafted.pk, "state": "open", "seen": "draft"}
    assert browser.post(address(made, "poll/state/"), state).status_code == 302
    assert browser.post(address(made, "poll/state/"), state).status_code == 409
    for do in ("mute", "unmute", "moderate", "unmoderate"):
        given = {"form": "person", "person": loud.participant.pk, "do": do}
        assert browser.post(page, given).status_code == 302
    assert browser.post(page, {"form": "person", "person": "0", "do": "mute"}).status_code == 409
    assert browser.post(page, {"form": "groups", "names": "Red\nBlue"}).status_code == 302
    assert browser.post(page, {"form": "share"}).status_code == 302
    assert "shown this once" in browser.post(page, {"form": "feed"}).text
    assert browser.post(page, {"form": "nothing"}).status_code == 409


# Keeping up


def test_the_short_path_costs_no_query_when_nothing_is_new(made, django_assert_num_queries):
    person = someone(made)
    key = early.room_key(made.identifier, early.PARTICIPANTS)
    path = f"/live/{made.identifier}/en"
    assert Client().get(path).status_code == 403
    assert Client().get(path, headers={"x-room-key": f"m{key[1:]}"}).status_code == 403
    assert Client().post(path).status_code == 405
    answer = asks(made, key)
    assert answer["Cache-Control"] == "no-store"
    told = json.loads(answer.content)
    assert set(told["parts"]) == {"now", "questions-support"}
    assert "csrfmiddlewaretoken" not in answer.text
    with django_assert_num_queries(0):
        same = Client().get(f"{path}?v={told['v']}", headers={"x-room-key": key})
    assert (same.status_code, same.content) == (204, b"")
    asking.ask("Who pays?", language="en", with_name=True, by=person)
    have = ",".join(f"{name}.{part['h']}" for name, part in told["parts"].items())
    news = json.loads(asks(made, key, told["v"], have).content)
    assert list(news["parts"]) == ["questions-support"]  # The clock has not changed.
    assert "Who pays?" in news["parts"]["questions-support"]["html"]
    assert "Take now" not in asks(made, key, have="bar.,questions-support.").text
    lead = early.room_key(made.identifier, early.MODERATORS)
    assert "Begin the session" in asks(made, lead, have="bar.").text
    assert "Take now" in asks(made, lead, have="questions-new.").text
    gone = f"/live/{'T7K2-9QXW'}/en"
    other = early.room_key("T7K2-9QXW", "p")
    assert Client().get(gone, headers={"x-room-key": other}).status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_the_room_asks_no_more_for_more_rows(made, django_assert_max_num_queries, rows):
    lead = moderator(made)
    for number in range(rows):
        person = someone(made, f"Person {number}")
        asked = asking.ask(f"Question {number}?", language="en", with_name=True, by=person)
        asking.support(asked, is_given=True, by=person)
        floor.raise_hand(by=person)
        noting.add_paragraph(noting.note_of(made), "A note", by=person)
        reporting.add_caption("A line", language="en", by=lead)
    browser = guest(made)
    with django_assert_max_num_queries(31):
        page = browser.get(address(made)).text
    assert page.count('class="q"') == rows
    assert len(page.encode()) < 60_000


def test_with_the_time_names_go_and_counts_stay(made):
    person = someone(made)
    asked = asking.ask("Who pays?", language="en", with_name=True, by=person)
    asking.support(asked, is_given=True, by=person)
    asking.decide(asked, "answer", answer="The city.", by=moderator(made))
    Session.objects.update(starts_at=timezone.now() - timedelta(days=400))
    delete_expired()
    left = answered_questions(made)
    assert [(q.name, q.support, q.author_id) for q in left] == [("", 1, None)]
    assert not Participant.objects.exists()
