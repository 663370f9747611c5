"""RDF in Turtle with DCMI Terms (https://www.dublincore.org/specifications/dublin-core/dcmi-terms/)."""

import json
from collections.abc import Iterator

from tessera.interop.description import Description, uri_of
from tessera.lib.languages import html_tag

MEDIA_TYPE = "text/turtle"

_PREFIXES = """@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
_RELATIONS = {
    "cites": "references",
    "supersedes": "replaces",
    "translation_of": "isVersionOf",
    "part_of": "isPartOf",
    "adapted_from": "source",
}


def serialize(description: Description) -> str:
    """A record as one subject."""
    statements = " ;\n  ".join(_statements(description))
    return f"{_PREFIXES}\n<{description.uri}>\n  {statements} .\n"


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
    if description.source:
        yield f"dcterms:source <{_address(description.source)}>"
    for kind, target in description.relations:
        yield f"dcterms:{_RELATIONS.get(kind, 'relation')} <{uri_of(target)}>"


def _literal(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _address(text: str) -> str:
    return "".join(f"%{ord(each):02X}" if each in '<>"{}|^`\\ ' else each for each in text)
