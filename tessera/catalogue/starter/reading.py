"""Reading the collection's files, with every fault reported by file and line."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tessera.catalogue.errors import CatalogueError
from tessera.lib.identifiers import normalize
from tessera.lib.languages import INTERFACE_LANGUAGES, is_tag
from tessera.lib.periods import InvalidDateError, parse_years
from tessera.vocabularies.labels import Labels

DATA = Path(__file__).parent / "data"
RECORD_FILES = (
    "approaches.jsonl",
    "practices.jsonl",
    "guidelines.jsonl",
    "policies.jsonl",
    "academic.jsonl",
)
ORGANIZATION_FILE = "organizations.jsonl"

#: Field of a row → scheme of the codes in it.
CONCEPTS = {
    "themes": "TH",
    "target_groups": "TG",
    "levels": "LV",
    "audiences": "SH",
    "stage": "SG",
    "licence": "LI",
    "evidence_level": "EL",
    "status": "ST",
    "guideline_kind": "GK",
    "basis": "GB",
    "instrument": "PI",
    "legal_status": "PS",
    "publication_type": "AT",
    "methods": "ME",
    "learning_kind": "LK",
    "open_access": "OA",
    "org_type": "OT",
    "life_status": "OS",
}
_ADDRESSES = ("source_url", "provenance_url", "website")
_DATES = ("issued", "period_start", "period_end", "adopted", "in_force", "expires")
_STATUSES = {"original", "human", "machine-checked", "machine"}


@dataclass(frozen=True)
class Entry:
    """One row with the place it was read from."""

    where: str
    values: dict[str, Any]

    @property
    def key(self) -> str:
        """The row's name within the collection."""
        return str(self.values.get("key", ""))


@dataclass
class Collection:
    """All rows, and all faults found in them as sentences that name file and line."""

    organizations: list[Entry] = field(default_factory=list)
    records: list[Entry] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


class InvalidCollectionError(CatalogueError):
    """The files of the collection have faults; ``faults`` lists them all."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


def read_collection(picture: Labels, folder: Path = DATA) -> Collection:
    """Read and validate every file.

    Raises:
        InvalidCollectionError: with every fault, when there is any.
    """
    collection = Collection()
    collection.organizations = _read(folder / ORGANIZATION_FILE, collection.faults)
    for name in RECORD_FILES:
        collection.records += _read(folder / name, collection.faults)
    _Validator(collection, picture).check()
    if collection.faults:
        raise InvalidCollectionError(collection.faults)
    return collection


def _read(path: Path, faults: list[str]) -> list[Entry]:
    entries = []
    try:
        lines = path.read_text("utf-8").splitlines()
    except OSError as error:
        faults.append(f"{path.name}: cannot be read ({error.strerror}).")
        return []
    for number, line in enumerate(lines, start=1):
        where = f"{path.name}:{number}"
        try:
            values = json.loads(line)
        except ValueError as error:
            faults.append(f"{where}: not JSON ({error}).")
            continue
        if not _has_the_shape(values):
            faults.append(f"{where}: not an object with texts that are objects.")
            continue
        entries.append(Entry(where, values))
    return entries


def _has_the_shape(values: Any) -> bool:
    """Whether the values are of the types that every check below relies on."""
    if not isinstance(values, dict):
        return False
    texts, relations = values.get("texts", {}), values.get("relations", [])
    return (
        isinstance(texts, dict)
        and all(isinstance(text, dict) for text in texts.values())
        and isinstance(relations, list)
        and all(isinstance(relation, dict) for relation in relations)
        and isinstance(values.get("places", []), list)
        and isinstance(values.get("themes", []), list)
    )


class _Validator:
    """Checks rows against the vocabularies and against each other."""

    def __init__(self, collection: Collection, picture: Labels) -> None:
        self.collection = collection
        self.picture = picture
        self.organization_keys = {entry.key for entry in collection.organizations}
        self.record_keys = {entry.key for entry in collection.records}
        self.identifiers: dict[str, str] = {}
        self.keys: set[str] = set()

    def check(self) -> None:
        """Add a sentence to the faults for everything that is wrong."""
        for entry in self.collection.organizations:
            self.check_any(entry, "name")
            if not entry.values.get("org_type"):
                self.fault(entry, "org_type is missing.")
            self.check_reference(entry, "parent", self.organization_keys)
        for entry in self.collection.records:
            self.check_any(entry, "title")
            for name in ("publisher", "lead"):
                self.check_reference(entry, name, self.organization_keys)
            for fault in self.record_faults(entry.values):
                self.fault(entry, fault)

    def fault(self, entry: Entry, sentence: str) -> None:
        self.collection.faults.append(f"{entry.where}: {sentence}")

    def check_any(self, entry: Entry, title: str) -> None:
        for faults in (
            self.identity_faults(entry),
            self.text_faults(entry.values, title),
            self.code_faults(entry.values),
            self.place_faults(entry.values),
            self.value_faults(entry.values),
        ):
            for fault in faults:
                self.fault(entry, fault)

    def identity_faults(self, entry: Entry) -> Iterator[str]:
        identifier = str(entry.values.get("identifier", ""))
        if normalize(identifier) != identifier:
            yield f"identifier “{identifier}” is not valid."
        elif identifier in self.identifiers:
            yield f"identifier {identifier} is also used in {self.identifiers[identifier]}."
        self.identifiers.setdefault(identifier, entry.where)
        if not entry.key or entry.key in self.keys:
            yield f"key “{entry.key}” is missing or used twice."
        self.keys.add(entry.key)

    def text_faults(self, values: dict[str, Any], title: str) -> Iterator[str]:
        texts = values.get("texts", {})
        for language in INTERFACE_LANGUAGES:
            if not texts.get(language, {}).get(title):
                yield f"no {title} in {language}."
        summary = "summary" if title == "title" else "what_it_does"
        words = len(texts.get("en", {}).get(summary, "").split())
        if not 25 <= words <= 70:
            yield f"the English {summary} has {words} words, not 25 to 70."
        for language, text in texts.items():
            if not is_tag(language):
                yield f"“{language}” is no language tag."
            if text.get("status") not in _STATUSES:
                yield f"status “{text.get('status')}” of the text in {language} is unknown."
            if len(text.get(title, "")) > 200:
                yield f"the {title} in {language} is longer than 200 characters."
        for name in ("original_language", "source_language"):
            if values.get(name) and not is_tag(values[name]):
                yield f"{name} “{values[name]}” is no language tag."
        if values.get("original_language") not in texts:
            yield "there is no text in the original language."

    def code_faults(self, values: dict[str, Any]) -> Iterator[str]:
        for name, scheme in CONCEPTS.items():
            found = values.get(name, [])
            for code in found if isinstance(found, list) else [found]:
                if not self.picture.concept(scheme, code):
                    yield f"{name} “{code}” is not in scheme {scheme}."

    def place_faults(self, values: dict[str, Any]) -> Iterator[str]:
        named = [*values.get("places", [])]
        named += [values[name] for name in ("country", "city", "jurisdiction") if name in values]
        for code in named:
            if code not in self.picture.by_place_code:
                yield f"place “{code}” is unknown."

    def value_faults(self, values: dict[str, Any]) -> Iterator[str]:
        for name in _ADDRESSES:
            address = values.get(name)
            if address and not _is_web_address(address):
                yield f"{name} “{address}” is no web address."
        for name in _DATES:
            if name in values:
                try:
                    parse_years(values[name])
                except InvalidDateError:
                    yield f"{name} “{values[name]}” is no date."
        if not _is_day(values.get("provenance_at")):
            yield "provenance_at is missing or no date."
        if not values.get("provenance_url"):
            yield "provenance_url is missing."

    def record_faults(self, values: dict[str, Any]) -> Iterator[str]:
        if values.get("kind") not in {"APP", "PRA", "GUI", "POL", "ACA", "LRN"}:
            yield f"kind “{values.get('kind')}” is unknown."
        if not 1 <= len(values.get("themes", [])) <= 5:
            yield "a record has one to five themes."
        if not values.get("places") and not values.get("is_global"):
            yield "a record has places or is global."
        for relation in values.get("relations", []):
            if relation.get("target") not in self.record_keys:
                yield f"relation to “{relation.get('target')}”, which is not in the collection."
            if not self.picture.concept("RL", relation.get("kind", "")):
                yield f"relation “{relation.get('kind')}” is not in scheme RL."

    def check_reference(self, entry: Entry, name: str, keys: set[str]) -> None:
        if entry.values.get(name) and entry.values[name] not in keys:
            self.fault(entry, f"{name} “{entry.values[name]}” is not in the collection.")


def _is_day(value: object) -> bool:
    try:
        return isinstance(value, str) and date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def _is_web_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except (ValueError, AttributeError):
        return False
    return parts.scheme in {"http", "https"} and "." in parts.netloc and " " not in text
