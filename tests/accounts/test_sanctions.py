"""Suspending somebody, appeals, and the end of it."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from tessera.accounts.actions.sanctions import (
    appeal_suspension,
    end_suspensions,
    lift_suspension,
    suspend_user,
    uphold_suspension,
)
from tessera.accounts.errors import AccountError
from tessera.accounts.models import Sanction
from tessera.lib.errors import NotAllowedError
from tests.factories.accounts import administrator, editor, stranger, user

pytestmark = pytest.mark.django_db


def suspended(person, days: int = 7, reason: str = "Advertising.") -> Sanction:
    return suspend_user(person, by=administrator(), reason=reason, days=days)


def test_who_is_suspended_is_signed_out_and_cannot_sign_in(client):
    person = user()
    client.force_login(person)
    suspended(person)
    assert client.get("/en/account/").status_code == 302
    data = {"login": person.email, "password": "a long pass phrase"}
    answer = client.post("/en/account/login/", data)
    assert answer.status_code == 200 or "inactive" in answer.url
    assert client.get("/en/account/").status_code == 302


def test_the_mail_says_why_until_when_and_leads_to_the_appeal(
    client, django_capture_on_commit_callbacks
):
    person = user(language="fr")
    with django_capture_on_commit_callbacks(execute=True):
        sanction = suspended(person, reason="Publicité répétée.")
    (letter,) = mail.outbox
    assert letter.to == [person.email]
    assert "Publicité répétée." in letter.body
    path = re.search(r"(/fr/account/appeal/\S+)", letter.body)[1]
    page = client.get(path)
    assert "Publicité répétée." in page.text
    assert page["Referrer-Policy"] == "same-origin"
    assert client.post(path, {"text": " "}).status_code == 200
    client.post(path, {"text": "It was not me."})
    sanction.refresh_from_db()
    assert sanction.appeal == "It was not me."
    assert "<form" not in client.get(path).text.split("<main")[1].split("</main")[0]


def test_a_forged_link_opens_nothing(client):
    sanction = suspended(user())
    answer = client.get(f"/en/account/appeal/{sanction.pk}/")
    assert "Advertising." not in answer.text


def test_asking_for_a_code_tells_nothing_on_the_page(client):
    person = user()
    suspended(person)
    mail.outbox.clear()
    answer = client.post("/en/account/login/", {"login": person.email, "password": ""})
    assert answer.url.startswith("/en/account/login/code/confirm/")
    assert "suspended" in mail.outbox[0].subject


def test_a_suspension_ends_at_its_time():
    person = user()
    sanction = suspended(person)
    assert end_suspensions() == 0
    Sanction.objects.update(until=timezone.now() - timedelta(minutes=1))
    assert end_suspensions() == 1
    person.refresh_from_db()
    assert person.is_active
    sanction.refresh_from_db()
    with pytest.raises(AccountError):
        appeal_suspension(sanction, by=person, text="Late.")


@pytest.mark.parametrize(("reason", "days"), [(" ", 7), ("Advertising.", 0), ("Advertising.", 400)])
def test_a_suspension_needs_reason_and_duration(reason, days):
    with pytest.raises(AccountError):
        suspended(user(), days, reason)


def test_the_stranger_may_neither_suspend_nor_lift_nor_appeal():
    person, other = user(), stranger()
    with pytest.raises(NotAllowedError):
        suspend_user(person, by=other, reason="Spite.", days=7)
    sanction = suspended(person)
    with pytest.raises(NotAllowedError):
        lift_suspension(sanction, by=other)
    with pytest.raises(NotAllowedError):
        appeal_suspension(sanction, by=other, text="Let them in.")


def test_nobody_suspends_an_administrator_or_themselves():
    boss = administrator()
    with pytest.raises(NotAllowedError):
        suspend_user(boss, by=boss, reason="Tired.", days=7)


def test_administrators_suspend_and_lift_in_the_back_office(client):
    person = user("noisy@example.org")
    client.force_login(administrator())
    address = reverse("suspend_user", args=[person.pk])
    assert address in client.get(reverse("wagtailusers_users:index")).text
    client.post(address, {"reason": "Advertising.", "days": "7"})
    person.refresh_from_db()
    assert not person.is_active
    page = client.get(address)
    assert "Advertising." in page.text
    client.post(address, {"ends": "on", "answer": "We were wrong."})
    person.refresh_from_db()
    assert person.is_active


def test_an_appeal_is_answered_by_mail_also_when_the_suspension_stays(
    client, django_capture_on_commit_callbacks
):
    person = user()
    sanction = suspended(person)
    boss = sanction.by
    with pytest.raises(AccountError, match="no appeal"):
        uphold_suspension(sanction, by=boss, answer="No.")
    appeal_suspension(sanction, by=person, text="It was not me.")
    with pytest.raises(NotAllowedError):
        uphold_suspension(sanction, by=stranger(), answer="No.")
    client.force_login(boss)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("suspend_user", args=[person.pk]), {"answer": "The log shows it."})
    assert "The log shows it." in mail.outbox[-1].body
    person.refresh_from_db()
    assert not person.is_active


def test_editors_cannot_open_the_page(client):
    client.force_login(editor())
    assert client.get(reverse("suspend_user", args=[user().pk])).status_code in {302, 403}
