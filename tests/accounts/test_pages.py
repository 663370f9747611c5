"""The account's pages: for whom they are, in which language, and that nobody keeps them."""

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.conf import settings
from django.test import Client

from tessera.accounts.models import User
from tessera.web import page_cache
from tests.factories.accounts import user
from tests.house import addresses

pytestmark = pytest.mark.django_db
LANGUAGES = [code for code, _name in settings.LANGUAGES]


def reauthenticated(person) -> Client:
    """Somebody who has just proven who they are."""
    client = Client(headers={"accept-language": "en"})
    client.force_login(person)
    session = client.session
    session["account_authentication_methods"] = [
        {"method": "password", "at": 4_000_000_000, "reauthenticated": True}
    ]
    session["account_authentication_methods_user"] = str(person.pk)
    session.save()
    return client


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_of_signing_in_answer_everybody_and_are_kept_by_nobody(client, language):
    for address in addresses.SIGNING_IN.values():
        path = f"/{language}/{address}"
        answer = client.get(path, follow=True)
        assert (path, answer.status_code) == (path, 200)
        assert f'<html lang="{language.replace("hans", "Hans")}"' in answer.text, path
        assert not page_cache.may_keep({}, answer) or "csrfmiddlewaretoken" not in answer.text
        assert "noindex" in answer.text
        assert "script-src 'self'" in answer["Content-Security-Policy"]
        assert "unsafe" not in answer["Content-Security-Policy"]


@pytest.mark.parametrize("address", addresses.FOR_SIGNED_IN.values())
def test_own_pages_lead_strangers_to_sign_in(client, address):
    answer = client.get(f"/fr/{address}")
    assert answer.status_code == 302
    assert answer.url.startswith("/fr/account/login/")


@pytest.mark.parametrize("language", LANGUAGES)
def test_own_pages_answer_their_owner_and_nobody_keeps_them(language):
    person = user()
    RecoveryCodes.activate(person)
    client = reauthenticated(person)
    for address in addresses.FOR_SIGNED_IN.values():
        path = f"/{language}/{address}"
        answer = client.get(path)
        assert (path, answer.status_code) == (path, 200)
        assert f'<html lang="{language.replace("hans", "Hans")}"' in answer.text, path
        assert "private" in answer["Cache-Control"] or "no-store" in answer["Cache-Control"]


def test_public_pages_are_the_owners_own_when_signed_in(client):
    person = Client()
    person.force_login(user())
    mine, theirs = person.get("/en/themes/"), client.get("/en/themes/")
    assert ">Your account</a>" in mine.text
    assert ">Your account</a>" not in theirs.text
    assert 'href="/en/account/login/?next=/en/themes/"' in theirs.text
    assert "private" in mine["Cache-Control"]
    assert page_cache.key_of(mine.wsgi_request.META) is None
    assert page_cache.key_of(theirs.wsgi_request.META) is not None


def test_visitors_cost_no_query_for_their_account(client, django_assert_num_queries):
    client.get("/en/display/")
    with django_assert_num_queries(0):
        answer = client.get("/en/display/")
    assert answer.cookies == {}


def test_name_and_language_are_kept(client):
    person = user()
    client.force_login(person)
    answer = client.post("/en/account/", {"name": "Leyla K.", "language": "tr"}, follow=True)
    person.refresh_from_db()
    assert (person.get_full_name(), person.language) == ("Leyla K.", "tr")
    assert "Your preferences are saved." in answer.text


def test_a_wrong_language_is_told_at_its_field_and_the_name_stays(client):
    client.force_login(user())
    answer = client.post("/en/account/", {"name": "Leyla K.", "language": "xx"})
    assert "Error:" in answer.text
    assert 'value="Leyla K."' in answer.text
    assert 'id="id_language_error"' in answer.text


def test_an_address_without_end_is_told_at_its_field(client):
    long = "y" * 60 + "@" + ("d" * 60 + ".") * 4 + "org"

    answer = client.post("/en/account/signup/", {"email": long})

    assert "at most 254 characters" in answer.text
    assert long in answer.text
    assert not User.objects.filter(email=long).exists()
