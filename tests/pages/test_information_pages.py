"""The pages about the site: in seven languages, and the editors' own once they are there."""

import re

import pytest
from django.conf import settings
from django.test import Client
from wagtail.models import Locale, Page, PageViewRestriction

from tessera.changes.models import Change
from tessera.lib.languages import direction, html_tag
from tessera.network.models import TextStatus
from tessera.pages.loading import SLUGS, read_texts
from tessera.pages.models import FrontPage, InformationPage

#: What stands before the words “Machine translation”, in any language.
MARK = 'class="badge'
LANGUAGES = [code for code, _name in settings.LANGUAGES]

pytestmark = pytest.mark.django_db


def page_of(slug: str, language: str) -> InformationPage:
    return InformationPage.objects.get(slug=slug, locale__language_code=language)


def publish(page: InformationPage, **changes: object) -> None:
    for name, value in changes.items():
        setattr(page, name, value)
    page.save_revision().publish()


def article(client: Client, address: str) -> str:
    html = client.get(address).content.decode()
    return html[html.index("<article") : html.index("</article>")]


def announced() -> list[tuple[str, str]]:
    changes = Change.objects.filter(kind=Change.Kind.PAGE).order_by("sequence")
    return [(change.identifier, change.what) for change in changes]


@pytest.mark.parametrize("slug", SLUGS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_page_is_there_in_its_language(client, language, slug):
    title = next(
        page.title for page in read_texts(language, site_name="").pages if page.slug == slug
    )
    response = client.get(f"/{language}/{slug}/")
    html = response.content.decode()
    assert response.status_code == 200
    assert f'<html lang="{html_tag(language)}" dir="{direction(language)}">' in html
    assert re.findall(r"<h1>(.*)</h1>", html) == [title]
    assert "site_name" not in html


def test_page_names_the_site(client):
    assert f"{settings.SITE_NAME} is a free and open collection" in (
        client.get("/en/about/").content.decode()
    )


def test_page_lists_its_translations_for_search_engines(client):
    html = client.get("/fr/privacy/").content.decode()
    expected = [
        (html_tag(language), f"{settings.BASE_URL}/{language}/privacy/") for language in LANGUAGES
    ]
    expected.append(("x-default", f"{settings.BASE_URL}/en/privacy/"))
    found = re.findall(r'<link rel="alternate" hreflang="([^"]+)" href="([^"]+)"', html)
    assert sorted(found) == sorted(expected)


def test_translated_page_says_so_and_leads_to_the_original(client):
    french = article(client, "/fr/about/")
    assert 'href="/en/about/" hreflang="en"' in french
    assert MARK in french
    assert MARK not in article(client, "/en/about/")


def test_text_that_somebody_rewrote_is_no_longer_called_a_translation(client):
    publish(page_of("about", "fr"), text_status=TextStatus.ORIGINAL)
    assert MARK not in article(client, "/fr/about/")


def test_what_an_editor_publishes_is_shown_in_its_language_only(client):
    publish(page_of("about", "fr"), title="Qui nous sommes")
    assert "<h1>Qui nous sommes</h1>" in client.get("/fr/about/").content.decode()
    assert "Qui nous sommes" not in client.get("/en/about/").content.decode()


def test_draft_is_not_shown(client):
    page = page_of("about", "en")
    page.title = "Half an idea"
    page.save_revision()
    assert "<h1>About this site</h1>" in client.get("/en/about/").content.decode()


def test_unpublished_page_is_not_found(client):
    assert client.get("/ru/privacy/").status_code == 200
    page_of("privacy", "ru").unpublish()
    assert client.get("/ru/privacy/").status_code == 404


def test_page_that_nobody_wrote_is_not_found(client):
    assert client.get("/fr/nobody-wrote-this/").status_code == 404


def test_new_page_below_another_has_an_address_in_its_language(client):
    locale = Locale.objects.get(language_code="es")
    page_of("about", "es").add_child(
        instance=InformationPage(title="Equipo", slug="equipo", locale=locale)
    )
    response = client.get("/es/about/equipo/")
    assert "<h1>Equipo</h1>" in response.content.decode()
    assert 'hreflang="fr" href' not in response.content.decode().partition("</head>")[0]


def test_page_for_signed_in_readers_asks_strangers_to_sign_in(client):
    page = page_of("about", "en")
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
    assert client.get("/en/about/").status_code == 302
    assert announced() == [(str(page.pk), "updated")]


def test_contact_stands_at_the_end_when_the_operator_named_one(client, settings):
    settings.SITE_CONTACT = "editors@example.org"
    assert 'href="mailto:editors@example.org"' in client.get("/en/privacy/").content.decode()
    settings.SITE_CONTACT = "https://example.org/contact"
    assert 'href="https://example.org/contact"' in client.get("/en/privacy/").content.decode()
    settings.SITE_CONTACT = ""
    assert "Contact:" not in client.get("/en/privacy/").content.decode()


def test_front_page_leads_to_the_home_page(client):
    front = FrontPage.objects.get(locale__language_code="ar")
    assert front.get_url() == "/ar/"
    assert client.get("/ar/").status_code == 200


def test_publishing_moving_and_unpublishing_are_announced():
    page = page_of("about", "fr")
    publish(page, title="Autre")
    page.move(page_of("privacy", "fr"), pos="last-child")
    InformationPage.objects.get(pk=page.pk).unpublish()
    assert announced() == [(str(page.pk), what) for what in ("updated", "updated", "removed")]


def test_deleting_is_announced():
    page = page_of("about", "fr")
    Page.objects.get(pk=page.pk).delete()
    assert announced() == [(str(page.pk), "removed")]


def test_translated_page_needs_a_bounded_number_of_queries(client, django_assert_num_queries):
    client.get("/tr/privacy/")  # Fills Wagtail's memories of sites and content types.
    with django_assert_num_queries(9):
        client.get("/tr/privacy/")
    with django_assert_num_queries(9):
        client.get("/ar/privacy/")
