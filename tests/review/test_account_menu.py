"""The account menu leads to what concerns somebody."""

import pytest
from django.test import Client

from tests.factories import accounts
from tests.factories.accounts import administrator

pytestmark = pytest.mark.django_db


def menu(user) -> str:
    client = Client(headers={"accept-language": "en"})
    client.force_login(user)
    return client.get("/en/about/").text


def test_editor_finds_the_desk_and_own_contributions():
    page = menu(administrator())
    assert 'href="/en/desk/"' in page
    assert 'href="/en/my/"' in page


def test_stranger_is_not_led_to_the_desk():
    page = menu(accounts.stranger())
    assert 'href="/en/my/"' in page
    assert 'href="/en/desk/"' not in page
    assert 'href="/en/reviewing/"' not in page
