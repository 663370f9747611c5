"""Cities that could learn from a city: alike in size, place and what they work on.

Likeness is judged by what is public: population, country and region of the world, themes of the
city's records and organizations, and who there looks for an exchange. Every city says why.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tessera.catalogue.models import Record
from tessera.exchange.matching import TWINNING
from tessera.exchange.models import Listing
from tessera.network.models import Organization
from tessera.vocabularies.labels import Labels, PlaceEntry, current_language, labels
from tessera.vocabularies.likeness import region_of, themes_around

_MOST: Final = 20


@dataclass(frozen=True)
class Twin:
    """A city that is like another, with the reasons as sentences."""

    place: PlaceEntry
    name: str
    country_code: str
    country: str
    why: tuple[str, ...]
    score: int
    listing: Listing | None
    record_count: int


def find_twins(
    place: PlaceEntry, themes: Iterable[int], *, viewer: Any, most: int = _MOST
) -> list[Twin]:
    """The likest cities, likest first; none without a city. Four queries."""
    picture, around = labels(), themes_around(themes)
    cities = [each for each in picture.places.values() if each.kind == "city"]
    keys = [each.pk for each in cities if each.pk != place.pk]
    records = _records(keys, around)
    offices = _organizations(keys, around)
    seekers = _seekers(keys, viewer)
    found = [
        _twin(picture, place, each, records, offices, seekers) for each in cities if each.pk in keys
    ]
    found = [each for each in found if each.score > 0]
    found.sort(key=lambda each: (-each.score, -each.record_count, each.name))
    return found[:most]


def _records(cities: list[int], themes: set[int]) -> dict[int, int]:
    """City → public records about the themes there; about anything without themes."""
    rows = Record.places.through.objects.filter(
        place__in=cities, record__in=Record.objects.public()
    )
    if themes:
        rows = rows.filter(record__themes__in=themes)
    counted = rows.order_by().values_list("place").annotate(n=Count("record", distinct=True))
    return dict(counted)


def _organizations(cities: list[int], themes: set[int]) -> dict[int, int]:
    rows = Organization.objects.public().filter(city__in=cities)
    if themes:
        rows = rows.filter(themes__in=themes)
    return dict(rows.order_by().values_list("city").annotate(n=Count("pk", distinct=True)))


def _seekers(cities: list[int], viewer: Any) -> dict[int, Listing]:
    rows = Listing.objects.seen_by(viewer).filter(kind__code=TWINNING, place__in=cities)
    found = rows.select_related("person").order_by("passed_at", "pk")[:500]
    return {row.place_id: row for row in found if row.person.user_id != viewer.pk}


def _twin(
    picture: Labels,
    own: PlaceEntry,
    other: PlaceEntry,
    records: dict[int, int],
    offices: dict[int, int],
    seekers: dict[int, Listing],
) -> Twin:
    language = current_language()
    country = picture.country_of(other)
    reasons, score = _likeness(picture, own, other)
    is_alike = score > 0
    if count := records.get(other.pk, 0):
        words = ngettext(
            "%(count)s record about your themes", "%(count)s records about your themes", count
        )
        reasons.append(words % {"count": count})
        score += 3
    if count := offices.get(other.pk, 0):
        words = ngettext(
            "%(count)s organization that works on them",
            "%(count)s organizations that work on them",
            count,
        )
        reasons.append(words % {"count": count})
        score += 1
    if other.pk in seekers:
        reasons.append(_("Somebody there looks for an exchange"))
        score += 6
    return Twin(
        place=other,
        name=other.label(language),
        country_code=country.code if country else "",
        country=country.label(language) if country else "",
        why=tuple(reasons),
        score=score if is_alike else 0,
        listing=seekers.get(other.pk),
        record_count=records.get(other.pk, 0),
    )


def _likeness(picture: Labels, own: PlaceEntry, other: PlaceEntry) -> tuple[list[str], int]:
    """What the places themselves have in common."""
    language = current_language()
    reasons, score = [], 0
    if own.population_band and own.population_band == other.population_band:
        band = picture.of(own.population_band, language)
        reasons.append(_("About as large: %(band)s") % {"band": band})
        score += 4
    country, its = picture.country_of(own), picture.country_of(other)
    region, other_region = region_of(picture, own), region_of(picture, other)
    if country and its and country.pk == its.pk:
        name = country.label(language)
        reasons.append(_("The same country, with the same laws: %(country)s") % {"country": name})
        score += 2
    elif region and other_region and region.pk == other_region.pk:
        name = region.label(language)
        reasons.append(_("The same part of the world: %(region)s") % {"region": name})
        score += 1
    return reasons, score
