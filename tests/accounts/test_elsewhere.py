"""Signing in with another service: its pages speak the reader's language and may lead away."""

import pytest
from django.test import Client

from tests.factories.accounts import user

pytestmark = pytest.mark.django_db
PROVIDERS = [
    {"id": "uni", "name": "Example University", "address": "http://uni.internal:81/realm",
     "client_id": "c", "secret": "s"},
]  # fmt: skip


@pytest.fixture(autouse=True)
def providers(settings):
    """One of OpenID Connect, as an operator names it."""
    settings.OPENID_PROVIDERS = PROVIDERS
    app = {"provider_id": "uni", "name": "Example University", "client_id": "c", "secret": "s",
           "settings": {"server_url": "http://uni.internal:81/realm"}}  # fmt: skip
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app]}}


@pytest.mark.parametrize("page", ["login", "signup"])
def test_the_way_to_another_service_keeps_the_language(page):
    client = Client(headers={"accept-language": "en"})
    link = "/sign-in/oidc/uni/login/?process=login&amp;language=ar"
    assert f'href="{link}"' in client.get(f"/ar/account/{page}/").text

    there = client.get(link.replace("&amp;", "&"))

    assert there.status_code == 200
    assert '<html lang="ar" dir="rtl"' in there.text
    # Who comes back finds the language again, and a made-up one is not kept.
    assert '<html lang="ar"' in client.get("/sign-in/oidc/uni/login/callback/?code=x").text
    made_up = client.get("/sign-in/oidc/uni/login/?language=xx")
    assert "language" not in made_up.cookies


def test_the_browser_may_follow_the_button_to_the_service():
    answer = Client().get("/sign-in/oidc/uni/login/")

    assert "form-action 'self' https: http://uni.internal:81" in _policy(answer)
    assert "script-src 'self'" in _policy(answer)
    assert "form-action 'self'" in _policy(Client().get("/en/account/login/"))


def _policy(answer) -> list[str]:
    return [each.strip() for each in answer["Content-Security-Policy"].split(";")]


def test_who_is_signed_in_connects_a_service():
    client = Client()
    client.force_login(user(second_step=False))

    page = client.get("/fr/account/elsewhere/").text

    assert "/sign-in/oidc/uni/login/?process=connect&amp;language=fr" in page
