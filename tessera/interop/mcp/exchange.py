"""The tools that find open funding, and what is offered and sought, as everybody may see it."""

from collections.abc import Mapping
from typing import Any, Final

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.paginator import Paginator

from tessera.exchange.finding import find_listings
from tessera.interop.api.exchange import listing_values, listings_wanted
from tessera.interop.api.funding import funding_wanted, programme_values
from tessera.interop.mcp.arguments import codes_of, page_of_arguments, text_of
from tessera.lib.word_filters import LONGEST_TEXT
from tessera.network.funding.finding import open_programmes, with_all

_A_PAGE: Final = 20


def find_funding(arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Programmes to which one can still apply, the next deadline first."""
    given: dict[str, Any] = {name: codes_of(arguments, name) for name in ("theme", "applicant")}
    given["q"] = text_of(arguments, "query")[:LONGEST_TEXT]
    given["country"] = text_of(arguments, "country")[:8]
    rows = with_all(open_programmes(funding_wanted(given)))
    return _paged(rows, arguments, programme_values)


def find_offers_and_seeks(arguments: Mapping[str, Any]) -> dict[str, Any]:
    """What people and organizations offer and seek, the newest first."""
    facets = ("side", "kind", "theme", "country", "language")
    given: dict[str, Any] = {name: codes_of(arguments, name) for name in facets}
    given["q"] = text_of(arguments, "query")[:LONGEST_TEXT]
    rows = find_listings(listings_wanted(given), AnonymousUser())
    whole = rows.select_related("person", "organization").prefetch_related("themes")
    return _paged(whole, arguments, listing_values)


def _paged(rows: Any, arguments: Mapping[str, Any], values: Any) -> dict[str, Any]:
    """A page with citations; beyond the last page there is nothing."""
    page, pages = page_of_arguments(arguments), Paginator(rows, _A_PAGE)
    found = pages.page(page).object_list if page <= pages.num_pages else []
    return {
        "total": pages.count,
        "page": page,
        "results": [_cited(values(each)) for each in found],
    }


def _cited(values: dict[str, Any]) -> dict[str, Any]:
    return {**values, "citation": f"{values['title']}. {settings.SITE_NAME}. {values['url']}"}
