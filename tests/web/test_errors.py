"""Error pages speak the reader's language, also when much is broken."""

import re

import pytest
from django.test import Client, RequestFactory, override_settings
from django.urls import path

from tessera import urls as site
from tessera.lib.errors import NotAllowedError
from tessera.web import errors


def broken(request):
    raise RuntimeError


def refused(request):
    raise NotAllowedError("Not yours.")


handler403 = errors.permission_denied
handler500 = errors.server_error
urlpatterns = [
    path("broken/", broken),
    path("refused/", refused),
    *site.urlpatterns,
]


@pytest.mark.parametrize("status", errors.STATUSES)
@pytest.mark.parametrize(
    ("language", "start"),
    [("ar", '<html lang="ar" dir="rtl">'), ("zh-hans", '<html lang="zh-Hans" dir="ltr">')],
)
def test_error_page_speaks_the_language_of_the_address_without_a_database(status, language, start):
    response = errors.error_page(RequestFactory().get(f"/{language}/x/"), status)
    html = response.content.decode()
    assert response.status_code == status
    assert start in html
    assert html.count("<h1") == 1
    assert response["X-Robots-Tag"] == "noindex"


def test_error_page_without_a_language_in_its_address_asks_the_browser():
    request = RequestFactory().get("/broken/", headers={"accept-language": "tr"})
    assert '<html lang="tr"' in errors.server_error(request).content.decode()


@override_settings(ROOT_URLCONF=__name__)
def test_server_error_names_its_reference():
    client = Client(raise_request_exception=False)
    response = client.get("/broken/")
    number = re.search(r"<code>(\w{8})</code>", response.content.decode())
    assert response.status_code == 500
    assert number
    assert number[1] == response["X-Request-ID"]


@pytest.mark.django_db
def test_missing_page_is_not_found_in_arabic(client):
    response = client.get("/ar/nothing-here/")
    assert response.status_code == 404
    assert '<html lang="ar" dir="rtl">' in response.content.decode()


@override_settings(ALLOWED_HOSTS=["testserver"])
def test_unknown_host_is_a_bad_request(client):
    assert client.get("/en/display/", headers={"host": "evil.example"}).status_code == 400


def test_hurried_visitor_is_told_when_to_come_back():
    response = errors.too_many_requests(RequestFactory().get("/en/"), retry_after_seconds=7)
    assert (response.status_code, response["Retry-After"]) == (429, "7")
    assert "Wait 7 seconds" in response.content.decode()


def test_broken_template_still_answers(monkeypatch):
    monkeypatch.setattr(errors.loader, "render_to_string", broken)
    response = errors.server_error(RequestFactory().get("/en/"))
    assert response.status_code == 500
    assert "Something went wrong" in response.content.decode()


@pytest.mark.django_db
def test_form_from_elsewhere_is_refused_in_words(client):
    strict = Client(enforce_csrf_checks=True)
    response = strict.post("/en/account/login/", {"login": "a"})
    assert response.status_code == 403
    assert "<h1>You may not open this page</h1>" in response.content.decode()


@override_settings(ROOT_URLCONF="tests.web.test_errors")
@pytest.mark.django_db
def test_what_somebody_may_not_do_is_no_fault_of_ours():
    assert Client().get("/refused/").status_code == 403
