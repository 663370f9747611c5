"""Asking people whose addresses nobody learns; blocks, limits, reports and moderators."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tessera.accounts.personal_data import Fate, registered
from tessera.lib.errors import NotAllowedError, TesseraError
from tessera.network.blocks import block_member
from tessera.network.contact import (
    NoMoreQuestionsError,
    answer_message,
    decide_report,
    report,
    write_to_person,
)
from tessera.network.models import Message, Person, Report
from tessera.notifications.delivery import deliver_mails
from tessera.notifications.models import Mail
from tests.factories.accounts import administrator, desk_editor, stranger, user
from tests.factories.people import person

pytestmark = pytest.mark.django_db
WORDS = "How do you check a foreign certificate?"


@pytest.fixture
def asker():
    return user("ines@example.org", first_name="Inés")


@pytest.fixture
def nuria():
    return person(user=user("nuria@example.org", first_name="Nuria"))


def ask(client, who, **more):
    return client.post(f"/en/people/{who.identifier}/write/", {"text": WORDS, **more})


def test_a_question_is_passed_on_and_answered_without_any_address(client, asker, nuria, mailoutbox):
    client.force_login(asker)
    page = client.get(nuria.get_absolute_url()).text
    assert f"/en/people/{nuria.identifier}/write/" in page
    assert ask(client, nuria).status_code == 302
    thread = Message.objects.get()
    deliver_mails()
    [mail] = mailoutbox
    assert mail.to == ["nuria@example.org"]
    assert WORDS in mail.body
    assert "Inés" in mail.subject
    assert "ines@example.org" not in mail.body + mail.alternatives[0][0] + str(mail.extra_headers)
    client.force_login(nuria.user)
    assert WORDS in client.get("/en/account/messages/").text
    address = f"/en/account/messages/{thread.pk}/"
    assert WORDS in client.get(address).text
    assert client.post(address, {"text": ""}).status_code == 422
    assert client.post(address, {"text": "By a test in the workshop."}).status_code == 302
    deliver_mails()
    assert mailoutbox[1].to == ["ines@example.org"]
    client.force_login(asker)
    page = client.get(address).text
    assert "By a test in the workshop." in page
    assert "nuria@example.org" not in page


def test_others_may_not_read_answer_or_report_a_thread(client, asker, nuria):
    thread = write_to_person(nuria, by=asker, text=WORDS)
    other = stranger()
    client.force_login(other)
    assert client.get(f"/en/account/messages/{thread.pk}/").status_code == 404
    assert client.get(f"/en/account/messages/{thread.pk}/report/").status_code == 404
    assert WORDS not in client.get("/en/account/messages/").text
    with pytest.raises(NotAllowedError):
        answer_message(thread, by=other, text="x")
    with pytest.raises(NotAllowedError):
        report(by=other, reason="spam", text="", message=thread)
    client.logout()
    for address in (f"/en/people/{nuria.identifier}/write/", "/en/account/messages/"):
        assert "login" in client.get(address)["Location"]


def test_people_are_asked_only_as_often_as_they_wish(client, asker, nuria):
    nuria.questions_a_month = 1
    nuria.save()
    write_to_person(nuria, by=stranger(), text=WORDS)
    client.force_login(asker)
    answer = ask(client, nuria)
    assert answer.status_code == 422
    assert "as often this month as they wished" in answer.text
    assert WORDS in answer.text, "what was typed is kept"
    Person.objects.update(questions_a_month=9, availability="paused")
    with pytest.raises(NoMoreQuestionsError):
        write_to_person(nuria, by=asker, text=WORDS)
    Person.objects.update(available_from=timezone.localdate() - timedelta(days=1))
    write_to_person(nuria, by=asker, text=WORDS)
    with pytest.raises(NoMoreQuestionsError):
        write_to_person(person("Unclaimed"), by=asker, text=WORDS)


def test_one_member_cannot_write_to_everybody_nor_often_to_one(asker, nuria):
    Person.objects.update(questions_a_month=60)
    for _each in range(3):
        write_to_person(nuria, by=asker, text=WORDS)
    with pytest.raises(TesseraError):
        write_to_person(nuria, by=asker, text=WORDS)
    for number in range(6):
        write_to_person(person(f"P {number}", mailbox=f"p{number}@example.org"), by=asker, text="x")
    with pytest.raises(TesseraError):
        write_to_person(person("One more", mailbox="more@example.org"), by=asker, text="x")


def test_a_block_ends_messages_in_both_directions(client, asker, nuria):
    thread = write_to_person(nuria, by=asker, text=WORDS)
    client.force_login(nuria.user)
    their = person("Inés", user=asker)
    assert client.post(f"/en/people/{their.identifier}/block/").status_code == 302
    own = client.get("/en/account/messages/").text
    assert WORDS not in own
    assert "Whom you keep away" in own
    assert client.get(f"/en/account/messages/{thread.pk}/").status_code == 404
    for one in (asker, nuria.user):
        with pytest.raises(NotAllowedError):
            answer_message(thread, by=one, text="x")
    client.force_login(asker)
    assert ask(client, nuria).status_code == 404
    with pytest.raises(NotAllowedError):
        write_to_person(nuria, by=asker, text=WORDS)
    assert client.post("/en/account/blocks/1/unblock/").status_code == 404
    client.force_login(nuria.user)
    from tessera.network.models import Block

    assert client.post(f"/en/account/blocks/{Block.objects.get().pk}/unblock/").status_code == 302
    assert WORDS in client.get("/en/account/messages/").text


def test_a_writer_without_profile_is_kept_away_from_the_thread(client, asker, nuria):
    thread = write_to_person(nuria, by=asker, text=WORDS)
    address = f"/en/account/messages/{thread.pk}/block/"
    client.force_login(stranger())
    assert client.post(address).status_code == 404
    client.force_login(nuria.user)
    assert address in client.get(f"/en/account/messages/{thread.pk}/").text
    assert client.get(address).status_code == 405
    assert client.post(address).url == "/en/account/messages/"
    page = client.get("/en/account/messages/").text
    assert WORDS not in page
    assert "Whom you keep away" in page
    with pytest.raises(NotAllowedError):
        write_to_person(nuria, by=asker, text=WORDS)


def test_a_reported_profile_is_hidden_everywhere_and_shown_again_on_appeal(client, asker, nuria):
    client.force_login(asker)
    address = f"/en/people/{nuria.identifier}/report/"
    assert client.post(address, {"reason": "flies"}).status_code == 422
    for _each in range(2):
        assert client.post(address, {"reason": "false", "text": "It is me."}).status_code == 302
    found = Report.objects.get()
    moderator = desk_editor()
    client.force_login(moderator)
    assert "Nuria Salcedo" in client.get("/en/desk/moderation/people/").text
    one = f"/en/desk/moderation/people/{found.pk}/"
    assert "It is me." in client.get(one).text
    assert client.post(one, {"is_upheld": "yes", "answer": ""}).status_code == 422
    assert client.post(one, {"is_upheld": "yes", "answer": "Not who it says."}).status_code == 302
    assert client.post(one, {"is_upheld": "no", "answer": "x"}).status_code == 422
    kinds = set(Mail.objects.values_list("kind", "address"))
    assert kinds == {("network.decision", "ines@example.org"),
                     ("network.hidden", "nuria@example.org")}  # fmt: skip
    client.logout()
    assert client.get(nuria.get_absolute_url()).status_code == 404
    assert "Nuria Salcedo" not in client.get("/en/people/").text
    assert client.get(f"/api/v1/people/{nuria.identifier}").status_code == 404
    client.force_login(nuria.user)
    assert "hidden" in client.get("/en/account/profile/").text
    assert client.post(address, {"text": "I am."}).status_code == 302
    appeal = Report.objects.get(reason="appeal")
    with pytest.raises(NotAllowedError):
        decide_report(appeal, is_upheld=False, answer="No", by=moderator)
    decide_report(appeal, is_upheld=True, answer="Sorry.", by=administrator())
    client.logout()
    assert client.get(nuria.get_absolute_url()).status_code == 200


def test_a_reported_message_is_taken_away(client, asker, nuria):
    thread = write_to_person(nuria, by=asker, text=WORDS)
    report(by=nuria.user, reason="spam", text="", message=thread)
    decide_report(Report.objects.get(), is_upheld=True, answer="It is.", by=desk_editor())
    client.force_login(asker)
    page = client.get(f"/en/account/messages/{thread.pk}/").text
    assert WORDS not in page
    assert "A moderator took this message away." in page
    told = {(mail.user, mail.kind, mail.context["answer"]) for mail in Mail.objects.all()
            if "answer" in mail.context}  # fmt: skip
    assert told == {
        (asker, "network.removed", "It is."), (nuria.user, "network.decision", "It is."),
    }  # fmt: skip


def test_what_several_report_is_decided_once_and_all_of_them_are_told(asker, nuria):
    other = user("other@example.org")
    first, _second = [report(by=each, reason="spam", text="", person=nuria)
                      for each in (asker, other)]  # fmt: skip
    decide_report(first, is_upheld=True, answer="It is.", by=desk_editor())
    assert not Report.objects.filter(state="open").exists()
    told = Mail.objects.filter(kind="network.decision").values_list("user__email", flat=True)
    assert set(told) == {asker.email, other.email}
    assert Mail.objects.filter(kind="network.hidden").count() == 1


def test_nobody_is_reported_for_what_was_not_chosen(client, asker, nuria):
    client.force_login(asker)
    answer = client.post(f"/en/people/{nuria.identifier}/report/", {"text": ""})
    assert answer.status_code == 422
    assert "This field is required." in answer.text
    assert not Report.objects.exists()


def test_the_stranger_may_not_moderate_nor_report_what_they_do_not_see(client, asker, nuria):
    found = report(by=asker, reason="spam", text="", person=nuria)
    nobody = stranger()
    for who in (nobody, asker, nuria.user):
        with pytest.raises(NotAllowedError):
            decide_report(found, is_upheld=True, answer="x", by=who)
    client.force_login(nobody)
    assert client.get("/en/desk/moderation/people/").status_code == 403
    assert client.post(f"/en/desk/moderation/people/{found.pk}/", {}).status_code == 403
    block_member(nobody, by=nuria.user)
    with pytest.raises(NotAllowedError):
        report(by=nobody, reason="spam", text="", person=nuria)
    with pytest.raises(NotAllowedError):
        report(by=asker, reason="appeal", text="", person=nuria)


@pytest.mark.parametrize("rows", [1, 3])
def test_lists_ask_no_more_for_more_rows(client, asker, rows, django_assert_max_num_queries):
    for number in range(rows):
        who = person(f"P {number}", user=user(f"p{number}@example.org"))
        write_to_person(who, by=asker, text=WORDS)
        report(by=asker, reason="spam", text="", person=who)
    for address, most in (("/en/account/messages/", 22), ("/en/desk/moderation/people/", 22)):
        client.force_login(asker if "messages" in address else desk_editor(f"{rows}@example.org"))
        client.get(address)
        with django_assert_max_num_queries(most):
            assert client.get(address).text.count("rec-t") == rows
        client.logout()


def test_with_the_account_go_its_words_and_its_name(asker, nuria):
    thread = write_to_person(nuria, by=asker, text=WORDS)
    answer_message(thread, by=nuria.user, text="By a test.")
    entries = {entry.model: entry for entry in registered()}
    assert [each["text"] for each in entries[Message].export(asker)] == [WORDS]
    entries[Message].erase(asker, Fate.DELETE)
    thread.refresh_from_db()
    assert (thread.sender, thread.text) == (None, "–")
    assert thread.answers.get().text == "By a test."
