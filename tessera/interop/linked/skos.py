"""A vocabulary as SKOS (https://www.w3.org/TR/skos-reference/), or as a table.

A concept's address is the vocabulary's with its code behind ``#``: one document defines them all.
"""

import csv
import io
from collections.abc import Iterator, Mapping

from django.conf import settings

from tessera.interop.dumps.rows import CONCEPT_COLUMNS, concept_rows
from tessera.interop.linked.graph import Iri, Literal, Node, texts
from tessera.lib.languages import html_tag
from tessera.lib.spreadsheets import defused
from tessera.vocabularies.labels import ConceptEntry, Labels, labels
from tessera.vocabularies.models import ConceptMapping

_LICENCE = "https://creativecommons.org/licenses/by/4.0/"


def scheme_iri(scheme: str) -> str:
    """The permanent address of a vocabulary."""
    return f"{settings.BASE_URL}/vocabularies/{scheme}"


def concept_iri(scheme: str, code: str) -> str:
    """The permanent address of a concept."""
    return f"{scheme_iri(scheme)}#{code}"


def scheme_nodes(scheme: str) -> Iterator[Node]:
    """The vocabulary, then its concepts. One query beside the labels."""
    picture = labels()
    entries = picture.scheme(scheme)
    names = {html_tag(tag): name for tag, name in picture.scheme_labels.get(scheme, {}).items()}
    tops = [entry for entry in entries if not _broader(entry, picture)]
    yield Node(
        scheme_iri(scheme),
        ("skos:ConceptScheme",),
        (
            ("dcterms:identifier", Literal(scheme)),
            *texts("dcterms:title", names),
            *texts("skos:prefLabel", names),
            ("dcterms:license", Iri(_LICENCE)),
            *(("skos:hasTopConcept", Iri(concept_iri(scheme, top.code))) for top in tops),
        ),
    )
    mappings = _mappings(scheme)
    narrower: dict[int, list[ConceptEntry]] = {}
    for entry in entries:
        narrower.setdefault(entry.broader or 0, []).append(entry)
    for entry in entries:
        broader = _broader(entry, picture)
        related = [
            *([("broader", _iri_of(broader))] if broader else []),
            *(("narrower", _iri_of(each)) for each in narrower.get(entry.pk, [])),
            *mappings.get(entry.pk, []),
        ]
        yield _concept_node(entry, related)


def _mappings(scheme: str) -> dict[int, list[tuple[str, str]]]:
    """Concept → its links to other vocabularies that have an address. One query."""
    found: dict[int, list[tuple[str, str]]] = {}
    rows = ConceptMapping.objects.filter(concept__scheme__code=scheme).exclude(uri="")
    for key, relation, uri in rows.values_list("concept_id", "relation", "uri"):
        found.setdefault(key, []).append((f"{relation}Match", uri))
    return found


def _broader(entry: ConceptEntry, picture: Labels) -> ConceptEntry | None:
    return picture.concepts.get(entry.broader or 0)


def _concept_node(entry: ConceptEntry, related: list[tuple[str, str]]) -> Node:
    scheme = Iri(scheme_iri(entry.scheme))
    return Node(
        concept_iri(entry.scheme, entry.code),
        ("skos:Concept",),
        (
            ("skos:notation", Literal(entry.code)),
            ("skos:inScheme", scheme),
            *([] if entry.broader else [("skos:topConceptOf", scheme)]),
            *texts("skos:prefLabel", _tagged(entry.preferred)),
            *(
                ("skos:altLabel", Literal(name, html_tag(tag)))
                for tag, names in entry.alternatives.items()
                for name in names
                if name != entry.preferred.get(tag)
            ),
            *texts("skos:definition", _tagged(entry.definitions)),
            *((f"skos:{relation}", Iri(target)) for relation, target in related),
            *(
                [("owl:deprecated", Literal("true", datatype="xsd:boolean"))]
                if entry.is_deprecated
                else []
            ),
        ),
    )


def _iri_of(entry: ConceptEntry) -> str:
    return concept_iri(entry.scheme, entry.code)


def _tagged(values: Mapping[str, str]) -> dict[str, str]:
    return {html_tag(tag): text for tag, text in values.items()}


def as_table(scheme: str) -> str:
    """The concepts of a vocabulary as CSV, in the columns of the dump."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(CONCEPT_COLUMNS)
    for _values, row in concept_rows(labels().scheme(scheme)):
        writer.writerow([defused(row[column]) for column in CONCEPT_COLUMNS])
    return buffer.getvalue()
