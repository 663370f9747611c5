"""A small graph of statements, written as Turtle (W3C RDF 1.1 Turtle) or JSON-LD 1.1."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

PREFIXES: Final = {
    "adms": "http://www.w3.org/ns/adms#",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcterms": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "owl": "http://www.w3.org/2002/07/owl#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "spdx": "http://spdx.org/rdf/terms#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
TURTLE: Final = "text/turtle"
JSON_LD: Final = "application/ld+json"


@dataclass(frozen=True)
class Iri:
    """An address, whole."""

    value: str


@dataclass(frozen=True)
class Literal:
    """A text, with a language or a datatype (a prefixed name)."""

    value: str
    language: str = ""
    datatype: str = ""


@dataclass(frozen=True)
class Node:
    """A subject with its types and statements; names are prefixed names."""

    iri: str
    types: tuple[str, ...]
    statements: tuple[tuple[str, Iri | Literal], ...]


def texts(name: str, values: Mapping[str, str]) -> list[tuple[str, Iri | Literal]]:
    """One statement per language; empty texts are left out."""
    return [(name, Literal(text, tag)) for tag, text in values.items() if text]


def address(text: str) -> str:
    """An address without what no IRI may hold."""
    return "".join(
        f"%{ord(each):02X}" if each in '<>"{}|^`\\' or ord(each) <= 32 else each for each in text
    )


def as_turtle(nodes: Iterable[Node]) -> str:
    """The graph in Turtle."""
    heads = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES.items())
    return heads + "".join(_turtle_node(node) for node in nodes)


def _turtle_node(node: Node) -> str:
    lines = [f"a {', '.join(node.types)}"] if node.types else []
    lines += [f"{name} {_turtle_value(value)}" for name, value in node.statements]
    content = " ;\n  ".join(lines)
    return f"\n<{address(node.iri)}>\n  {content} .\n"


def _turtle_value(value: Iri | Literal) -> str:
    if isinstance(value, Iri):
        return f"<{address(value.value)}>"
    text = json.dumps(value.value, ensure_ascii=False).replace("\x7f", "\\u007F")
    if value.language:
        return f"{text}@{value.language}"
    return f"{text}^^{value.datatype}" if value.datatype else text


def as_json_ld(nodes: Iterable[Node]) -> str:
    """The graph in JSON-LD."""
    graph = [_json_node(node) for node in nodes]
    return json.dumps({"@context": PREFIXES, "@graph": graph}, ensure_ascii=False, indent=1)


def _json_node(node: Node) -> dict[str, Any]:
    content: dict[str, Any] = {"@id": address(node.iri), "@type": list(node.types)}
    for name, value in node.statements:
        content.setdefault(name, []).append(_json_value(value))
    return content


def _json_value(value: Iri | Literal) -> dict[str, str]:
    if isinstance(value, Iri):
        return {"@id": address(value.value)}
    more = {"@language": value.language, "@type": value.datatype}
    return {"@value": value.value, **{key: each for key, each in more.items() if each}}
