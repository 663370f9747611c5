"""Pages for people who are signed in."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse
from django.test import RequestFactory

from tessera.accounts.access import sign_in_required
from tests.factories.accounts import user


@sign_in_required
def own_page(request) -> HttpResponse:
    """Something that only its owner may see."""
    return HttpResponse("mine")


def ask(person, path="/en/my/?page=2", method="get"):
    request = getattr(RequestFactory(), method)(path)
    request.user = person
    return own_page(request)


def test_the_stranger_is_led_to_sign_in_and_back():
    answer = ask(AnonymousUser())
    assert answer.status_code == 302
    assert answer.url.endswith("?next=/en/my/%3Fpage%3D2")


def test_the_stranger_who_sent_a_form_comes_back_to_its_page():
    answer = ask(AnonymousUser(), "/en/my/?page=2", "post")
    assert answer.url.endswith("?next=/en/my/")


@pytest.mark.django_db
def test_nobody_else_keeps_what_is_shown():
    answer = ask(user())
    assert answer.content == b"mine"
    assert "no-store" in answer["Cache-Control"]
    assert "private" in answer["Cache-Control"]


@pytest.mark.django_db
def test_who_may_not_enter_the_back_office_is_told_so_and_not_sent_round(client):
    client.force_login(user())
    answer = client.get("/editors/mails/", follow=True)
    assert answer.status_code == 403
    assert [path.split("?")[0] for path, _status in answer.redirect_chain] == ["/editors/login/"]
