"""Pages to browse by: themes, countries, regions, and what is new."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db.models import Case, Count, When
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from tessera.catalogue.cards import Card, cards, organization_cards, record_cards
from tessera.catalogue.models import Record
from tessera.changes.actions import latest_sequence
from tessera.changes.models import Change
from tessera.lib.http import read_only
from tessera.lib.pages import page_number, page_of
from tessera.network.models import Organization
from tessera.vocabularies.labels import ConceptEntry, PlaceEntry, current_language, labels

_RECORDS_A_PAGE = 20
_ORGANIZATIONS_SHOWN = 12
_CITIES_SHOWN = 60


@dataclass(frozen=True)
class Tally:
    """A thing to browse by, its name, its address parts and how many records it has."""

    code: str
    label: str
    count: int
    definition: str = ""
    narrower: tuple["Tally", ...] = ()


def theme_tallies() -> list[Tally]:
    """The top themes with their sub-themes; a record counts once for its top theme."""
    picture, language = labels(), current_language()
    counts = _theme_counts(latest_sequence())

    def tally(entry: ConceptEntry, narrower: Iterable[ConceptEntry] = ()) -> Tally:
        return Tally(
            entry.code,
            entry.label(language),
            counts.get(entry.pk, 0),
            entry.definition(language) if language in entry.definitions else "",
            tuple(tally(each) for each in narrower if counts.get(each.pk)),
        )

    themes = picture.scheme("TH")
    return [
        tally(entry, [each for each in themes if each.broader == entry.pk])
        for entry in themes
        if entry.broader is None and (counts.get(entry.pk) or not entry.is_deprecated)
    ]


@lru_cache(maxsize=2)
def _theme_counts(sequence: int) -> dict[int, int]:
    """Concept → public records; kept until the next change. Two queries over all records."""
    themes = Record.themes.through.objects.filter(
        record__live=True, record__withdrawn_at__isnull=True
    )
    broadest = Coalesce("concept__broader_id", "concept_id")
    count = Count("record_id", distinct=True)
    counts = dict(themes.values("concept_id").annotate(n=count).values_list("concept_id", "n"))
    tops = themes.annotate(top=broadest).values("top").annotate(n=count).values_list("top", "n")
    return counts | dict(tops)


def country_counts() -> dict[str, int]:
    """Country code → number of public records about it or a city in it."""
    return _country_counts(latest_sequence())


@lru_cache(maxsize=2)
def _country_counts(sequence: int) -> dict[str, int]:
    """Kept until the next change. One query over all records."""
    picture = labels()
    country = Case(When(place__kind="country", then="place_id"), default="place__parent_id")
    rows = (
        Record.places.through.objects.filter(record__live=True, record__withdrawn_at__isnull=True)
        .exclude(place__kind="region")
        .annotate(country=country)
        .values("country")
        .annotate(n=Count("record_id", distinct=True))
        .values_list("country", "n")
    )
    found: dict[str, int] = {}
    for key, count in rows:
        entry = picture.places.get(key)
        above = picture.country_of(entry) if entry else None
        if above:  # a subdivision lies between some cities and their country
            found[above.code] = found.get(above.code, 0) + count
    return found


def places_inside(entry: PlaceEntry) -> list[int]:
    """The ids of a place and of everything in it."""
    picture = labels()
    found, waiting = [], [entry.pk]
    while waiting:
        key = waiting.pop()
        found.append(key)
        waiting.extend(picture.children.get(key, ()))
    return found


@read_only
def themes(request: HttpRequest) -> HttpResponse:
    """All themes."""
    return render(request, "catalogue/theme_list.html", {"themes": theme_tallies()})


@read_only
def theme(request: HttpRequest, code: str) -> HttpResponse:
    """One theme with its newest records."""
    picture = labels()
    entry = picture.concept("TH", code.upper())
    if not entry:
        raise Http404
    if code != entry.code:
        return redirect("theme_detail", entry.code, permanent=True)
    keys = [each.pk for each in picture.scheme("TH") if entry in picture.lineage(each)]
    language = current_language()
    rows = Record.objects.public().filter(themes__in=keys).distinct().newest()
    context = {
        "theme": entry,
        "title": entry.label(language),
        "definition": entry.definitions.get(language, ""),
        "broader": list(picture.lineage(entry))[1:],
        "narrower": [each for each in picture.scheme("TH") if each.broader == entry.pk],
        "kinds": _kinds(rows),
        **_list(request, rows),
    }
    return render(request, "catalogue/theme_detail.html", context)


@read_only
def places(request: HttpRequest) -> HttpResponse:
    """All countries by region: the map as a list."""
    counts = country_counts()
    return render(
        request,
        "catalogue/place_list.html",
        {"counts": counts, "regions": region_tallies(counts)},
    )


def region_tallies(counts: dict[str, int]) -> list[Tally]:
    """The regions below the continents that have records, each with its countries."""
    picture, language = labels(), current_language()
    tallies = []
    for region in picture.places.values():
        if region.kind != "region":
            continue
        countries = sorted(
            (
                Tally(each.code, each.label(language), counts[each.code])
                for key in picture.children.get(region.pk, ())
                if (each := picture.places[key]).kind == "country" and counts.get(each.code)
            ),
            key=lambda tally: (-tally.count, tally.label),
        )
        if countries:
            total = sum(country.count for country in countries)
            tallies.append(
                Tally(region.code, region.label(language), total, narrower=tuple(countries))
            )
    return sorted(tallies, key=lambda tally: (-tally.count, tally.label))


@read_only
def region(request: HttpRequest, code: str) -> HttpResponse:
    """A UN M49 region."""
    entry = labels().by_place_code.get(code)
    if not entry or entry.kind != "region":
        raise Http404
    return _place(request, entry)


@read_only
def country(request: HttpRequest, code: str) -> HttpResponse:
    """A country or territory."""
    entry = labels().by_place_code.get(code.upper())
    if not entry or entry.kind != "country":
        raise Http404
    if code != code.lower():
        return redirect("country_detail", code.lower(), permanent=True)
    return _place(request, entry)


def _place(request: HttpRequest, entry: PlaceEntry) -> HttpResponse:
    picture, language = labels(), current_language()
    inside = places_inside(entry)
    rows = Record.objects.public().filter(places__in=inside).distinct().newest()
    organizations = (
        Organization.objects.public()
        .filter(country__in=inside)
        .order_by("slug")
        .values_list("identifier", flat=True)
    )
    counts = country_counts() if entry.kind == "region" else {}
    context: dict[str, Any] = {
        "place": entry,
        "title": entry.label(language),
        "lies_in": [each for each in list(picture.place_lineage(entry))[1:] if each.code != "001"],
        "countries": [
            Tally(each.code, each.label(language), counts[each.code])
            for key in inside
            if (each := picture.places[key]).kind == "country" and counts.get(each.code)
        ],
        "cities": sorted(
            (each.label(language), each.code)
            for key in picture.children.get(entry.pk, ())
            if (each := picture.places[key]).kind == "city"
        )[:_CITIES_SHOWN],
        "subregions": [
            picture.places[key]
            for key in picture.children.get(entry.pk, ())
            if picture.places[key].kind == "region"
        ],
        "organizations": organization_cards(list(organizations[:_ORGANIZATIONS_SHOWN])),
        "organization_count": organizations.count(),
        "kinds": _kinds(rows),
        **_list(request, rows),
    }
    return render(request, "catalogue/place_detail.html", context)


def _list(request: HttpRequest, rows: Any) -> dict[str, Any]:
    page = page_of(rows.values_list("identifier", flat=True), page_number(request), _RECORDS_A_PAGE)
    return {"page": page, "cards": record_cards(list(page))}


def _kinds(rows: Any) -> list[Tally]:
    """How many records of each kind a question finds. One query."""
    picture, language = labels(), current_language()
    found = dict(
        rows.order_by()
        .values("kind")
        .annotate(n=Count("pk", distinct=True))
        .values_list("kind", "n")
    )
    return [
        Tally(entry.code, entry.label_for_many(language), found[entry.code])
        for entry in picture.scheme("RT")
        if found.get(entry.code)
    ]


@dataclass(frozen=True)
class NewsItem:
    """A change with the card of what changed."""

    change: Change
    card: Card


@read_only
def new(request: HttpRequest) -> HttpResponse:
    """What was published or changed lately."""
    kinds = [Change.Kind.RECORD, Change.Kind.ORGANIZATION]
    shown = [Change.What.PUBLISHED, Change.What.UPDATED]
    rows = Change.objects.filter(kind__in=kinds, what__in=shown).order_by("-sequence")
    page = page_of(rows, page_number(request), _RECORDS_A_PAGE)
    return render(
        request, "catalogue/whats_new.html", {"page": page, "items": news_items(list(page))}
    )


def news_items(changes: list[Change]) -> list[NewsItem]:
    """Changes with cards, each thing once, what is no longer public left out."""
    latest = {change.identifier: change for change in reversed(changes)}
    found = {card.identifier: card for card in cards(list(latest))}
    ordered = sorted(latest.values(), key=lambda change: -change.sequence)
    return [
        NewsItem(change, found[change.identifier])
        for change in ordered
        if change.identifier in found
    ]
