"""Editorial pages: what the site says about itself."""

from dataclasses import dataclass
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Page

from tessera.lib.languages import html_tag
from tessera.network.models import TextStatus


class FrontPage(Page):
    """The root of the editorial pages in one language. The site's home is a view, not this."""

    max_count_per_parent = 1
    parent_page_types = ("wagtailcore.Page",)
    subpage_types = ("pages.InformationPage",)
    preview_modes: ClassVar[list[tuple[str, str]]] = []

    class Meta:
        verbose_name = _("front page")
        verbose_name_plural = _("front pages")

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Lead to the home page."""
        return redirect("home")


@dataclass(frozen=True)
class PageTranslation:
    """A page in one of its languages: its BCP 47 tag, its address, whether it was written so."""

    tag: str
    url: str
    is_original: bool


class InformationPage(Page):
    """A page such as “About”, “Accessibility” or “Privacy”.

    Its translations have the same slug, so that the language switch finds them.
    """

    introduction = RichTextField(_("introduction"), features=["bold", "italic", "link"], blank=True)
    body = RichTextField(
        _("text"),
        features=["h2", "h3", "bold", "italic", "ol", "ul", "link", "document-link", "image"],
        blank=True,
    )
    text_status = models.CharField(
        _("how this text came to be"),
        max_length=16,
        choices=TextStatus.choices,
        default=TextStatus.ORIGINAL,
        help_text=_("Readers are told when a text was translated by machine."),
    )

    content_panels = (
        *Page.content_panels,
        FieldPanel("introduction"),
        FieldPanel("body"),
        FieldPanel("text_status"),
    )
    parent_page_types: ClassVar = ("pages.FrontPage", "pages.InformationPage")
    template = "pages/information_page.html"

    class Meta:
        verbose_name = _("information page")
        verbose_name_plural = _("information pages")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Adds ``translations``, ``original`` and ``contact``.

        ``translations`` are the live ones, this page among them. ``original`` is the one that
        this page was translated from, ``None`` when it is this page itself. ``contact`` is the
        operator's address and ``contact_url`` leads there; both may be empty.
        """
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        pages = InformationPage.objects.filter(translation_key=self.translation_key).live()
        translations = [
            PageTranslation(html_tag(page.locale.language_code), parts[2], page.is_original)
            for page in pages.select_related("locale")
            if (parts := page.get_url_parts(request)) and parts[2]
        ]
        context["translations"] = translations
        if not self.is_original:
            context["original"] = next((each for each in translations if each.is_original), None)
        context["contact"] = settings.SITE_CONTACT
        context["contact_url"] = _address(settings.SITE_CONTACT)
        return context

    @property
    def is_original(self) -> bool:
        """Whether the text was written in this language."""
        return bool(self.text_status == TextStatus.ORIGINAL)


def _address(contact: str) -> str:
    is_mailbox = "@" in contact and ":" not in contact
    return f"mailto:{contact}" if is_mailbox else contact
