"""What an assistant can ask: search, records, vocabularies, people, funding, offers."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import QueryDict
from django.utils.translation import override

from tessera.catalogue.models import Record
from tessera.interop.api.shapes import plain
from tessera.interop.api.vocabularies import concept_values
from tessera.interop.description import (
    Description,
    OrganizationDescription,
    describe_organization,
    describe_record,
)
from tessera.interop.formats.csl import csl_item
from tessera.interop.listings import card_values
from tessera.interop.mcp.arguments import ToolError, codes_of, page_of_arguments, text_of
from tessera.interop.mcp.exchange import find_funding, find_offers_and_seeks
from tessera.interop.mcp.people import find_people_to_ask
from tessera.lib.identifiers import normalize
from tessera.lib.languages import INTERFACE_LANGUAGES
from tessera.network.models import Organization
from tessera.search.parameters import read_address
from tessera.search.service import find
from tessera.vocabularies.labels import labels

_MOST_RESULTS = 20
_FILTERS = ("kind", "theme", "country", "language", "evidence")


@dataclass(frozen=True)
class Tool:
    """A tool: what it is for, what it takes, and what answers."""

    name: str
    title: str
    description: str
    properties: Mapping[str, Any]
    required: tuple[str, ...]
    run: Callable[[Mapping[str, Any]], dict[str, Any]]

    def told(self) -> dict[str, Any]:
        """The tool as ``tools/list`` tells it."""
        return {
            "name": self.name,
            "title": self.title,
            "description": self.description,
            "inputSchema": {
                "type": "object",
                "properties": dict(self.properties),
                "required": list(self.required),
                "additionalProperties": False,
            },
            "annotations": {"readOnlyHint": True, "openWorldHint": False},
        }


def _language(arguments: Mapping[str, Any]) -> str:
    language = text_of(arguments, "interface_language", "en").lower()
    if language not in INTERFACE_LANGUAGES:
        message = f"“interface_language” must be one of {', '.join(INTERFACE_LANGUAGES)}."
        raise ToolError(message)
    return language


def _search(arguments: Mapping[str, Any]) -> dict[str, Any]:
    language = _language(arguments)
    query = QueryDict(mutable=True)
    query["q"] = text_of(arguments, "query")
    for name in _FILTERS:
        query.setlist(name, codes_of(arguments, name))
    page = page_of_arguments(arguments)
    query["page"] = str(page)
    address = read_address(query, language=language)
    with override(language):
        found = find(address.criteria)
    return {
        "total": found.total,
        "page": page,
        "results": [card_values(card) for card in found.cards[:_MOST_RESULTS]],
        "see_also": f"{settings.BASE_URL}/{language}/search/{address.query}",
    }


def _get_record(arguments: Mapping[str, Any]) -> dict[str, Any]:
    identifier = normalize(text_of(arguments, "identifier").rpartition("/")[2])
    if identifier is None:
        raise ToolError("This is no identifier; one looks like T7K2-9QXW.")
    record = Record.objects.public().filter(identifier=identifier).first()
    if record:
        description = describe_record(record)
        return {**plain(description), "citation": citation(description)}
    organization = Organization.objects.public().filter(identifier=identifier).first()
    if organization is None:
        raise ToolError("There is no public record or organization with this identifier.")
    told = describe_organization(organization)
    return {**plain(told), "citation": citation(told)}


def citation(description: Description | OrganizationDescription) -> str:
    """One line that names who, when, what and where."""
    if isinstance(description, OrganizationDescription):
        return f"{description.text().title}. {settings.SITE_NAME}. {description.uri}"
    item = csl_item(description)
    authors = "; ".join(agent.name for agent in description.creators) or item.get("publisher", "")
    year = f" ({description.year})" if description.year else ""
    who = f"{authors}{year}. " if authors or year else ""
    return f"{who}{description.title}. {settings.SITE_NAME}. {description.uri}".strip()


def _list_vocabularies(arguments: Mapping[str, Any]) -> dict[str, Any]:
    picture, language = labels(), _language(arguments)
    code = text_of(arguments, "code").upper()
    if not code:
        return {
            "vocabularies": [
                {
                    "code": each,
                    "label": picture.scheme_label(each, language),
                    "url": f"{settings.BASE_URL}/vocabularies/{each}",
                }
                for each in sorted(picture.scheme_labels)
            ]
        }
    if code not in picture.scheme_labels:
        raise ToolError("There is no such vocabulary; call without “code” for all of them.")
    return {
        "code": code,
        "label": picture.scheme_label(code, language),
        "url": f"{settings.BASE_URL}/vocabularies/{code}",
        "concepts": [
            {
                **{key: concept_values(entry, picture)[key] for key in ("code", "broader")},
                "label": entry.label(language),
                "definition": entry.definition(language),
            }
            for entry in picture.scheme(code)
        ],
    }


def _codes(description: str) -> dict[str, Any]:
    return {
        "type": "array", "items": {"type": "string"}, "maxItems": 20, "description": description,
    }  # fmt: skip


_LANGUAGE = {
    "type": "string",
    "enum": list(INTERFACE_LANGUAGES),
    "description": "Language of titles and labels in the answer; English by default.",
}
TOOLS = (
    Tool(
        "search",
        "Search the clearinghouse",
        "Search practices, approaches, guidelines, policies, research and organizations on the "
        "integration of migrants. Cite each result by its url, and tell its evidence level.",
        {
            "query": {"type": "string", "maxLength": 200, "description": "Words; may be empty."},
            "kind": _codes("APP approach, PRA practice, GUI guideline, POL policy, ACA research, "
                           "LRN learning item, ORG organization."),
            "theme": _codes("Codes of the vocabulary TH, such as LAN."),
            "country": _codes("ISO 3166-1 alpha-2, such as DE."),
            "language": _codes("Languages of a text, such as fr or zh-hans."),
            "evidence": _codes("E0 (none) to E5 (strongest)."),
            "page": {"type": "integer", "minimum": 1, "maximum": 500},
            "interface_language": _LANGUAGE,
        },
        (),
        _search,
    ),
    Tool(
        "get_record",
        "Read a record or an organization",
        "Everything public about one record or organization, with texts in all its languages, its "
        "citation and its permanent address. Texts with status “machine” are unchecked.",
        {
            "identifier": {
                "type": "string",
                "maxLength": 200,
                "description": "Such as T7K2-9QXW, or the permanent address.",
            }
        },
        ("identifier",),
        _get_record,
    ),
    Tool(
        "list_vocabularies",
        "List vocabularies, or the terms of one",
        "The vocabularies that records are described with; with a code, all terms of that one.",
        {
            "code": {"type": "string", "maxLength": 16, "description": "Such as TH for themes."},
            "interface_language": _LANGUAGE,
        },
        (),
        _list_vocabularies,
    ),
    Tool(
        "find_people",
        "Find people willing to be asked",
        "People who agreed to be shown to everybody and are willing to answer questions about "
        "their experience. Send readers to the url of a person: it has the way to ask.",
        {
            "query": {"type": "string", "maxLength": 200, "description": "Words; may be empty."},
            "theme": _codes("Codes of the vocabulary TH, such as LAN."),
            "language": _codes("Languages spoken, such as fr or ar."),
            "place": _codes("Codes of places, such as DE."),
            "willing": _codes("peer (answers questions; the default), reviewer, panellist, "
                              "moderator, rapporteur, mentor, host."),
            "page": {"type": "integer", "minimum": 1, "maximum": 500},
        },
        (),
        find_people_to_ask,
    ),
    Tool(
        "find_funding",
        "Find open funding",
        "Funding programmes to which one can still apply, the next deadline first. Always tell "
        "the last day to apply (closes), and send readers to the website of the programme.",
        {
            "query": {"type": "string", "maxLength": 200, "description": "Words; may be empty."},
            "theme": _codes("Codes of the vocabulary TH, such as LAN."),
            "applicant": _codes("Codes of the vocabulary OT: who may apply."),
            "country": {"type": "string", "maxLength": 8,
                        "description": "Of the applicant: ISO 3166-1 alpha-2, such as DE."},
            "page": {"type": "integer", "minimum": 1, "maximum": 500},
        },
        (),
        find_funding,
    ),
    Tool(
        "find_offers_and_seeks",
        "Find what is offered and sought",
        "What members offer and seek, as everybody may see it: partners, study visits, speakers, "
        "data, mentoring, other cities. Send readers to the url: it has the way to write.",
        {
            "query": {"type": "string", "maxLength": 200, "description": "Words; may be empty."},
            "side": _codes("offer or seek."),
            "kind": _codes("Codes of the vocabulary PX, such as PAR or MEN."),
            "theme": _codes("Codes of the vocabulary TH, such as LAN."),
            "country": _codes("ISO 3166-1 alpha-2, such as DE."),
            "language": _codes("Languages to work in, such as fr or ar."),
            "page": {"type": "integer", "minimum": 1, "maximum": 500},
        },
        (),
        find_offers_and_seeks,
    ),
)  # fmt: skip
