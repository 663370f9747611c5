"""The hurdle for machines: it is rare, can be waited out, and serves once."""

import itertools
from datetime import timedelta

import pytest
from django.core import mail, signing
from django.test import Client

from tessera.accounts.challenge import WAITING, is_answer, is_met, make_challenge
from tessera.accounts.honeypot import FIELD
from tessera.accounts.limits import count_attempt
from tessera.accounts.models import User

pytestmark = pytest.mark.django_db
SIGN_UP = "/en/account/signup/"


def solve(challenge: str) -> str:
    return next(str(n) for n in itertools.count() if is_answer(challenge, str(n)))


def later(monkeypatch, by: timedelta) -> None:
    now = signing.time.time
    monkeypatch.setattr(signing.time, "time", lambda: now() + by.total_seconds())


def test_the_answer_is_taken_once():
    challenge = make_challenge("test")
    answer = solve(challenge)
    assert not is_met("test", challenge, "no answer")
    assert is_met("test", challenge, answer)
    assert not is_met("test", challenge, answer)


def test_waiting_does_as_well(monkeypatch):
    challenge = make_challenge("test")
    assert not is_met("test", challenge, "")
    later(monkeypatch, WAITING + timedelta(seconds=2))
    assert is_met("test", challenge, "")


def test_neither_forged_nor_old_nor_foreign_challenges_count(monkeypatch):
    assert not is_met("test", "forged:1:2", solve("forged:1:2"))
    other = make_challenge("other")
    assert not is_met("test", other, solve(other))
    old = make_challenge("test")
    later(monkeypatch, timedelta(hours=1))
    assert not is_met("test", old, solve(old))


def busy_network() -> None:
    for _ in range(10):
        count_attempt("accounts.sign_up", "127.0.0.1", most=20, within=timedelta(hours=1))


def test_nobody_is_asked_while_it_is_quiet(client):
    assert 'name="challenge"' not in client.get(SIGN_UP).text


def test_a_busy_network_has_to_wait_and_nothing_typed_is_lost(client, monkeypatch):
    busy_network()
    page = client.get(SIGN_UP)
    assert "accounts/challenge.js" in page.text
    challenge = page.context["form"]["challenge"].value()
    data = {"email": "new@example.org", "first_name": "Leyla", "challenge": challenge}
    answer = client.post(SIGN_UP, data)
    assert "Wait 40 seconds" in answer.text
    assert 'value="new@example.org"' in answer.text
    assert not User.objects.exists()
    later(monkeypatch, WAITING + timedelta(seconds=2))
    client.post(SIGN_UP, data)
    assert User.objects.get().email == "new@example.org"


def test_a_browser_with_the_answer_does_not_wait(client):
    busy_network()
    challenge = client.get(SIGN_UP).context["form"]["challenge"].value()
    data = {"email": "new@example.org", "challenge": challenge}
    client.post(SIGN_UP, data | {"challenge_answer": solve(challenge)})
    assert User.objects.count() == 1


def test_a_machine_that_fills_in_everything_learns_nothing(client):
    honest = Client().post(SIGN_UP, {"email": "one@example.org"})
    caught = client.post(SIGN_UP, {"email": "two@example.org", FIELD: "https://spam.example"})
    assert (caught.status_code, caught.url) == (honest.status_code, honest.url)
    assert User.objects.get().email == "one@example.org"
    assert len(mail.outbox) == 1


def test_limits_hold_for_a_network(client):
    for number in range(25):
        data = {"email": f"n{number}@example.org"}
        challenge = client.get(SIGN_UP).context
        if challenge and "challenge" in challenge["form"].fields:
            break
        client.post(SIGN_UP, data)
        client.cookies.clear()
    assert 5 <= number <= 11
