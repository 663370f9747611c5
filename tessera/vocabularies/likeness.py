"""What is near a theme or a place, and what is like it: for finding people and things that fit."""

from collections.abc import Iterable
from typing import Final

from tessera.vocabularies.labels import Labels, PlaceEntry, labels

_WORLD: Final = "001"


def themes_around(themes: Iterable[int]) -> set[int]:
    """The themes (numbers of concepts), with what is narrower and what is broader."""
    chosen = set(themes)
    concepts = labels().concepts
    found = set(chosen)
    for pk in chosen:
        above = concepts.get(pk)
        while above and above.broader and above.broader not in found:
            found.add(above.broader)
            above = concepts.get(above.broader)
    found |= {each.pk for each in labels().scheme("TH") if each.broader in chosen}
    return found


def places_around(place_id: int | None) -> tuple[set[int], set[int]]:
    """The place, what it is in and its parts; and places of its kind about as large elsewhere.

    The world is near nothing: everybody lives in it.
    """
    picture = labels()
    place = picture.places.get(place_id or 0)
    if place is None:
        return set(), set()
    near, above = {place.pk}, place
    while above.parent and above.parent in picture.places and above.parent not in near:
        above = picture.places[above.parent]
        if above.kind != "region" or above.code != _WORLD:
            near.add(above.pk)
    near |= {each.pk for each in picture.places.values() if each.parent == place.pk}
    return near, alike(picture, place) - near


def alike(picture: Labels, place: PlaceEntry) -> set[int]:
    """Places of the same kind and the same band of population, itself among them."""
    band = place.population_band
    return {
        each.pk
        for each in picture.places.values()
        if band and each.kind == place.kind and each.population_band == band
    }


def region_of(picture: Labels, place: PlaceEntry) -> PlaceEntry | None:
    """The smallest region of the world that a place lies in."""
    return next((each for each in picture.place_lineage(place) if each.kind == "region"), None)
