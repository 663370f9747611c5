"""Editorial pages: what the site says about itself."""

from typing import Any, ClassVar

from django.urls import reverse
from django.utils.translation import override
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Page


class FrontPage(Page):
    """The root of the editorial pages in one language. The site's home is a view, not this."""

    max_count_per_parent = 1
    parent_page_types = ("wagtailcore.Page",)
    subpage_types = ("pages.InformationPage",)

    def get_url_parts(self, request: Any = None) -> tuple[Any, str, str] | None:
        """The home page in its language."""
        return _url_parts(self, "home")


class InformationPage(Page):
    """A page such as “About”, “Accessibility” or “Privacy”, found by its slug and language.

    The site brings texts of its own for the slugs of ``tessera.pages.views``; a live page with the
    same slug takes their place in its language.
    """

    introduction = RichTextField(features=["bold", "italic", "link"], blank=True)
    body = RichTextField(
        features=["h2", "h3", "bold", "italic", "ol", "ul", "link", "document-link", "image"],
        blank=True,
    )

    content_panels = (*Page.content_panels, FieldPanel("introduction"), FieldPanel("body"))
    parent_page_types: ClassVar = ("pages.FrontPage", "pages.InformationPage")
    template = "pages/information_page.html"

    def get_url_parts(self, request: Any = None) -> tuple[Any, str, str] | None:
        """Its address below the language."""
        return _url_parts(self, "information_page", self.slug)


def _url_parts(page: Page, name: str, *arguments: str) -> tuple[Any, str, str] | None:
    parts = page._get_relevant_site_root_paths()
    if not parts:
        return None
    with override(page.locale.language_code):
        return parts[0].site_id, parts[0].root_url, reverse(name, args=arguments)
