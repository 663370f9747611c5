"""The first texts of the editorial pages come once, and then belong to the editors."""

import re
from html.parser import HTMLParser

import pytest
from django.conf import settings
from django.core.management import call_command
from wagtail.models import Locale, Page, Site

from tessera.network.models import TextStatus
from tessera.pages.loading import SLUGS, load_pages, needs_pages, read_texts
from tessera.pages.models import FrontPage, InformationPage

LANGUAGES = [code for code, _name in settings.LANGUAGES]
TRANSLATED = LANGUAGES[1:]


class Outline(HTMLParser):
    """The elements of a text, with what their attributes say."""

    def __init__(self) -> None:
        super().__init__()
        self.elements: list[tuple[str, tuple]] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list) -> None:
        self.elements.append((tag, tuple(attrs)))
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def outline(html: str) -> list:
    reader = Outline()
    reader.feed(html)
    assert reader.open == []
    return [element for element in reader.elements if element[0] != "em"]


def remove_pages() -> None:
    for front in FrontPage.objects.all():
        if front.pk != Site.objects.get().root_page_id:
            front.delete()
    site = Site.objects.get()
    site.root_page = Page.objects.get(depth=1)
    site.save()
    FrontPage.objects.get().delete()


@pytest.mark.parametrize("language", TRANSLATED)
def test_translation_has_every_part_of_the_english_text(language):
    english = read_texts("en", site_name="Tessera").pages
    translated = read_texts(language, site_name="Tessera").pages
    assert [page.slug for page in translated] == list(SLUGS)
    assert [outline(page.body) for page in translated] == [outline(page.body) for page in english]
    for ours, theirs in zip(english, translated, strict=True):
        assert ("Tessera" in ours.introduction) == ("Tessera" in theirs.introduction)
        assert ours.title != theirs.title


def test_only_the_english_texts_are_originals():
    statuses = {code: read_texts(code, site_name="").status for code in LANGUAGES}
    expected = dict.fromkeys(TRANSLATED, TextStatus.MACHINE)
    assert statuses == {"en": TextStatus.ORIGINAL, **expected}


def test_name_of_the_site_is_put_in_as_text():
    about = read_texts("en", site_name="Us & <them>").pages[0]
    assert about.introduction.startswith("<p>Us &amp; &lt;them&gt; is a free")
    assert not re.search(r"\{\w+\}", about.introduction + about.body)


@pytest.mark.django_db
def test_new_installation_gets_all_pages_as_translations_of_each_other():
    remove_pages()
    Locale.objects.exclude(language_code="en").delete()
    assert needs_pages()
    assert load_pages() == 35
    for slug in SLUGS:
        pages = InformationPage.objects.filter(slug=slug, live=True)
        assert sorted(page.locale.language_code for page in pages) == sorted(LANGUAGES)
        assert len({page.translation_key for page in pages}) == 1
    assert len(set(FrontPage.objects.values_list("translation_key", flat=True))) == 1
    assert Site.objects.get().root_page.locale.language_code == "en"
    assert not needs_pages()


@pytest.mark.django_db
def test_page_of_welcome_makes_room_and_the_site_has_its_own_address(settings):
    remove_pages()
    welcome = Page.objects.get(depth=1).add_child(instance=Page(title="Welcome", slug="home"))
    Site.objects.update(root_page=welcome)
    settings.BASE_URL = "https://tessera.example.org"
    settings.IS_HTTPS = True
    load_pages()
    site = Site.objects.get()
    assert (site.hostname, site.port) == ("tessera.example.org", 443)
    assert not Page.objects.filter(pk=welcome.pk).exists()


@pytest.mark.django_db
def test_loading_twice_adds_nothing_and_keeps_what_editors_did(capsys):
    edited = InformationPage.objects.get(slug="about", locale__language_code="en")
    edited.title = "Our own words"
    edited.save_revision().publish()
    InformationPage.objects.get(slug="privacy", locale__language_code="fr").delete()
    before = list(Page.objects.order_by("pk").values_list("pk", "title", "live"))
    call_command("load_pages")
    assert capsys.readouterr().out == "0 pages were added.\n"
    assert list(Page.objects.order_by("pk").values_list("pk", "title", "live")) == before
    assert (edited.pk, "Our own words", True) in before


@pytest.mark.django_db
def test_language_that_was_lost_comes_back_as_a_translation():
    FrontPage.objects.get(locale__language_code="tr").delete()
    assert needs_pages()
    assert load_pages() == 5
    keys = InformationPage.objects.filter(slug="about").values_list("translation_key", flat=True)
    assert len(keys) == 7
    assert len(set(keys)) == 1
