"""What the account library writes to people."""

from pathlib import Path
from types import SimpleNamespace

import allauth
import pytest
from allauth.core import context as allauth_context
from django.conf import settings
from django.core import mail as django_mail
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils.translation import override

from tessera.accounts.adapters import AccountAdapter
from tests.factories.accounts import user

pytestmark = pytest.mark.django_db

_TEMPLATES = Path(allauth.__file__).parent / "templates"
#: Every mail of the library, by the beginning of its templates' names.
MAILS = sorted(
    str(path.relative_to(_TEMPLATES)).removesuffix("_subject.txt")
    for path in _TEMPLATES.glob("*/email/*_subject.txt")
)
#: What the library says with a mail, and pieces that are the same in every language.
SAID = {
    "email": "amal@example.org",
    "code": "482913",
    "activate_url": "https://tessera.example/confirm",
    "password_reset_url": "https://tessera.example/reset",
    "signup_url": "https://tessera.example/join",
    "from_email": "old@example.org",
    "to_email": "new@example.org",
    "deleted_email": "old@example.org",
    "ip": "192.0.2.7",
    "user_agent": "Firefox",
    "timestamp": "2026-11-26",
    "provider": "ORCID",
}


def typed_at(page: str, language: str, **fields: str) -> None:
    with override(language):
        address = reverse(page)
    assert Client().post(address, fields).status_code == 302


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "Your sign-in code is listed below"), ("ar", "رمز تسجيل الدخول الخاص بك")],
)
def test_code_comes_in_the_language_of_its_owner(language, words, mailoutbox):
    user(email="amal@example.org", language=language)
    for page in ("en", "ar"):
        typed_at("account_request_login_code", page, email="amal@example.org")
    assert [words in mail.body for mail in mailoutbox] == [True, True]


def test_owner_hears_in_her_language_that_somebody_typed_her_address(mailoutbox):
    user(email="amal@example.org", language="ar")
    typed_at("account_signup", "en", email="amal@example.org")
    (mail,) = mailoutbox
    assert "تلقيت هذه الرسالة" in mail.body
    assert f"{settings.BASE_URL}/ar/" in mail.body


def test_no_mail_names_the_host_that_was_asked(mailoutbox):
    typed_at("account_request_login_code", "en", email="nobody@example.org")
    (mail,) = mailoutbox
    assert "testserver" not in mail.subject + mail.body.replace(settings.BASE_URL, "")


def written(mail: str, language: str) -> tuple[str, str]:
    """Subject and text of a mail of the library, as the adapter sends it."""
    request = RequestFactory().get("/")
    said = {**SAID, "user": SimpleNamespace(language=language, email=SAID["email"])}
    with allauth_context.request_context(request):
        AccountAdapter().send_mail(mail, SAID["email"], said)
    message = django_mail.outbox[-1]
    return message.subject, message.body


@pytest.mark.parametrize("language", [code for code, _ in settings.LANGUAGES if code != "en"])
@pytest.mark.parametrize("mail", MAILS)
def test_each_mail_of_the_library_is_in_the_readers_language(mail, language, mailoutbox):
    subject, body = written(mail, "en")
    in_english = {line for line in [subject, *body.splitlines()] if len(line.split()) > 2}
    subject, body = written(mail, language)
    assert body.strip()
    assert in_english.isdisjoint([subject, *body.splitlines()])


@pytest.mark.parametrize("mail", MAILS)
def test_mails_are_greeted_and_signed_once(mail, mailoutbox):
    _, body = written(mail, "en")
    assert "Hello from" not in body
    assert "Thank you for using" not in body


@pytest.mark.parametrize("mail", MAILS)
def test_arabic_mails_call_a_code_by_one_name(mail, mailoutbox):
    assert "كود" not in "".join(written(mail, "ar"))
