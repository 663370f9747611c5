"""Atom feeds (RFC 4287)."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _

from tessera.catalogue.browsing import NewsItem, news_items
from tessera.changes.models import Change
from tessera.interop.description import uri_of
from tessera.vocabularies.labels import current_language, labels

_ENTRIES = 50


class NewsFeed(Feed):  # type: ignore[type-arg]
    """What was published or changed lately, in the reader's language."""

    feed_type = Atom1Feed
    author_name = settings.SITE_NAME

    def __call__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Say the language, so that caches keep the feeds apart."""
        response = super().__call__(request, *args, **kwargs)
        response["Content-Language"] = current_language()
        return response

    def title(self) -> str:
        """The feed's title."""
        return _("What’s new in %(site)s") % {"site": settings.SITE_NAME}

    def link(self) -> str:
        """The page of the same content."""
        return reverse("whats_new")

    def feed_guid(self) -> str:
        """A name that stays when the address changes."""
        return f"{settings.BASE_URL}{reverse('whats_new')}"

    def items(self) -> list[NewsItem]:
        """The newest entries."""
        rows = Change.objects.filter(
            kind__in=[Change.Kind.RECORD, Change.Kind.ORGANIZATION],
            what__in=[Change.What.PUBLISHED, Change.What.UPDATED],
        ).order_by("-sequence")[:_ENTRIES]
        return news_items(list(rows))

    def item_title(self, item: NewsItem) -> str:
        """The record's title."""
        return item.card.title

    def item_description(self, item: NewsItem) -> str:
        """Its summary."""
        return item.card.summary

    def item_link(self, item: NewsItem) -> str:
        """Its page."""
        return item.card.url

    def item_guid(self, item: NewsItem) -> str:
        """Its permanent address."""
        return uri_of(item.card.identifier)

    def item_updateddate(self, item: NewsItem) -> datetime:
        """When it changed."""
        return item.change.at

    def item_categories(self, item: NewsItem) -> list[str]:
        """Its themes."""
        picture, language = labels(), current_language()
        entries = [picture.concept("TH", code) for code in item.card.theme_codes]
        return [entry.label(language) for entry in entries if entry]
