"""The first texts of the editorial pages, from ``texts/<language>.json`` into the page tree.

Once they are there they belong to the editors: a language that has a front page is left alone,
whatever was edited, unpublished or deleted below it.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction
from django.utils.html import escape, strip_tags
from wagtail.models import Locale, Page, Site

from tessera.lib.languages import INTERFACE_LANGUAGES
from tessera.pages.models import FrontPage, InformationPage

#: The pages that every installation begins with; their addresses are the same in all languages.
SLUGS = ("about", "how-records-are-checked", "accessibility", "privacy")

_FOLDER = Path(__file__).resolve().parent / "texts"
_ORIGINAL_LANGUAGE = "en"


@dataclass(frozen=True)
class PageText:
    """One page's text in one language; ``introduction`` and ``body`` are HTML."""

    slug: str
    title: str
    introduction: str
    body: str


@dataclass(frozen=True)
class LanguageTexts:
    """All texts in one language. ``status`` tells how they came to be (a ``TextStatus``)."""

    language: str
    status: str
    home: str
    pages: tuple[PageText, ...]


def read_texts(language: str, *, site_name: str) -> LanguageTexts:
    """The texts of a language, with the site's name put in."""
    content = json.loads((_FOLDER / f"{language}.json").read_text("utf-8"))
    return LanguageTexts(
        language=language,
        status=content["status"],
        home=content["home"],
        pages=tuple(_page_text(page, escape(site_name)) for page in content["pages"]),
    )


def _page_text(page: Mapping[str, Any], site_name: str) -> PageText:
    return PageText(
        slug=page["slug"],
        title=page["title"],
        introduction=f"<p>{page['introduction'].replace('{site_name}', site_name)}</p>",
        body="".join(page["body"]).replace("{site_name}", site_name),
    )


def needs_pages() -> bool:
    """Whether a language has no editorial pages yet. One query."""
    present = set(FrontPage.objects.values_list("locale__language_code", flat=True))
    return not present.issuperset(INTERFACE_LANGUAGES)


@transaction.atomic
def load_pages() -> int:
    """Make the locales, and the front page and pages of each language that has none.

    The English front page becomes the root of the default site. Returns how many pages were
    made, front pages included; 0 when there was nothing to do. All pages or none.
    """
    locales = {
        code: Locale.objects.get_or_create(language_code=code)[0] for code in INTERFACE_LANGUAGES
    }
    made = sum(
        _load_language(locales[code], read_texts(code, site_name=settings.SITE_NAME))
        for code in INTERFACE_LANGUAGES
    )
    if made:
        _settle_site(FrontPage.objects.get(locale=locales[_ORIGINAL_LANGUAGE]))
    return made


def _load_language(locale: Locale, texts: LanguageTexts) -> int:
    if FrontPage.objects.filter(locale=locale).exists():
        return 0
    front = FrontPage(
        title=texts.home,
        slug=texts.language,
        locale=locale,
        translation_key=_translation_key(FrontPage.objects.all()),
    )
    Page.get_first_root_node().add_child(instance=front)
    for text in texts.pages:
        page = InformationPage(
            title=text.title,
            slug=text.slug,
            locale=locale,
            translation_key=_translation_key(InformationPage.objects.filter(slug=text.slug)),
            introduction=text.introduction,
            body=text.body,
            text_status=texts.status,
            search_description=strip_tags(text.introduction),
            show_in_menus=True,
        )
        front.add_child(instance=page)
        page.save_revision().publish()
    return 1 + len(texts.pages)


def _translation_key(translations: Any) -> UUID:
    """The key that these pages share; a new one for the first of them.

    English comes first, so the others become its translations.
    """
    found = translations.order_by("pk").values_list("translation_key", flat=True).first()
    return found or uuid4()


def _settle_site(front: FrontPage) -> None:
    """Let the default site begin at ``front``, and remove Wagtail's page of welcome."""
    site = Site.objects.filter(is_default_site=True).first()
    if site is None:
        site = Site(is_default_site=True)
    welcome = site.root_page if site.root_page_id else None
    if welcome is None or welcome.specific_class is not FrontPage:
        address = urlsplit(settings.BASE_URL)
        site.root_page = front
        site.hostname = address.hostname or "localhost"
        site.port = address.port or (443 if settings.IS_HTTPS else 80)
        site.site_name = settings.SITE_NAME
        site.save()
        if welcome and welcome.depth > 1 and welcome.specific_class is Page and welcome.is_leaf():
            welcome.delete()
    Site.clear_site_root_paths_cache()
