"""Places like mine: records from comparable places come first; nothing is left out.

Comparable is a city of as many people, then one of nearly as many, in the same country, in the
same region, and what is done at the level of a city at all.
"""

from collections.abc import Iterator
from typing import Final

from tessera.search.criteria import Liking
from tessera.vocabularies.labels import Labels, PlaceEntry, labels

_SAME_SIZE: Final = 4
_NEARLY_SAME_SIZE: Final = 2
_SAME_COUNTRY: Final = 2
_SAME_REGION: Final = 1
_LOCAL: Final = 1
_LOCAL_LEVEL: Final = "LOC"
_WORLD: Final = "001"
#: Most cities that are offered to choose from.
MOST_CITIES: Final = 500


def place_like(code: str) -> PlaceEntry | None:
    """The city or town of a code; nothing that is smaller or larger can be compared so."""
    entry = labels().by_place_code.get(code)
    return entry if entry and entry.kind == "city" else None


def liked_like(entry: PlaceEntry) -> tuple[Liking, ...]:
    """What records from comparable places have, and what each is worth."""
    return tuple(_likings(entry, labels()))


def _likings(entry: PlaceEntry, picture: Labels) -> Iterator[Liking]:
    bands = sorted(picture.scheme("PB"), key=lambda band: band.position)
    own = next((at for at, band in enumerate(bands) if band.pk == entry.population_band), None)
    if own is not None:
        yield Liking("population", bands[own].code, _SAME_SIZE)
        for at in (own - 1, own + 1):
            if 0 <= at < len(bands):
                yield Liking("population", bands[at].code, _NEARLY_SAME_SIZE)
    for place in list(picture.place_lineage(entry))[1:]:
        if place.kind == "country":
            yield Liking("country", place.code, _SAME_COUNTRY)
        elif place.kind == "region" and place.code != _WORLD:
            yield Liking("region", place.code, _SAME_REGION)
            break  # The nearest region says enough.
    yield Liking("level", _LOCAL_LEVEL, _LOCAL)


_present: tuple[Labels, dict[str, tuple[tuple[str, str], ...]]] | None = None


def cities(language: str) -> tuple[tuple[str, str], ...]:
    """Code and name of the cities to choose from, by name; made once for each picture."""
    global _present
    picture = labels()
    if _present is None or _present[0] is not picture:
        _present = (picture, {})
    known = _present[1]
    if language not in known:
        found = []
        for place in picture.places.values():
            if place.kind == "city":
                country = picture.country_of(place)
                name = place.label(language)
                full = f"{name} ({country.label(language)})" if country else name
                found.append((place.code, full))
        known[language] = tuple(sorted(found, key=lambda pair: pair[1])[:MOST_CITIES])
    return known[language]
