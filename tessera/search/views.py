"""The search page, its suggestions and its exports."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _

from tessera.lib.enumerations import listed
from tessera.lib.http import read_only
from tessera.search.elsewhere import Elsewhere, elsewhere
from tessera.search.engines.errors import SearchEngineError
from tessera.search.facets import Facet, choice_label, facets_of
from tessera.search.languages_found import OneLanguage, one_language_each
from tessera.search.offers import Offer, offers
from tessera.search.parameters import SORTS, SearchAddress, read_address
from tessera.search.places_like import cities, place_like
from tessera.search.query import Phrase
from tessera.search.service import Found, engine, find
from tessera.search.suggestions import spelling_suggestion, suggestions
from tessera.vocabularies.labels import current_language

#: Labels that are named on the page at once; the others can be unfolded.
_SHOWN_LABELS = 7


@dataclass(frozen=True)
class Chip:
    """A choice in use and the address without it."""

    label: str
    url: str


@dataclass(frozen=True)
class Way:
    """A way out of an empty list: an address, and how many records it leads to."""

    label: str
    url: str
    count: int


@dataclass(frozen=True)
class CountryRow:
    """A country of the map's table, its count, and the address narrowed to it."""

    label: str
    count: int
    url: str


@dataclass(frozen=True)
class SearchPage:
    """What ``search/search.html`` shows."""

    address: SearchAddress
    found: Found
    facets: tuple[Facet, ...]
    chips: tuple[Chip, ...]
    sorts: tuple[tuple[str, str, bool], ...]
    spelling: Way | None
    ways_out: tuple[Way, ...]
    list_url: str
    map_url: str
    export_urls: tuple[tuple[str, str], ...]
    previous_url: str
    next_url: str
    is_truncated: bool
    countries: tuple[CountryRow, ...]
    words_only_url: str
    also: tuple[Phrase, ...]
    also_more: tuple[Phrase, ...]
    offers: tuple[Offer, ...]
    one_language: tuple[OneLanguage, ...]
    cities: tuple[tuple[str, str], ...]
    elsewhere: tuple[Elsewhere, ...]


@read_only
def search(request: HttpRequest) -> HttpResponse:
    """Search records and organizations; 503 while there is no index, or none that can be read."""
    language = current_language()
    address = read_address(request.GET, language=language)
    found = find(address.criteria, words_only=address.words_only)
    if address.criteria.page > max(1, found.page_count):
        raise Http404
    context = {"search": _page(address, found, language, request.user)}
    is_fragment = getattr(request, "htmx", None) and not request.htmx.boosted  # type: ignore[attr-defined]
    template = "search/_results.html" if is_fragment else "search/search.html"
    response = render(request, template, context)
    patch_vary_headers(response, ["HX-Request"])
    return response


def _page(address: SearchAddress, found: Found, language: str, viewer: Any) -> SearchPage:
    criteria = address.criteria
    formats = [
        (_("Spreadsheet (CSV)"), "csv"), ("BibTeX", "bib"), ("RIS", "ris"),
        ("CSL-JSON", "csl.json"), (_("JSON Lines"), "jsonl"), (_("Atom feed"), "atom"),
        ("JSON Feed", "json"),
    ]  # fmt: skip
    also = _in_turn(criteria.added)
    return SearchPage(
        address=address,
        found=found,
        facets=tuple(facets_of(found.counts, address, language)),
        chips=tuple(_chips(address, language)),
        sorts=tuple((name, _sort_name(name), name == criteria.sort) for name in SORTS),
        spelling=_spelling(address, found, language),
        ways_out=tuple(_ways_out(address, language)) if not found.total else (),
        list_url=replace(address, view="list").query,
        map_url=replace(address, view="map").query,
        export_urls=tuple((label, f"../search.{name}{address.query}") for label, name in formats),
        previous_url=address.changed(page=criteria.page - 1).query if criteria.page > 1 else "",
        next_url=address.changed(page=criteria.page + 1).query
        if criteria.page < found.page_count
        else "",
        is_truncated=criteria.query.truncated,
        countries=tuple(_countries(address, found, language)) if address.view == "map" else (),
        words_only_url=replace(address, words_only=True).query,
        also=also[:_SHOWN_LABELS],
        also_more=also[_SHOWN_LABELS:],
        offers=tuple(offers(address, language)),
        one_language=tuple(one_language_each(address, found, language)),
        cities=cities(language),
        elsewhere=elsewhere(address, viewer),
    )


def _in_turn(labels: Sequence[Phrase]) -> tuple[Phrase, ...]:
    """The labels that were searched for too: the first of each language, then the second ones."""
    met: Counter[str] = Counter()
    places = []
    for label in labels:
        places.append(met[label.language])
        met[label.language] += 1
    ordered = sorted(zip(places, range(len(labels)), labels, strict=True))
    return tuple(label for _place, _number, label in ordered)


def _countries(address: SearchAddress, found: Found, language: str) -> Iterator[CountryRow]:
    for code, count in found.counts.get("country", {}).items():
        label = choice_label("country", code, language)
        url = replace(address.with_only("country", code), view="list").query
        yield CountryRow(label, count, url)


def _sort_name(name: str) -> str:
    return {
        "best": _("Best match"),
        "newest": _("Newest"),
        "verified": _("Recently verified"),
        "title": _("Title"),
    }[name]


def _chips(address: SearchAddress, language: str) -> Iterator[Chip]:
    for facet, codes in address.criteria.filters.items():
        for code in codes:
            yield Chip(choice_label(facet, code, language), address.without(facet, code).query)
    first, last = address.criteria.year_from, address.criteria.year_to
    if first is not None or last is not None:
        label = f"{first or '…'}–{last or '…'}"
        yield Chip(label, address.changed(year_from=None, year_to=None).query)
    if place := place_like(address.like):
        label = _("Places like %(name)s first") % {"name": place.label(language)}
        yield Chip(label, address.with_place("").query)
    if address.words_only:
        yield Chip(_("Words only"), replace(address, words_only=False).query)


def _spelling(address: SearchAddress, found: Found, language: str) -> Way | None:
    """Another spelling, when few or none were found and it would find more."""
    if found.total > 2 or not address.criteria.text:
        return None
    text = spelling_suggestion(address.criteria)
    if not text:
        return None
    other = address.for_text(text)
    count = engine().count(other.criteria)
    return Way(text, other.query, count) if count > found.total else None


def _ways_out(address: SearchAddress, language: str) -> Iterator[Way]:
    """For each filter in use, how many records there are without it; else without any filter."""
    found = False
    for label, other in _loosened(address, language):
        count = engine().count(other.criteria)
        if count:
            found = True
            yield Way(label, other.query, count)
    bare = address.changed(filters={}, year_from=None, year_to=None)
    if not found and (count := engine().count(bare.criteria)):
        yield Way(
            listed((chip.label for chip in _chips(address, language)), language), bare.query, count
        )


def _loosened(address: SearchAddress, language: str) -> Iterator[tuple[str, SearchAddress]]:
    """The searches with one filter less, each with the name of that filter."""
    for facet, codes in address.criteria.filters.items():
        names = listed((choice_label(facet, code, language) for code in codes), language)
        yield names, address.without_facet(facet)
    if address.criteria.has_years:
        first, last = address.criteria.year_from, address.criteria.year_to
        years = f"{first or '…'}–{last or '…'}"
        yield years, address.changed(year_from=None, year_to=None)


@read_only
def suggest(request: HttpRequest) -> JsonResponse:
    """Titles, themes, places and organizations that begin like what is being typed.

    Answers in the shape of OpenSearch suggestions: query, names, descriptions, addresses.
    """
    text = " ".join(request.GET.get("q", "").split())[:80]
    try:
        found = suggestions(text, language=current_language())
    except SearchEngineError:
        found = []  # Whoever searches is told; whoever types is not disturbed.
    response = JsonResponse(
        [
            text,
            [each.label for each in found],
            [each.description for each in found],
            [each.url for each in found],
        ],
        safe=False,
        content_type="application/x-suggestions+json",
    )
    response["Cache-Control"] = "public, max-age=60"
    return response
