"""RDF in Turtle with DCMI Terms (https://www.dublincore.org/specifications/dublin-core/dcmi-terms/)."""

import json
from collections.abc import Iterator

from tessera.interop.description import (
    DOI_ADDRESS,
    Description,
    OrganizationDescription,
    uri_of,
)
from tessera.interop.linked.graph import Iri, Literal, Node, as_turtle, texts
from tessera.lib.languages import html_tag

MEDIA_TYPE = "text/turtle"

_PREFIXES = """@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
_RELATIONS = {
    "cites": "references",
    "supersedes": "replaces",
    "superseded_by": "isReplacedBy",
    "translation_of": "isVersionOf",
    "part_of": "isPartOf",
    "adapted_from": "source",
}


def serialize(description: Description | OrganizationDescription) -> str:
    """A record or an organization as one subject."""
    if isinstance(description, OrganizationDescription):
        return as_turtle([organization_node(description)])
    statements = " ;\n  ".join(_statements(description))
    return f"{_PREFIXES}\n<{description.uri}>\n  {statements} .\n"


def organization_node(description: OrganizationDescription) -> Node:
    """An organization in the words of FOAF (http://xmlns.com/foaf/spec/)."""
    same = [
        description.ror,
        f"http://www.wikidata.org/entity/{description.wikidata}" if description.wikidata else "",
    ]
    names = {html_tag(text.language): text.title for text in description.texts}
    summaries = {html_tag(text.language): text.summary for text in description.texts}
    return Node(
        description.uri,
        ("foaf:Organization",),
        (
            ("dcterms:identifier", Literal(description.identifier)),
            *texts("foaf:name", names),
            *([("skos:altLabel", Literal(description.acronym))] if description.acronym else []),
            *texts("dcterms:description", summaries),
            *([("foaf:homepage", Iri(description.website))] if description.website else []),
            ("foaf:page", Iri(description.page)),
            *([("dcterms:spatial", Literal(description.country))] if description.country else []),
            *(("dcterms:subject", Literal(theme)) for theme in description.themes),
            *(("owl:sameAs", Iri(each)) for each in same if each),
            *(
                [("dcterms:isPartOf", Iri(uri_of(description.parent)))]
                if description.parent
                else []
            ),
        ),
    )


def _statements(description: Description) -> Iterator[str]:
    yield f"dcterms:identifier {_literal(description.identifier)}"
    yield f"dcterms:type {_literal(description.type)}"
    for text in description.texts:
        tag = html_tag(text.language)
        yield f"dcterms:title {_literal(text.title)}@{tag}"
        if text.summary:
            yield f"dcterms:abstract {_literal(text.summary)}@{tag}"
    for agent in description.creators:
        yield f"dcterms:creator {_literal(agent.name)}"
    if description.publisher:
        yield f"dcterms:publisher <{description.publisher.url}>"
    if description.issued:
        yield f"dcterms:issued {_literal(description.issued)}"
    if description.modified:
        yield f"dcterms:modified {_literal(description.modified.isoformat())}^^xsd:date"
    yield f"dcterms:language {_literal(description.source_language or description.language)}"
    for subject in description.themes:
        yield f"dcterms:subject {_literal(subject)}"
    for place in description.places:
        yield f"dcterms:spatial {_literal(place.code)}"
    if description.doi:
        yield f"dcterms:identifier {_literal(DOI_ADDRESS + description.doi)}"
    if description.source:
        yield f"dcterms:source <{_address(description.source)}>"
    for kind, target in description.relations:
        yield f"dcterms:{_RELATIONS.get(kind, 'relation')} <{uri_of(target)}>"


def _literal(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _address(text: str) -> str:
    return "".join(f"%{ord(each):02X}" if each in '<>"{}|^`\\ ' else each for each in text)
