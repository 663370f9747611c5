"""A reader says what is wrong, and an editor answers."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from tessera.lib.errors import NotAllowedError
from tessera.notifications.delivery import deliver_mails
from tessera.notifications.models import Mail
from tessera.stewardship.corrections import (
    AnsweredError,
    answer_correction,
    suggest_correction,
)
from tessera.stewardship.models import Correction
from tessera.stewardship.reminding import remind_of_corrections
from tests.factories.accounts import desk_editor, stranger, user
from tests.factories.catalogue import record

pytestmark = pytest.mark.django_db

WORDS = "The office has moved to another street."


@pytest.fixture
def thing():
    return record("Language cafés in Cologne")


def address(thing) -> str:
    return f"{thing.get_absolute_url()}correct/"


def send(client, thing, **more):
    given = {"reason": "outdated", "text": WORDS, "email": "amina@example.org", **more}
    return client.post(address(thing), given)


def test_the_records_page_leads_to_the_form(client, thing):
    page = client.get(thing.get_absolute_url()).text
    assert address(thing) in page
    assert client.get(address(thing)).status_code == 200


def test_a_correction_is_received_without_an_account(client, thing):
    answer = send(client, thing)
    assert answer.status_code == 302
    assert client.get(answer["Location"]).status_code == 200
    kept = Correction.objects.get()
    assert (kept.text, kept.email, kept.state) == (WORDS, "amina@example.org", "open")
    assert kept.due_at.date() == (timezone.now() + timedelta(days=14)).date()
    assert Mail.objects.get().address == "amina@example.org"


def test_nobody_sends_words_to_an_address_that_is_not_theirs(client, thing):
    send(client, thing, text="Buy this now")
    typed = Mail.objects.get()
    assert "Buy this now" not in str(typed.context)
    person = user("ines@example.org")
    suggest_correction(thing, reason="wrong", text=WORDS, language="en", by=person)
    assert Mail.objects.get(address="ines@example.org").context["text"] == WORDS


def test_no_address_needs_to_be_given(client, thing):
    assert send(client, thing, email="").status_code == 302
    assert not Mail.objects.exists()


def test_what_is_missing_is_told_and_what_was_typed_is_kept(client, thing):
    answer = send(client, thing, reason="", email="amina")
    assert answer.status_code == 422
    assert WORDS in answer.text
    assert "amina" in answer.text
    assert len(re.findall(r'class="err"', answer.text)) == 2
    assert send(client, thing, text="x" * 4001).status_code == 422
    assert not Correction.objects.exists()


def test_what_a_machine_seems_to_write_is_held_and_answered_by_no_mail(client, thing, mailoutbox):
    assert send(client, thing, homepage_link="https://example.org").status_code == 302
    assert send(client, thing).status_code == 302
    assert list(Correction.objects.order_by("pk").values_list("is_doubtful", flat=True)) == [
        True,
        False,
    ]
    deliver_mails()
    assert len(mailoutbox) == 1
    client.force_login(desk_editor())
    assert client.get("/en/desk/corrections/").text.count("Perhaps written by a machine") == 1


def test_one_network_cannot_fill_the_list(client, thing):
    answers = [send(client, thing, email="").status_code for _each in range(22)]
    assert answers[0] == 302
    assert answers[-1] == 429


def test_one_address_gets_few_mails_whoever_types_it(client, thing):
    answers = [send(client, thing).status_code for _each in range(6)]
    assert answers == [302] * 5 + [429]
    assert send(client, thing, email="").status_code == 302


def test_the_receipt_names_the_day_as_the_reader_writes_it(client, thing, mailoutbox):
    client.post(address(thing).replace("/en/", "/fr/"), {
        "reason": "wrong", "text": WORDS, "email": "amina@example.org",
    })  # fmt: skip
    Mail.objects.update(context={**Mail.objects.get().context, "due": "2026-12-09"})
    deliver_mails()
    assert "9 décembre 2026" in mailoutbox[0].body
    assert "9 décembre 2026" in mailoutbox[0].alternatives[0][0]


def test_nothing_is_said_about_what_is_not_public(client, thing):
    thing.live = False
    thing.save(update_fields=["live"])
    assert client.get(address(thing)).status_code == 404
    with pytest.raises(NotAllowedError):
        suggest_correction(thing, reason="wrong", text=WORDS, language="en", by=None)


def test_an_editor_answers_once_and_the_sender_hears_of_it(client, thing):
    send(client, thing)
    client.force_login(desk_editor())
    assert WORDS in client.get("/en/desk/corrections/").text
    kept = Correction.objects.get()
    one = f"/en/desk/corrections/{kept.pk}/"
    assert client.get(one).status_code == 200
    assert client.post(one, {"state": "accepted", "answer": ""}).status_code == 422
    given = {"state": "accepted", "answer": "Thank you, it is changed."}
    assert client.post(one, given).status_code == 302
    kept.refresh_from_db()
    assert (kept.state, kept.answer, kept.email) == ("accepted", given["answer"], "")
    assert Mail.objects.filter(kind="stewardship.answer", address="amina@example.org").count() == 1
    assert client.post(one, {**given, "state": "declined"}).status_code == 422
    kept.refresh_from_db()
    assert kept.state == "accepted"


def test_the_stranger_may_not_answer_nor_look(client, thing):
    correction = suggest_correction(thing, reason="wrong", text=WORDS, language="en", by=None)
    nobody = stranger()
    with pytest.raises(NotAllowedError):
        answer_correction(correction, is_accepted=True, answer="Yes", by=nobody)
    client.force_login(nobody)
    for page in ("/en/desk/corrections/", f"/en/desk/corrections/{correction.pk}/"):
        assert client.get(page).status_code == 403
        assert client.post(page, {"state": "accepted", "answer": "Yes"}).status_code in {403, 405}


def test_two_editors_do_not_answer_the_same(thing):
    correction = suggest_correction(thing, reason="wrong", text=WORDS, language="en", by=None)
    one, other = desk_editor(), desk_editor("other@example.org")
    answer_correction(correction, is_accepted=False, answer="No", by=one)
    with pytest.raises(AnsweredError):
        answer_correction(correction, is_accepted=True, answer="Yes", by=other)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_no_more_for_more_rows(client, thing, django_assert_max_num_queries, rows):
    for _each in range(rows):
        suggest_correction(thing, reason="wrong", text=WORDS, language="en", by=None)
    client.force_login(desk_editor())
    client.get("/en/desk/corrections/")
    with django_assert_max_num_queries(20):
        assert client.get("/en/desk/corrections/").text.count("rec-t") == rows


def test_with_the_account_goes_the_name(thing):
    from tessera.accounts.personal_data import Fate
    from tessera.stewardship.personal_data import _erase

    person = user("amina@example.org")
    suggest_correction(thing, reason="wrong", text=WORDS, language="en", by=person)
    _erase(person, Fate.DELETE)
    kept = Correction.objects.get()
    assert (kept.sender, kept.email, kept.text) == (None, "", WORDS)


@pytest.mark.parametrize("reason", ["wrong", "outdated", "harmful", "link", "privacy"])
def test_each_of_the_five_flags_reaches_the_editors(client, thing, reason):
    page = client.get(address(thing)).text
    assert f'value="{reason}"' in page
    assert send(client, thing, reason=reason).status_code == 302
    client.force_login(desk_editor())
    kept = Correction.objects.get()
    assert kept.reason == reason
    assert str(kept.get_reason_display()) in client.get("/en/desk/corrections/").text


def test_editors_are_reminded_on_the_fourteenth_day_once(client, thing):
    editor = desk_editor()
    for _each in range(2):
        suggest_correction(thing, reason="wrong", text=WORDS, language="en", by=None)
    now = timezone.now()
    assert remind_of_corrections(now + timedelta(days=13)) == 0
    assert remind_of_corrections(now + timedelta(days=14, minutes=1)) == 1
    mail = Mail.objects.get(kind="stewardship.owed")
    assert (mail.user, mail.context["late"]) == (editor, 2)
    assert remind_of_corrections(now + timedelta(days=15)) == 0
    Correction.objects.update(due_at=now - timedelta(days=1))
    client.force_login(editor)
    page = client.get("/en/desk/corrections/").text
    assert "Corrections (2)" in page
    assert "2 late" in page
