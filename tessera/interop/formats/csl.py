"""CSL-JSON (https://github.com/citation-style-language/schema)."""

import json
from typing import Any

from tessera.interop.description import Agent, Description

MEDIA_TYPE = "application/vnd.citationstyles.csl+json"

_TYPES = {
    "ART": "article-journal", "BOO": "book", "CHP": "chapter", "REP": "report", "REV": "report",
    "THE": "thesis", "WKP": "report", "DAT": "dataset", "LAW": "legislation", "REG": "regulation",
    "CON": "treaty", "CAS": "legal_case",
}  # fmt: skip
_TYPES_OF_LEARNING = {"VID": "motion_picture", "WEB": "motion_picture", "POD": "broadcast"}


def _type(description: Description) -> str:
    """Kinds of learning items share codes with others: ``CAS`` there is an exercise, no case."""
    if description.type == "LRN":
        return _TYPES_OF_LEARNING.get(description.subtype, "document")
    return _TYPES.get(description.subtype, "report" if description.type != "POL" else "bill")


def csl_item(description: Description) -> dict[str, Any]:
    """A record as one item of CSL-JSON."""
    text = description.text()
    item: dict[str, Any] = {
        "id": description.identifier,
        "type": _type(description),
        "title": description.title,
        "language": description.title_language,
        "author": [_name(agent) for agent in description.creators],
        "publisher": description.publisher.name if description.publisher else "",
        "container-title": description.container,
        "volume": description.volume,
        "page": description.pages,
        "number": description.number,
        "DOI": description.doi,
        "ISBN": description.isbn,
        "URL": description.source or description.uri,
        "abstract": text.summary,
        "note": f"Tessera record {description.identifier}, {description.uri}",
    }
    if description.year:
        item["issued"] = {"date-parts": [[description.year]]}
    return {key: value for key, value in item.items() if value}


def _name(agent: Agent) -> dict[str, str]:
    if not agent.is_person:
        return {"literal": agent.name}
    family, _comma, given = agent.name.partition(",")
    return {"family": family.strip(), "given": given.strip()}


def serialize(description: Description) -> str:
    """A CSL-JSON document with one item."""
    return json.dumps([csl_item(description)], ensure_ascii=False, indent=1)
