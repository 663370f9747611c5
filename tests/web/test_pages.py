"""What every visitor meets: languages, directions, display, policy."""

import re

import pytest
from django.conf import settings
from django.test import Client

from tessera.lib.languages import direction, html_tag

LANGUAGES = [code for code, _name in settings.LANGUAGES]
PAGES = [
    "",
    "style-guide/",
    "display/",
    "about/",
    "how-records-are-checked/",
    "accessibility/",
    "privacy/",
]

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_page_answers_in_the_language_of_its_address(client, language, page):
    response = client.get(f"/{language}/{page}")
    html = response.content.decode()
    assert response.status_code == 200
    assert f'<html lang="{html_tag(language)}" dir="{direction(language)}">' in html
    assert html.count("<h1") == 1
    alternates = re.findall(r'hreflang="([^"]+)" href="([^"]+)"', html)
    assert ("x-default", f"{settings.BASE_URL}/en/{page}") in alternates
    assert (html_tag(language), f"{settings.BASE_URL}/{language}/{page}") in alternates


@pytest.mark.parametrize(
    ("accepts", "cookie", "expected"),
    [
        ("ar,en;q=0.5", "", "/ar/"),
        ("zh-CN", "", "/zh-hans/"),
        ("nl", "", "/en/"),
        ("ar", "tr", "/tr/"),
        ("ar", "xx", "/ar/"),
    ],
)
def test_front_door_leads_to_the_readers_language(accepts, cookie, expected):
    client = Client(headers={"accept-language": accepts})
    if cookie:
        client.cookies["language"] = cookie
    response = client.get("/")
    assert (response.status_code, response["Location"]) == (302, expected)


def test_language_menu_leads_to_the_same_page_with_its_question(client):
    html = client.get("/en/style-guide/?page=2").content.decode()
    links = re.findall(r'<a href="([^"]+)"[^>]*data-language="([^"]+)"', html)
    assert {code: url for url, code in links} == {
        code: f"/{code}/style-guide/?page=2" for code in LANGUAGES if code != "en"
    }


def test_navigation_has_no_dead_links(client):
    html = client.get("/en/").content.decode()
    links = set(re.findall(r'href="(/[^"#]*)"', html)) - {"/editors/"}
    inside = sorted(link for link in links if not link.startswith("/static/"))
    assert "/en/style-guide/" in inside
    assert [(link, client.get(link).status_code) for link in inside] == [
        (link, 200) for link in inside
    ]


@pytest.mark.parametrize(
    ("choice", "sheets"),
    [
        ("", ['media="screen and (prefers-color-scheme: dark)"']),
        ("dark", ['media="screen"']),
        ("light", []),
    ],
)
def test_reader_chooses_light_or_dark(client, choice, sheets):
    client.post("/en/display/", {"display": choice or "system", "next": "/en/"})
    html = client.get("/en/").content.decode()
    assert re.findall(r'dark\.css" (media="[^"]+")', html) == sheets


def test_display_form_leads_back_only_to_this_site(client):
    answer = client.post("/en/display/", {"display": "dark", "next": "/fr/?q=a"})
    assert answer["Location"] == "/fr/?q=a"
    answer = client.post("/en/display/", {"display": "dark", "next": "https://evil.example/"})
    assert answer["Location"] == "/en/display/"


def test_policy_is_strict_outside_the_back_office(client):
    strict = client.get("/en/")["Content-Security-Policy"]
    office = client.get("/editors/login/")["Content-Security-Policy"]
    lookalike = client.get("/en/editors/")["Content-Security-Policy"]
    assert "unsafe-inline" not in strict
    assert "unsafe-inline" not in lookalike
    assert "script-src 'self' 'unsafe-inline'" in office


def test_home_asks_the_same_for_many_records(client, django_assert_max_num_queries):
    client.get("/en/")
    with django_assert_max_num_queries(16):
        client.get("/en/")


def test_web_page_is_small(client):
    import gzip

    html = client.get("/en/").content
    sheet = (settings.BASE_DIR / "tessera/web/static/tessera/tessera.css").read_bytes()
    script = (settings.BASE_DIR / "tessera/web/static/tessera/tessera.js").read_bytes()
    assert len(script) < 10_000
    assert sum(len(gzip.compress(part)) for part in (html, sheet, script)) < 30_000


def test_the_sites_icon_is_found_without_reading_a_page(client):
    response = client.get("/favicon.ico")
    assert response.status_code == 302
    assert response["Location"].endswith("icon.svg")
    assert "max-age" in response["Cache-Control"]
