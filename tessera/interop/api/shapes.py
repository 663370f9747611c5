"""The shapes of answers, as the OpenAPI document describes them."""

from typing import Any

from pydantic import BaseModel, ConfigDict

from tessera.lib.languages import html_tag


class Shape(BaseModel):
    """A part of an answer, made of plain values.

    Not the framework's ``Schema``: that looks at every value as if it were a model of the database,
    which took a sixth of the time of a list.
    """


class Text(Shape):
    """Title and summary in one language, and how they came to be."""

    language: str
    title: str
    summary: str
    status: str


class Agent(Shape):
    """Who made or publishes a resource."""

    name: str
    is_person: bool
    orcid: str
    url: str


class PlaceOfRecord(Shape):
    """A place of a record."""

    code: str
    name: str
    kind: str
    latitude: float | None
    longitude: float | None


class RecordShape(Shape):
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


class RecordList(Shape):
    """A page of records; ``next`` is the address of the page after it."""

    results: list[RecordShape]
    next: str | None


class OrganizationShape(Shape):
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


class OrganizationList(Shape):
    """A page of organizations."""

    results: list[OrganizationShape]
    next: str | None


class VocabularySummary(Shape):
    """A concept scheme."""

    code: str
    name: str
    labels: dict[str, str]
    url: str
    concepts: int


class ConceptShape(Shape):
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


class PlaceShape(Shape):
    """A region (UN M49), country (ISO 3166-1), subdivision or city."""

    code: str
    kind: str
    name: str
    parent: str | None
    latitude: float | None
    longitude: float | None


def _members(thing: Any) -> Any:
    """A dataclass as a dict, and so what it holds; a tenth of the time of ``asdict``, which copies.

    Tuples hold things of one class.
    """
    kind = type(thing)
    if kind is str or thing is None:
        return thing
    if kind is tuple:
        return [_members(each) for each in thing] if thing and _has_members(thing[0]) else thing
    if _has_members(thing):
        return {name: _members(value) for name, value in vars(thing).items()}
    return thing


def _has_members(thing: Any) -> bool:
    return hasattr(type(thing), "__dataclass_fields__")


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
