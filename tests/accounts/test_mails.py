"""What the account library writes to people."""

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from tests.factories.accounts import user

pytestmark = pytest.mark.django_db


def typed_at(page: str, language: str, **fields: str) -> None:
    with override(language):
        address = reverse(page)
    assert Client().post(address, fields).status_code == 302


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "Hello from Tessera!"), ("ar", "مرحبا من موقع Tessera!")],
)
def test_code_comes_in_the_language_of_its_owner(language, words, mailoutbox, settings):
    settings.SITE_NAME = "Tessera"
    user(email="amal@example.org", language=language)
    for page in ("en", "ar"):
        typed_at("account_request_login_code", page, email="amal@example.org")
    assert [words in mail.body for mail in mailoutbox] == [True, True]


def test_owner_hears_in_her_language_that_somebody_typed_her_address(mailoutbox):
    user(email="amal@example.org", language="ar")
    typed_at("account_signup", "en", email="amal@example.org")
    (mail,) = mailoutbox
    assert "مرحبا من موقع" in mail.body
    assert f"{settings.BASE_URL}/ar/" in mail.body


def test_no_mail_names_the_host_that_was_asked(mailoutbox):
    typed_at("account_request_login_code", "en", email="nobody@example.org")
    (mail,) = mailoutbox
    assert f"Hello from {settings.SITE_NAME}!" in mail.body
    assert "testserver" not in mail.body.split("Thank you for using")[1]
