"""Loading the concept schemes and places that come with the product.

Loading adds what is missing and never changes what an editor may have changed: a concept, a
label or a place that exists is left as it is.
"""

import csv
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from babel import Locale
from django.db import transaction

from tessera.changes.actions import announce_many
from tessera.changes.models import Change
from tessera.vocabularies.labels import forget_labels
from tessera.vocabularies.models import (
    Concept,
    ConceptLabel,
    ConceptMapping,
    ConceptScheme,
    Place,
    PlaceName,
)

HERE = Path(__file__).parent
_ENGLISH = Locale("en").territories


def load_vocabularies(folder: Path = HERE / "schemes") -> int:
    """Load every scheme of a folder; how many concepts were added."""
    with transaction.atomic():
        added = [
            code
            for path in sorted(folder.glob("*.json"))
            for code in _load_scheme(json.loads(path.read_text("utf-8")))
        ]
        announce_many(kind=Change.Kind.CONCEPT, identifiers=added, what=Change.What.PUBLISHED)
    forget_labels()
    return len(added)


def _load_scheme(content: dict[str, Any]) -> list[str]:
    scheme, _made = ConceptScheme.objects.get_or_create(
        code=content["code"],
        defaults={
            "slug": content["slug"],
            "labels": content["labels"],
            "note": content.get("note", ""),
        },
    )
    known = {concept.code: concept for concept in Concept.objects.filter(scheme=scheme)}
    fresh = [entry for entry in content["concepts"] if entry["code"] not in known]
    for position, entry in enumerate(content["concepts"]):
        if entry["code"] not in known:
            concept = Concept(
                scheme=scheme,
                code=entry["code"],
                position=position,
                facet=entry.get("facet", ""),
                dimensions=entry.get("dimension", []),
            )
            known[entry["code"]] = concept
    Concept.objects.bulk_create(known[entry["code"]] for entry in fresh)
    for entry in fresh:
        if entry.get("broader"):
            known[entry["code"]].broader = known[entry["broader"][0]]
    Concept.objects.bulk_update([known[entry["code"]] for entry in fresh], ["broader"])
    ConceptLabel.objects.bulk_create(
        label for entry in fresh for label in _labels(known[entry["code"]], entry)
    )
    ConceptMapping.objects.bulk_create(
        ConceptMapping(
            concept=known[entry["code"]],
            relation=mapping["relation"],
            scheme=mapping["scheme"],
            notation=mapping["notation"],
            uri=mapping.get("uri", ""),
        )
        for entry in fresh
        for mapping in entry.get("mappings", [])
    )
    return [f"{scheme.code}:{entry['code']}" for entry in fresh]


def _labels(concept: Concept, entry: dict[str, Any]) -> Iterable[ConceptLabel]:
    for language, preferred in entry["labels"].items():
        yield ConceptLabel(
            concept=concept,
            language=language,
            preferred=preferred,
            plural=entry.get("plural_labels", {}).get(language, ""),
            inverse=entry.get("inverse_labels", {}).get(language, ""),
            alternative="\n".join(entry.get("alt", {}).get(language, [])),
            definition=entry.get("definition", {}).get(language, ""),
        )


def load_places(folder: Path = HERE / "places") -> int:
    """Load regions (UN M49), countries (ISO 3166-1) and the cities at hand; how many were added."""
    with transaction.atomic():
        known = {place.code: place for place in Place.objects.all()}
        before = set(known)
        for row in _rows(folder / "regions.csv"):
            _add_place(known, row["code"], Place.Kind.REGION, row["parent"])
        for row in _rows(folder / "countries.csv"):
            _add_place(known, row["code"], Place.Kind.COUNTRY, row["region"])
        bands = {concept.code: concept for concept in Concept.objects.of("PB")}
        types = {concept.code: concept for concept in Concept.objects.of("PT")}
        cities = folder / "cities.jsonl"
        for line in cities.read_text("utf-8").splitlines() if cities.exists() else []:
            city = json.loads(line)
            if city["code"] not in known:
                known[city["code"]] = _add_city(city, known[city["country"]], bands, types)
        added = [code for code in known if code not in before]
        announce_many(kind=Change.Kind.PLACE, identifiers=added, what=Change.What.PUBLISHED)
    forget_labels()
    return len(added)


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def _add_place(known: dict[str, Place], code: str, kind: Place.Kind, parent: str) -> None:
    if code not in known:
        known[code] = Place.objects.create(
            code=code, kind=kind, name=_ENGLISH.get(code, code), parent=known.get(parent)
        )


def _add_city(
    city: dict[str, Any], country: Place, bands: dict[str, Any], types: dict[str, Any]
) -> Place:
    place = Place.objects.create(
        code=city["code"],
        kind=Place.Kind.CITY,
        name=city["names"]["en"],
        parent=country,
        latitude=city["latitude"],
        longitude=city["longitude"],
        population_band=bands.get(city.get("population_band", "")),
        place_type=types.get(city.get("place_type", "")),
        wikidata=city.get("wikidata", ""),
    )
    PlaceName.objects.bulk_create(
        PlaceName(place=place, language=language, name=name)
        for language, name in city["names"].items()
    )
    return place
