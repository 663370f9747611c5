"""Cities of GeoNames become places: added where they are missing, completed where they are not.

What is there is never changed, since an editor may have written it: only empty fields are filled
and missing names added. Loading again changes nothing.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Final

from django.db import transaction
from django.utils.text import slugify

from tessera.changes.actions import announce_many
from tessera.changes.models import Change
from tessera.vocabularies.geonames import City, Names, largest_cities, names_of
from tessera.vocabularies.labels import forget_labels
from tessera.vocabularies.models import Concept, Place, PlaceName

#: Lists to choose from hold every place, and processes keep all in memory.
MOST_CITIES: Final = 5_000
#: Degrees within which two cities of one name in one country are the same.
_NEAR: Final = 0.5
#: Bands of population (vocabulary PB), each with the people from which on it holds.
_BANDS: Final = (
    (1_000_000, "P7"), (250_000, "P6"), (100_000, "P5"), (50_000, "P4"), (20_000, "P3"),
    (5_000, "P2"), (0, "P1"),
)  # fmt: skip


@dataclass
class CityTally:
    """What a file brought."""

    read: int = 0
    added: int = 0
    completed: int = 0
    without_country: int = 0


def load_cities(
    path: Path, names_path: Path | None = None, *, population: int, most: int = MOST_CITIES,
    countries: frozenset[str] = frozenset(),
) -> CityTally:  # fmt: skip
    """Load the most populous cities of a file, with their names from another.

    Raises:
        GeoNamesError: a file is none of GeoNames.
    """
    cities = largest_cities(
        path, population=population, most=min(most, MOST_CITIES), countries=countries
    )
    wanted = frozenset(each.geonames for each in cities)
    names = names_of(names_path, wanted) if names_path else {}
    with transaction.atomic():
        tally = _Loading(names).load(cities)
    forget_labels()
    return tally


class _Loading:
    """The places that are there, and what is added to them."""

    def __init__(self, names: Mapping[str, Names]) -> None:
        self.names = names
        self.countries = {each.code: each for each in Place.objects.countries()}
        self.bands = {each.code: each for each in Concept.objects.of("PB")}
        there = Place.objects.filter(kind=Place.Kind.CITY).prefetch_related("names")
        self.codes = set(Place.objects.values_list("code", flat=True))
        self.by_number: dict[str, Place] = {}
        self.by_name: dict[tuple[str, str], list[Place]] = {}
        for place in there:
            self._remember(place, [place.name, *(each.name for each in place.names.all())])

    def _remember(self, place: Place, names: list[str]) -> None:
        if place.geonames:
            self.by_number[place.geonames] = place
        for name in {_bare(each) for each in names}:
            self.by_name.setdefault((place.code[:2], name), []).append(place)

    def load(self, cities: list[City]) -> CityTally:
        """Add and complete; in the caller's transaction."""
        tally = CityTally(read=len(cities))
        added: list[str] = []
        completed: list[str] = []
        for city in cities:
            if city.country not in self.countries:
                tally.without_country += 1
            elif place := self._found(city):
                if self._complete(place, city):
                    completed.append(place.code)
            else:
                added.append(self._add(city).code)
        for codes, what in ((added, Change.What.PUBLISHED), (completed, Change.What.UPDATED)):
            announce_many(kind=Change.Kind.PLACE, identifiers=codes, what=what)
        tally.added, tally.completed = len(added), len(completed)
        return tally

    def _found(self, city: City) -> Place | None:
        if place := self.by_number.get(city.geonames):
            return place
        names = [city.name, city.ascii_name, *self.names.get(city.geonames, {}).values()]
        for name in dict.fromkeys(_bare(each) for each in names):
            for place in self.by_name.get((city.country, name), ()):
                if not place.geonames and _is_near(place, city):
                    return place
        return None

    def _complete(self, place: Place, city: City) -> bool:
        """Fill what is empty; whether anything was."""
        before = (place.geonames, place.latitude, place.population_band_id)
        place.geonames = place.geonames or city.geonames
        self.by_number[place.geonames] = place
        if place.latitude is None or place.longitude is None:
            place.latitude, place.longitude = _degrees(city)
        place.population_band = place.population_band or self._band(city)
        has_more = self._add_names(place, city, {each.language for each in place.names.all()})
        is_changed = (place.geonames, place.latitude, place.population_band_id) != before
        if is_changed:
            place.save(update_fields=["geonames", "latitude", "longitude", "population_band"])
        return is_changed or has_more

    def _add(self, city: City) -> Place:
        latitude, longitude = _degrees(city)
        place = Place.objects.create(
            code=self._code(city), kind=Place.Kind.CITY, parent=self.countries[city.country],
            name=self.names.get(city.geonames, {}).get("en", city.name), latitude=latitude,
            longitude=longitude, population_band=self._band(city), geonames=city.geonames,
        )  # fmt: skip
        self.codes.add(place.code)
        self._add_names(place, city, set())
        self._remember(place, [])
        return place

    def _add_names(self, place: Place, city: City, there: set[str]) -> bool:
        missing = {
            language: name
            for language, name in self.names.get(city.geonames, {}).items()
            if language not in there
        }
        PlaceName.objects.bulk_create(
            PlaceName(place=place, language=language, name=name)
            for language, name in missing.items()
        )
        return bool(missing)

    def _code(self, city: City) -> str:
        code = f"{city.country}-{slugify(city.ascii_name)[:40] or city.geonames}"
        return f"{code}-{city.geonames}" if code in self.codes else code

    def _band(self, city: City) -> Concept | None:
        code = next(code for people, code in _BANDS if city.population >= people)
        return self.bands.get(code) if city.population else None


def _bare(name: str) -> str:
    return re.sub(r"[\W_]+", "", name.casefold())


def _degrees(city: City) -> tuple[Decimal, Decimal]:
    return Decimal(f"{city.latitude:.5f}"), Decimal(f"{city.longitude:.5f}")


def _is_near(place: Place, city: City) -> bool:
    """Whether two of one name can be the same; one without coordinates can."""
    if place.latitude is None or place.longitude is None:
        return True
    return (
        abs(float(place.latitude) - city.latitude) < _NEAR
        and abs(float(place.longitude) - city.longitude) < _NEAR
    )
