"""Editors replace the site's own texts, language by language."""

import pytest
from wagtail.models import Locale, Page

from tessera.changes.models import Change
from tessera.pages.models import FrontPage, InformationPage

pytestmark = pytest.mark.django_db


@pytest.fixture
def french_about():
    locale, _made = Locale.objects.get_or_create(language_code="fr")
    front = FrontPage(title="Accueil", slug="fr", locale=locale)
    Page.objects.get(depth=1).add_child(instance=front)
    page = InformationPage(
        title="À propos de nous", slug="about", locale=locale, body="<p>Nous</p>"
    )
    return front.add_child(instance=page)


def test_published_page_takes_the_place_of_the_sites_text_in_its_language(client, french_about):
    french_about.save_revision().publish()
    assert "<h1>À propos de nous</h1>" in client.get("/fr/about/").content.decode()
    assert "À propos de nous" not in client.get("/en/about/").content.decode()


def test_unpublished_page_gives_the_place_back(client, french_about):
    french_about.unpublish()
    assert "À propos de nous" not in client.get("/fr/about/").content.decode()


def test_publishing_and_unpublishing_are_announced(french_about):
    french_about.save_revision().publish()
    french_about.unpublish()
    changes = Change.objects.filter(kind=Change.Kind.PAGE).order_by("sequence")
    assert [change.what for change in changes] == ["updated", "removed"]


def test_page_that_nobody_wrote_is_not_found(client):
    assert client.get("/fr/nobody-wrote-this/").status_code == 404
