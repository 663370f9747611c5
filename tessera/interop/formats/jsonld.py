"""schema.org as JSON-LD (https://schema.org)."""

import json
import re
from typing import Any

from tessera.interop.description import (
    Agent,
    Description,
    OrganizationDescription,
    Place,
    uri_of,
)
from tessera.lib.languages import html_tag

MEDIA_TYPE = "application/ld+json"

_TYPES = {
    "APP": "HowTo", "PRA": "CreativeWork", "GUI": "Guide", "POL": "Legislation",
    "LRN": "LearningResource", "ACA": "ScholarlyArticle", "ART": "ScholarlyArticle",
    "BOO": "Book", "CHP": "Chapter",
    "REP": "Report", "REV": "Report", "WKP": "Report", "THE": "Thesis", "DAT": "Dataset",
}  # fmt: skip
_ISO_DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")
#: Code of a licence → its address.
LICENCES = {
    "CC0": "https://creativecommons.org/publicdomain/zero/1.0/",
    "CC-BY": "https://creativecommons.org/licenses/by/4.0/",
    "CC-BY-SA": "https://creativecommons.org/licenses/by-sa/4.0/",
    "CC-BY-NC": "https://creativecommons.org/licenses/by-nc/4.0/",
}


def schema_type(description: Description) -> str:
    """The class of schema.org that a record belongs to."""
    if description.type == "LRN":
        return "Course" if description.subtype == "CRS" else _TYPES["LRN"]
    return _TYPES.get(description.subtype) or _TYPES[description.type]


def record_graph(description: Description, language: str = "en") -> dict[str, Any]:
    """A record as a schema.org object, with names and descriptions in every language."""
    text = description.text(language)
    content = {
        "@context": "https://schema.org",
        "@type": schema_type(description),
        "@id": description.uri,
        "identifier": description.identifier,
        "url": description.uri if description.home else description.page,
        "name": text.title,
        "alternateName": sorted(
            {each.title for each in description.texts if each.title != text.title}
        ),
        "description": text.summary,
        "inLanguage": description.source_language or description.language,
        "author": [_agent(agent) for agent in description.creators],
        "publisher": _agent(description.publisher) if description.publisher else None,
        "sdPublisher": _home(description),
        "datePublished": _date(description),
        "dateModified": description.modified.isoformat() if description.modified else None,
        "sameAs": f"https://doi.org/{description.doi}" if description.doi else None,
        "isbn": description.isbn,
        "isBasedOn": description.source,
        "about": list(description.subjects),
        "keywords": ", ".join(description.subjects),
        "spatialCoverage": [_place(place) for place in description.places],
        "license": LICENCES.get(description.licence),
        "citation": _related(description, "cites"),
        "isPartOf": _related(description, "part_of"),
        "legislationIdentifier": description.number if description.type == "POL" else None,
    }
    return {key: value for key, value in content.items() if value not in (None, "", [])}


def _home(description: Description) -> dict[str, str] | None:
    """The site that answers for the description, when it is another one."""
    return {"@type": "Organization", "url": description.home} if description.home else None


def _date(description: Description) -> str:
    """A date as ISO 8601 writes it; what is uncertain or a period, by its year only."""
    if _ISO_DATE.fullmatch(description.issued):
        return description.issued
    return str(description.year or "")


def _related(description: Description, relation: str) -> list[dict[str, str]]:
    return [{"@id": uri_of(target)} for kind, target in description.relations if kind == relation]


def organization_graph(
    description: OrganizationDescription, language: str = "en"
) -> dict[str, Any]:
    """An organization as a schema.org object."""
    text = description.text(language)
    address = {"addressCountry": description.country, "addressLocality": description.city}
    content = {
        "@context": "https://schema.org",
        "@type": "Organization",
        "@id": description.uri,
        "identifier": description.identifier,
        "mainEntityOfPage": description.page,
        "url": description.website or description.page,
        "name": text.title,
        "alternateName": sorted(
            {each.title for each in description.texts if each.title != text.title}
            | ({description.acronym} if description.acronym else set())
        ),
        "description": text.summary,
        "foundingDate": str(description.founded) if description.founded else None,
        "address": {"@type": "PostalAddress", **{k: v for k, v in address.items() if v}}
        if description.country
        else None,
        "sameAs": [
            each
            for each in (
                description.ror,
                f"https://www.wikidata.org/entity/{description.wikidata}"
                if description.wikidata
                else "",
            )
            if each
        ],
        "parentOrganization": {"@id": uri_of(description.parent)} if description.parent else None,
        "knowsLanguage": html_tag(description.language),
    }
    return {key: value for key, value in content.items() if value not in (None, "", [])}


def _agent(agent: Agent) -> dict[str, str]:
    content = {"@type": "Person" if agent.is_person else "Organization", "name": agent.name}
    if agent.orcid:
        content["@id"] = agent.orcid
    elif agent.url:
        content["@id"] = agent.url
    return content


def _place(place: Place) -> dict[str, Any]:
    content: dict[str, Any] = {
        "@type": {"country": "Country", "city": "City"}.get(place.kind, "Place"),
        "name": place.name,
        "identifier": place.code,
    }
    if place.latitude is not None:
        content["geo"] = {
            "@type": "GeoCoordinates",
            "latitude": place.latitude,
            "longitude": place.longitude,
        }
    return content


def serialize(description: Description | OrganizationDescription) -> str:
    """A JSON-LD document."""
    if isinstance(description, Description):
        return json.dumps(record_graph(description), ensure_ascii=False, indent=1)
    return json.dumps(organization_graph(description), ensure_ascii=False, indent=1)
