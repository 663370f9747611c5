"""Nobody learns from a page whether an address has an account."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories.accounts import user

pytestmark = pytest.mark.django_db

HOLDER, NOBODY = "holder@example.org", "nobody@example.org"


def told(page: str, email: str) -> tuple[int, str, str]:
    """What is answered, and what the page after it says; without what differs each time."""
    client = Client(headers={"accept-language": "en"})
    answer = client.post(reverse(page), {"email": email})
    text = client.get(answer.url).text if answer.status_code == 302 else answer.text
    text = re.sub(r'(csrfmiddlewaretoken" value|nonce)="[^"]+"', "", text.replace(email, ""))
    return answer.status_code, answer.headers.get("Location", ""), text


@pytest.mark.parametrize(
    "page", ["account_request_login_code", "account_reset_password", "account_signup"]
)
def test_who_asks_learns_nothing_about_an_address(page, mailoutbox):
    user(HOLDER)
    assert told(page, HOLDER) == told(page, NOBODY)
    assert sorted(mail.to[0] for mail in mailoutbox) == [HOLDER, NOBODY]


def test_a_wrong_password_and_an_unknown_address_are_refused_alike():
    user(HOLDER)
    answers = [
        Client(headers={"accept-language": "en"}).post(
            reverse("account_login"), {"login": email, "password": "not the pass phrase"}
        )
        for email in (HOLDER, NOBODY)
    ]
    assert [answer.status_code for answer in answers] == [200, 200]
    known, unknown = (answer.context["form"].errors for answer in answers)
    assert known
    assert known == unknown
