"""Taking one's data away, and being erased."""

import io
import json
import zipfile
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.test import Client
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry

from tessera.accounts.actions import (
    ask_erasure,
    cancel_erasure,
    carry_out_due_erasures,
    carry_out_erasure,
)
from tessera.accounts.actors import SYSTEM
from tessera.accounts.errors import AccountError
from tessera.accounts.models import Erasure, User
from tessera.accounts.personal_data import Fate
from tessera.lib.errors import NotAllowedError
from tessera.review.models import Submission
from tests.accounts.test_pages import reauthenticated
from tests.factories.accounts import administrator, stranger, user

pytestmark = pytest.mark.django_db


def contribution(author: User, state: str, title: str = "Café") -> Submission:
    return Submission.objects.create(
        kind="PRA",
        author=author,
        author_email=author.email,
        state=state,
        content={"title": title},
    )


def made_due(erasure: Erasure) -> Erasure:
    erasure.due_at -= timedelta(days=15)
    erasure.save()
    return erasure


def test_the_archive_holds_what_is_kept_for_machines_and_for_people():
    person = user("leyla@example.org", first_name="Leyla")
    contribution(person, "draft", "Tea at four")
    contribution(stranger(), "draft", "Somebody else’s")
    answer = reauthenticated(person).post("/en/account/data/export/")
    archive = zipfile.ZipFile(io.BytesIO(answer.content))
    data = json.loads(archive.read("account.json"))
    assert data["accounts.User"][0]["email"] == "leyla@example.org"
    assert [row["content"] for row in data["review.Submission"]] == [{"title": "Tea at four"}]
    page = archive.read("account.html").decode()
    assert "leyla@example.org" in page
    assert "Tea at four" in page
    assert "Somebody" not in page
    assert "secret" not in page


def test_the_archive_needs_a_fresh_proof_of_who_asks():
    client = Client()
    client.force_login(user())
    assert client.post("/en/account/data/export/").status_code == 302


def test_erasure_waits_and_can_be_taken_back():
    person = user()
    client = reauthenticated(person)
    client.post("/en/account/data/", {"fate": "anonymize"})
    assert "will be erased on" in client.get("/en/account/data/").text
    assert carry_out_due_erasures() == 0
    client.post("/en/account/data/keep/")
    assert "will be erased on" not in client.get("/en/account/data/").text
    assert Erasure.objects.count() == 0


def test_owner_is_told_by_mail_in_her_language_when_erasure_was_asked_for(mailoutbox):
    person = user("amal@example.org", language="ar")
    reauthenticated(person).post("/en/account/data/", {"fate": "delete"})
    (mail,) = mailoutbox
    assert mail.to == ["amal@example.org"]
    assert f"{settings.BASE_URL}/ar/account/data/" in mail.body
    assert "Somebody" not in mail.body


def test_nothing_is_erased_without_a_choice():
    client = reauthenticated(user())
    answer = client.post("/en/account/data/", {})
    assert "Choose what becomes of your contributions." in answer.text
    assert Erasure.objects.count() == 0


@pytest.mark.parametrize(
    ("fate", "left"), [(Fate.ANONYMIZE, ["listed", "submitted"]), (Fate.DELETE, ["listed"])]
)
def test_after_the_erasure_nothing_tells_who_it_was(fate, left):
    person = user("leyla@example.org", first_name="Leyla")
    log(person, "accounts.user.preferences", user=person)
    for state in ("draft", "submitted", "listed"):
        contribution(person, state)
    made_due(ask_erasure(person, by=person, fate=fate))
    assert carry_out_due_erasures() == 1
    person.refresh_from_db()
    assert (person.get_full_name(), person.is_active) == ("", False)
    assert person.email.endswith("@erased.invalid")
    assert not EmailAddress.objects.filter(user=person).exists()
    assert not Authenticator.objects.filter(user=person).exists()
    rows = Submission.objects.order_by("state")
    assert [(row.state, row.author, row.author_email) for row in rows] == [
        (state, None, "") for state in left
    ]
    labels = set(ModelLogEntry.objects.values_list("label", flat=True))
    assert labels == {f"#{person.pk}"}
    assert carry_out_due_erasures() == 0


def test_the_stranger_may_neither_ask_nor_cancel_nor_carry_out():
    person, other = user(), stranger()
    erasure = ask_erasure(person, by=person, fate=Fate.DELETE)
    with pytest.raises(NotAllowedError):
        ask_erasure(person, by=other, fate=Fate.DELETE)
    with pytest.raises(NotAllowedError):
        cancel_erasure(person, by=other)
    with pytest.raises(NotAllowedError):
        carry_out_erasure(made_due(erasure), by=other)


def test_nobody_is_erased_before_the_time():
    person = user()
    erasure = ask_erasure(person, by=person, fate=Fate.DELETE)
    with pytest.raises(NotAllowedError):
        carry_out_erasure(erasure, by=SYSTEM)


def test_the_last_administrator_stays():
    last = administrator()
    with pytest.raises(AccountError, match="last administrator"):
        ask_erasure(last, by=last, fate=Fate.ANONYMIZE)
