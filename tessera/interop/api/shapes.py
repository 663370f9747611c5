"""The shapes of answers, as the OpenAPI document describes them."""

from dataclasses import is_dataclass
from typing import Any

from ninja import Schema
from pydantic import ConfigDict

from tessera.lib.languages import html_tag


class Text(Schema):
    """Title and summary in one language, and how they came to be."""

    language: str
    title: str
    summary: str
    status: str


class Agent(Schema):
    """Who made or publishes a resource."""

    name: str
    is_person: bool
    orcid: str
    url: str


class PlaceOfRecord(Schema):
    """A place of a record."""

    code: str
    name: str
    kind: str
    latitude: float | None
    longitude: float | None


class RecordShape(Schema):
    """A record. Concepts stand as codes, records as identifiers; see ``/vocabularies``."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "id": "T7K2-9QXW",
                "url": "https://tessera.example.org/id/T7K2-9QXW",
                "home": "",
                "type": "PRA",
                "texts": [
                    {
                        "language": "en",
                        "title": "Language cafés",
                        "summary": "People meet and talk once a week.",
                        "status": "original",
                    }
                ],
                "themes": ["LAN"],
                "year": 2021,
            }
        }
    )
    id: str
    url: str
    page: str | None = None
    type: str | None = None
    subtype: str | None = None
    language: str | None = None
    source_language: str | None = None
    original_title: str | None = None
    texts: list[Text] | None = None
    creators: list[Agent] | None = None
    publisher: Agent | None = None
    issued: str | None = None
    year: int | None = None
    source: str | None = None
    container: str | None = None
    volume: str | None = None
    pages: str | None = None
    number: str | None = None
    doi: str | None = None
    record_doi: str | None = None
    isbn: str | None = None
    themes: list[str] | None = None
    subjects: list[str] | None = None
    target_groups: list[str] | None = None
    levels: list[str] | None = None
    places: list[PlaceOfRecord] | None = None
    evidence: str | None = None
    lane: str | None = None
    licence: str | None = None
    published: str | None = None
    modified: str | None = None
    relations: list[tuple[str, str]] | None = None
    home: str | None = None
    content: dict[str, Any] | None = None


class RecordList(Schema):
    """A page of records; ``next`` is the address of the page after it."""

    results: list[RecordShape]
    next: str | None


class OrganizationShape(Schema):
    """An organization."""

    id: str
    url: str
    page: str | None = None
    type: str | None = None
    language: str | None = None
    texts: list[Text] | None = None
    acronym: str | None = None
    website: str | None = None
    founded: int | None = None
    country: str | None = None
    city: str | None = None
    ror: str | None = None
    wikidata: str | None = None
    themes: list[str] | None = None
    parent: str | None = None
    modified: str | None = None


class OrganizationList(Schema):
    """A page of organizations."""

    results: list[OrganizationShape]
    next: str | None


class VocabularySummary(Schema):
    """A concept scheme."""

    code: str
    name: str
    labels: dict[str, str]
    url: str
    concepts: int


class ConceptShape(Schema):
    """A concept with its labels and definitions by language."""

    code: str
    labels: dict[str, str]
    definitions: dict[str, str]
    alternatives: dict[str, list[str]]
    broader: str | None
    deprecated: bool


class Vocabulary(VocabularySummary):
    """A concept scheme with all its concepts."""

    members: list[ConceptShape]


class PlaceShape(Schema):
    """A region (UN M49), country (ISO 3166-1), subdivision or city."""

    code: str
    kind: str
    name: str
    parent: str | None
    latitude: float | None
    longitude: float | None


def _members(thing: Any) -> Any:
    """A dataclass as a dict, and so what it holds; a fifth of the time of ``asdict``, which copies.

    Tuples hold things of one class.
    """
    if is_dataclass(thing):
        return {name: _members(value) for name, value in vars(thing).items()}
    if type(thing) is tuple and thing and is_dataclass(thing[0]):
        return [_members(each) for each in thing]
    return thing


def plain(description: Any) -> dict[str, Any]:
    """A description as JSON values with language tags as the world writes them."""
    values: dict[str, Any] = _members(description)
    for text in values["texts"]:
        text["language"] = html_tag(text["language"])
    for name in ("published", "modified"):
        if values.get(name):
            values[name] = values[name].isoformat()
    identified = {"id": values.pop("identifier"), "url": values.pop("uri")}
    return {**identified, **values}
