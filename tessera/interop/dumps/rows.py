"""What a dump holds: public records, organizations and concepts, step by step through the keys.

Each step reads some hundreds, whatever the size of the whole, so that memory stays the same.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import Exists, OuterRef

from tessera.catalogue.gathering import gathered
from tessera.catalogue.models import Record
from tessera.changes.models import Version
from tessera.interop.api.organizations import themes_of
from tessera.interop.api.shapes import plain
from tessera.interop.api.vocabularies import concept_values
from tessera.interop.description import describe_organization, describe_record
from tessera.lib.languages import INTERFACE_LANGUAGES, html_tag
from tessera.network.models import Organization
from tessera.vocabularies.labels import ConceptEntry, labels

Values = dict[str, Any]
STEP = 500
_TAGS = tuple(html_tag(language) for language in INTERFACE_LANGUAGES)

RECORD_COLUMNS = (
    "id", "url", "type", "subtype", "title", "title_language", "summary", "languages", "year",
    "issued", "creators", "publisher", "source", "doi", "isbn", "countries_and_places", "themes",
    "target_groups", "levels", "evidence", "lane", "licence", "published", "modified",
)  # fmt: skip
ORGANIZATION_COLUMNS = (
    "id", "url", "type", "name", "name_language", "what_it_does", "languages", "acronym",
    "website", "founded", "country", "city", "ror", "wikidata", "themes", "parent", "modified",
)  # fmt: skip
CONCEPT_COLUMNS = (
    "scheme", "code", "broader", "deprecated",
    *(f"label_{tag}" for tag in _TAGS), *(f"definition_{tag}" for tag in _TAGS),
)  # fmt: skip


def _steps(rows: Any) -> Iterator[list[Any]]:
    """Rows in the order of their keys, some hundreds at a time (keyset paging)."""
    last = 0
    while chunk := list(rows.filter(pk__gt=last).order_by("pk")[:STEP]):
        yield chunk
        last = chunk[-1].pk


def records() -> Iterator[tuple[Values, Values]]:
    """Each public record as in the API, and as a row of the table."""
    for chunk in _steps(Record.objects.public()):
        contents = _newest_versions([record.identifier for record in chunk])
        for record in gathered(chunk):
            values = plain(describe_record(record))
            row = _row(values, "title", "summary")
            row["countries_and_places"] = [place["code"] for place in values["places"]]
            row["creators"] = [agent["name"] for agent in values["creators"]]
            row["publisher"] = (values["publisher"] or {}).get("name")
            yield {**values, "content": contents.get(record.identifier)}, row


def _newest_versions(identifiers: list[str]) -> dict[str, Values]:
    """Identifier → the whole public content at its last publication. One query."""
    same = Version.objects.filter(identifier=OuterRef("identifier"))
    rows = Version.objects.filter(
        ~Exists(same.filter(number__gt=OuterRef("number"))), identifier__in=identifiers
    )
    return dict(rows.values_list("identifier", "snapshot"))


def organizations() -> Iterator[tuple[Values, Values]]:
    """Each public organization as in the API, and as a row of the table."""
    public = Organization.objects.public().with_texts().select_related("parent")
    for chunk in _steps(public):
        themes = themes_of([each.pk for each in chunk])
        for each in chunk:
            values = plain(describe_organization(each, themes=themes.get(each.pk, [])))
            yield values, _row(values, "name", "what_it_does")


def _row(values: Values, name: str, text: str) -> Values:
    """The values with the English text, or the first one, under names of their own."""
    texts = values["texts"]
    shown = next((each for each in texts if each["language"] == "en"), texts[0])
    return {
        **values,
        name: shown["title"],
        f"{name}_language": shown["language"],
        text: shown["summary"],
        "languages": [each["language"] for each in texts],
    }


def concepts() -> Iterator[tuple[Values, Values]]:
    """Each concept of every vocabulary as in the API, and as a row of the table."""
    entries = labels().concepts.values()
    yield from concept_rows(
        sorted(entries, key=lambda each: (each.scheme, each.position, each.code))
    )


def concept_rows(entries: Iterable[ConceptEntry]) -> Iterator[tuple[Values, Values]]:
    """The same of some concepts."""
    picture = labels()
    for entry in entries:
        values = {"scheme": entry.scheme, **concept_values(entry, picture)}
        row = dict(values)
        for tag in _TAGS:
            row[f"label_{tag}"] = values["labels"].get(tag)
            row[f"definition_{tag}"] = values["definitions"].get(tag)
        yield values, row
