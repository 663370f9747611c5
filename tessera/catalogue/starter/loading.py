"""Adding the starter collection to the database, once."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from django.db import transaction

from tessera.accounts.actors import SYSTEM
from tessera.catalogue.actions import publish_record
from tessera.catalogue.models import (
    KIND_MODELS,
    Creator,
    Party,
    Practice,
    Record,
    RecordIdentifier,
    RecordLink,
    RecordRelation,
    RecordText,
)
from tessera.catalogue.starter.reading import CONCEPTS, Collection, Entry, read_collection
from tessera.changes.models import Version
from tessera.network.actions import publish_organization
from tessera.network.models import Organization, OrganizationText
from tessera.vocabularies.labels import forget_labels, labels
from tessera.vocabularies.loading import load_places, load_vocabularies
from tessera.vocabularies.models import Concept, Place

Progress = Callable[[int, int], None]
_MANY = {"themes", "target_groups", "levels", "audiences", "basis", "methods"}
_PLAIN = (
    "original_language", "source_language", "original_title", "is_global", "source_url",
    "issued", "period_start", "period_end", "adopted", "in_force", "expires", "official_title",
    "official_number", "container", "provenance_url", "provenance_id",
)  # fmt: skip
_ORGANIZATION_PLAIN = (
    "original_language", "acronym", "languages_of_work", "founded_year", "website", "ror",
    "migrant_led", "provenance_url", "provenance_id",
)  # fmt: skip
SOURCE = "starter collection"


def load_starter(progress: Progress = lambda done, total: None) -> int:
    """Load vocabularies, places, organizations and records; how many things were added.

    What was ever published under an identifier of the collection is left alone, even when it was
    edited, withdrawn or deleted since; so a second run, or one after a crash, only adds the rest.

    Raises:
        InvalidCollectionError: the files have faults; nothing is loaded.
    """
    load_vocabularies()
    load_places()
    forget_labels()
    collection = read_collection(labels())
    known = set(Version.objects.values_list("identifier", flat=True))
    organizations = [each for each in collection.organizations if not _is_known(each, known)]
    records = [each for each in collection.records if not _is_known(each, known)]
    total = len(organizations) + len(records)
    loader = _Loader(collection)
    done = 0
    for load, entries in (
        (loader.add_organization, _targets_first(organizations)),
        (loader.add_record, _targets_first(records)),
    ):
        for entry in entries:
            with transaction.atomic():
                load(entry)
            done += 1
            progress(done, total)
    return total


def _is_known(entry: Entry, known: set[str]) -> bool:
    return entry.values["identifier"] in known


def _targets_first(entries: Iterable[Entry]) -> list[Entry]:
    """Entries in an order in which what one points to comes before it."""
    waiting = {entry.key: entry for entry in entries}
    ordered: dict[str, Entry] = {}

    def add(entry: Entry, path: tuple[str, ...]) -> None:
        relations = [each["target"] for each in entry.values.get("relations", [])]
        for key in (*relations, entry.values.get("parent", "")):
            target = waiting.get(key)
            if target and target.key not in ordered and target.key not in path:
                add(target, (*path, entry.key))
        ordered.setdefault(entry.key, entry)

    for entry in waiting.values():
        add(entry, ())
    return list(ordered.values())


class _Loader:
    """Turns entries into published things."""

    def __init__(self, collection: Collection) -> None:
        self.concepts = {
            (concept.scheme.code, concept.code): concept
            for concept in Concept.objects.select_related("scheme")
        }
        self.places = {place.code: place for place in Place.objects.all()}
        self.identifiers = {
            entry.key: entry.values["identifier"]
            for entry in (*collection.organizations, *collection.records)
        }

    def organization(self, key: str | None) -> Organization | None:
        if not key:
            return None
        return Organization.objects.filter(identifier=self.identifiers[key]).first()

    def record(self, key: str) -> Record | None:
        return Record.objects.filter(identifier=self.identifiers[key]).first()

    def add_organization(self, entry: Entry) -> None:
        values = entry.values
        organization = Organization(
            identifier=values["identifier"],
            org_type=self.concepts["OT", values["org_type"]],
            life_status=self.concepts.get(("OS", values.get("life_status", ""))),
            country=self.places.get(values.get("country", "")),
            city=self.places.get(values.get("city", "")),
            aliases="\n".join(values.get("aliases", [])),
            parent=self.organization(values.get("parent")),
            provenance_kind="starter",
            provenance_system=SOURCE,
            provenance_at=date.fromisoformat(values["provenance_at"]),
            **_present(values, _ORGANIZATION_PLAIN),
        )
        organization.levels = self.many(values, "levels")
        organization.themes = self.many(values, "themes")
        organization.texts = [
            OrganizationText(language=language, **text)
            for language, text in values["texts"].items()
        ]
        publish_organization(organization, by=SYSTEM)

    def add_record(self, entry: Entry) -> None:
        values = entry.values
        model = KIND_MODELS[values["kind"]]
        record: Any = model(
            identifier=values["identifier"],
            kind=values["kind"],
            publisher=self.organization(values.get("publisher")),
            provenance_kind=Record.Provenance.STARTER,
            provenance_system=SOURCE,
            provenance_at=date.fromisoformat(values["provenance_at"]),
            **_present(values, _PLAIN),
        )
        for name, scheme in CONCEPTS.items():
            if name in values and name not in _MANY:
                setattr(record, name, self.concepts[scheme, values[name]])
            elif name in values:
                setattr(record, name, self.many(values, name))
        record.places = [self.places[code] for code in values.get("places", [])]
        if "jurisdiction" in values:
            record.jurisdiction = self.places[values["jurisdiction"]]
        record.texts = [
            RecordText(language=language, **text) for language, text in values["texts"].items()
        ]
        self.add_rows(record, values)
        publish_record(record, by=SYSTEM)

    def add_rows(self, record: Record, values: dict[str, Any]) -> None:
        record.links = [RecordLink(url=values["source_url"])] if "source_url" in values else []
        record.identifiers = [RecordIdentifier(**each) for each in values.get("identifiers", [])]
        record.creators = [Creator(name=name) for name in values.get("creators", [])]
        lead = self.organization(values.get("lead"))
        if lead and isinstance(record, Practice):
            record.parties = [Party(organization=lead, role=self.concepts["OR", "LEAD"])]
        relations = [
            (self.concepts["RL", each["kind"]], self.record(each["target"]))
            for each in values.get("relations", [])
        ]
        record.relations = [
            RecordRelation(kind=kind, target=target) for kind, target in relations if target
        ]

    def many(self, values: dict[str, Any], name: str) -> list[Concept]:
        return [self.concepts[CONCEPTS[name], code] for code in values.get(name, [])]


def _present(values: dict[str, Any], names: Iterable[str]) -> dict[str, Any]:
    return {name: values[name] for name in names if name in values}
