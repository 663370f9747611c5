"""FAIR Signposting (https://signposting.org/FAIR/): typed links from a record's page.

Level 1 is the ``Link`` header (RFC 8288); level 2 the linkset (RFC 9264), which has no limit.
"""

from collections.abc import Callable
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from tessera.interop.description import DOI_ADDRESS, Description, uri_of
from tessera.interop.formats import bibtex, csl, jsonld, ris, turtle
from tessera.interop.formats.jsonld import LICENCES, schema_type
from tessera.interop.linked.graph import address

LINKSET: Final = "application/linkset+json"
#: Servers on the way refuse heads beyond 8 KB; other headers need room too.
MOST_BYTES: Final = 4096
_METADATA = {
    "jsonld": jsonld.MEDIA_TYPE, "turtle": turtle.MEDIA_TYPE, "csl": csl.MEDIA_TYPE,
    "bibtex": bibtex.MEDIA_TYPE, "ris": ris.MEDIA_TYPE,
}  # fmt: skip
Link = dict[str, str]


class SignpostingMiddleware:
    """Puts the signposts that a page's template made into its header."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Leave every answer without signposts as it is."""
        response = self.get_response(request)
        signposts = getattr(request, "signposts", "")
        if signposts and response.status_code == 200:
            response["Link"] = signposts
        return response


def _links(description: Description) -> dict[str, list[Link]]:
    """Relation → where it leads."""
    kind = f"https://schema.org/{schema_type(description)}"
    licence = LICENCES.get(description.licence)
    links: dict[str, list[Link]] = {
        "cite-as": [{"href": _to_cite(description)}],
        "type": [{"href": "https://schema.org/AboutPage"}, {"href": kind}],
        "author": [{"href": agent.orcid} for agent in description.creators if agent.orcid],
        "license": [{"href": licence}] if licence else [],
        "describedby": [
            {"href": f"{uri_of(description.identifier)}?format={name}", "type": media_type}
            for name, media_type in _METADATA.items()
        ],
    }
    return {relation: targets for relation, targets in links.items() if targets}


def _to_cite(description: Description) -> str:
    """The record's DOI where this site gave it one, else its permanent address."""
    if description.record_doi:
        return f"{DOI_ADDRESS}{description.record_doi}"
    return description.uri


def _linkset_address(description: Description) -> str:
    return settings.BASE_URL + reverse("linkset", args=[description.identifier])


def link_header(description: Description) -> str:
    """The value of ``Link``; only the linkset and the address to cite when all is too long."""
    linkset = _written("linkset", {"href": _linkset_address(description), "type": LINKSET})
    links = _links(description)
    every = [_written(name, each) for name, targets in links.items() for each in targets]
    whole = ", ".join([*every, linkset])
    if len(whole) <= MOST_BYTES:
        return whole
    return ", ".join([_written("cite-as", links["cite-as"][0]), linkset])


def _written(relation: str, link: Link) -> str:
    target = "".join(each for each in address(link["href"]) if each.isascii())
    media_type = f'; type="{link["type"]}"' if "type" in link else ""
    return f'<{target}>; rel="{relation}"{media_type}'


def linkset_of(description: Description) -> dict[str, Any]:
    """The linkset: from the page, and back from each of its formats."""
    links = _links(description)
    page = {"href": description.page, "type": "text/html"}
    back = [{"anchor": each["href"], "describes": [page]} for each in links["describedby"]]
    return {"linkset": [{"anchor": description.page, **links}, *back]}
