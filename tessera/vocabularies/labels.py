"""The vocabularies as one read-only picture in memory.

Every page shows dozens of labels; asking the database for each would be slow, and joining them
slower. A process keeps one picture of all concepts and places, and replaces it when the change
log says that a concept or a place changed (looked up at most once a second).
"""

import threading
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from django.db.models import Max
from django.utils.translation import get_language

from tessera.changes.models import Change
from tessera.lib.languages import territory_name

#: The language shown when a name has none in the reader's.
_FALLBACK = "en"


@dataclass(frozen=True)
class ConceptEntry:
    """A concept with its names per language and the ids of all that is broader, nearest first."""

    pk: int
    scheme: str
    code: str
    position: int
    preferred: Mapping[str, str]
    plural: Mapping[str, str]
    inverse: Mapping[str, str]
    alternatives: Mapping[str, tuple[str, ...]]
    definitions: Mapping[str, str]
    broader: int | None
    facet: str
    dimensions: tuple[str, ...]
    is_deprecated: bool

    def label(self, language: str) -> str:
        """The preferred label, or the English one, or the code."""
        return self.preferred.get(language) or self.preferred.get(_FALLBACK) or self.code

    def label_for_many(self, language: str) -> str:
        """The label in the plural where the scheme has one."""
        return self.plural.get(language) or self.label(language)

    def inverse_label(self, language: str) -> str:
        """The label seen from the other end of a relation."""
        return self.inverse.get(language) or self.inverse.get(_FALLBACK) or self.label(language)

    def definition(self, language: str) -> str:
        """The definition, if there is one in the language or in English."""
        return self.definitions.get(language) or self.definitions.get(_FALLBACK, "")


@dataclass(frozen=True)
class PlaceEntry:
    """A place with its names per language."""

    pk: int
    code: str
    kind: str
    name: str
    names: Mapping[str, str]
    parent: int | None
    population_band: int | None
    latitude: float | None
    longitude: float | None

    def label(self, language: str) -> str:
        """Its name: CLDR's for countries and regions, its own otherwise."""
        if self.kind in {"country", "region"}:
            return territory_name(self.code, language) or self.name
        return self.names.get(language) or self.name


@dataclass(frozen=True)
class Labels:
    """All concepts and places."""

    concepts: Mapping[int, ConceptEntry] = field(default_factory=dict)
    places: Mapping[int, PlaceEntry] = field(default_factory=dict)
    by_code: Mapping[tuple[str, str], ConceptEntry] = field(default_factory=dict)
    by_place_code: Mapping[str, PlaceEntry] = field(default_factory=dict)
    scheme_labels: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    children: Mapping[int, tuple[int, ...]] = field(default_factory=dict)

    def of(self, pk: int | None, language: str | None = None) -> str:
        """A concept's label by its id; empty for no concept."""
        entry = self.concepts.get(pk) if pk else None
        return entry.label(language or current_language()) if entry else ""

    def place(self, pk: int | None, language: str | None = None) -> str:
        """A place's name by its id; empty for no place."""
        entry = self.places.get(pk) if pk else None
        return entry.label(language or current_language()) if entry else ""

    def concept(self, scheme: str, code: str) -> ConceptEntry | None:
        """A concept by its scheme and code."""
        return self.by_code.get((scheme, code))

    def scheme(self, scheme: str) -> list[ConceptEntry]:
        """The concepts of a scheme in their order."""
        return [entry for entry in self.concepts.values() if entry.scheme == scheme]

    def scheme_label(self, scheme: str, language: str | None = None) -> str:
        """A scheme's name."""
        names = self.scheme_labels.get(scheme, {})
        return names.get(language or current_language()) or names.get(_FALLBACK) or scheme

    def lineage(self, entry: ConceptEntry) -> Iterator[ConceptEntry]:
        """The concept and everything broader, nearest first."""
        current: ConceptEntry | None = entry
        while current:
            yield current
            current = self.concepts.get(current.broader) if current.broader else None

    def place_lineage(self, entry: PlaceEntry) -> Iterator[PlaceEntry]:
        """The place and everything that it lies in, nearest first."""
        current: PlaceEntry | None = entry
        while current:
            yield current
            current = self.places.get(current.parent) if current.parent else None

    def country_of(self, entry: PlaceEntry) -> PlaceEntry | None:
        """The country that a place is or lies in."""
        return next((each for each in self.place_lineage(entry) if each.kind == "country"), None)


def current_language() -> str:
    """The language of the page being made."""
    return get_language() or "en"


_lock = threading.Lock()
_state: tuple[int, float, Labels] | None = None
_CHECK_EVERY_SECONDS = 1.0


def _generation() -> int:
    kinds = [Change.Kind.CONCEPT, Change.Kind.PLACE]
    return Change.objects.filter(kind__in=kinds).aggregate(last=Max("sequence"))["last"] or 0


def labels() -> Labels:
    """The present picture. Usually no query; six when the vocabularies have changed."""
    global _state
    now = time.monotonic()
    state = _state
    if state and now - state[1] < _CHECK_EVERY_SECONDS:
        return state[2]
    with _lock:
        state = _state
        if state and now - state[1] < _CHECK_EVERY_SECONDS:
            return state[2]
        generation = _generation()
        picture = state[2] if state and state[0] == generation else _load()
        _state = (generation, now, picture)
        return picture


def forget_labels() -> None:
    """Read everything again at the next question."""
    global _state
    _state = None


def _by(rows: Iterable[tuple[int, str, str]]) -> dict[int, dict[str, str]]:
    found: dict[int, dict[str, str]] = {}
    for owner, language, text in rows:
        if text:
            found.setdefault(owner, {})[language] = text
    return found


def _load() -> Labels:
    from tessera.vocabularies.models import (  # the models show labels
        Concept,
        ConceptLabel,
        ConceptScheme,
        Place,
        PlaceName,
    )

    rows = list(
        ConceptLabel.objects.values_list(
            "concept_id", "language", "preferred", "plural", "inverse", "alternative", "definition"
        )
    )
    preferred = _by((row[0], row[1], row[2]) for row in rows)
    plural = _by((row[0], row[1], row[3]) for row in rows)
    inverse = _by((row[0], row[1], row[4]) for row in rows)
    alternatives = _by((row[0], row[1], row[5]) for row in rows)
    definitions = _by((row[0], row[1], row[6]) for row in rows)
    concepts = {
        concept.pk: ConceptEntry(
            pk=concept.pk,
            scheme=concept.scheme.code,
            code=concept.code,
            position=concept.position,
            preferred=preferred.get(concept.pk, {}),
            plural=plural.get(concept.pk, {}),
            inverse=inverse.get(concept.pk, {}),
            alternatives={
                language: tuple(filter(None, map(str.strip, text.splitlines())))
                for language, text in alternatives.get(concept.pk, {}).items()
            },
            definitions=definitions.get(concept.pk, {}),
            broader=concept.broader_id,
            facet=concept.facet,
            dimensions=tuple(concept.dimensions),
            is_deprecated=concept.is_deprecated,
        )
        for concept in Concept.objects.select_related("scheme")
    }
    names = _by(PlaceName.objects.values_list("place_id", "language", "name"))
    places = {
        place.pk: PlaceEntry(
            pk=place.pk,
            code=place.code,
            kind=place.kind,
            name=place.name,
            names=names.get(place.pk, {}),
            parent=place.parent_id,
            population_band=place.population_band_id,
            latitude=float(place.latitude) if place.latitude is not None else None,
            longitude=float(place.longitude) if place.longitude is not None else None,
        )
        for place in Place.objects.all()
    }
    children: dict[int, list[int]] = {}
    for place in places.values():
        if place.parent:
            children.setdefault(place.parent, []).append(place.pk)
    return Labels(
        concepts=concepts,
        places=places,
        by_code={(entry.scheme, entry.code): entry for entry in concepts.values()},
        by_place_code={entry.code: entry for entry in places.values()},
        scheme_labels={scheme.code: scheme.labels for scheme in ConceptScheme.objects.all()},
        children={parent: tuple(ids) for parent, ids in children.items()},
    )
