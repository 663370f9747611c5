"""The API's documentation as a page of ours: readable without scripts, in the reader's language.

The description comes from the OpenAPI document itself, so that both always say the same.
"""

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tessera.interop.api.application import api
from tessera.interop.api.limits import WINDOW_SECONDS
from tessera.lib.http import read_only


@dataclass(frozen=True)
class Parameter:
    """A parameter of an operation."""

    name: str
    place: str
    type: str
    is_repeatable: bool


@dataclass(frozen=True)
class Operation:
    """One address with a method."""

    method: str
    path: str
    summary: str
    description: str
    parameters: tuple[Parameter, ...]
    example: str


_EXAMPLES = {
    "/api/v1/search": "/api/v1/search?q=language&theme=LAN&kind=PRA&lang=fr",
    "/api/v1/suggestions": "/api/v1/suggestions?q=hou&lang=es",
    "/api/v1/records": "/api/v1/records?kind=PRA&country=DE&fields=texts,themes&limit=20",
    "/api/v1/organizations": "/api/v1/organizations?country=DE",
    "/api/v1/organizations/{identifier}": "/api/v1/organizations/T7K2-9QXW",
    "/api/v1/people/{identifier}": "/api/v1/people/569M-6Y9Y",
    "/api/v1/sessions": "/api/v1/sessions?upcoming=true&fields=texts,begins,calendar",
    "/api/v1/sessions/{identifier}": "/api/v1/sessions/569M-6Y9Y",
    "/api/v1/vocabularies/{code}": "/api/v1/vocabularies/TH",
    "/api/v1/places": "/api/v1/places?kind=country&lang=ar",
    "/api/v1/places/{code}": "/api/v1/places/DE",
    "/api/v1/records/{identifier}": "/api/v1/records/T7K2-9QXW",
}


@read_only
def api_docs(request: HttpRequest) -> HttpResponse:
    """What can be asked of the API, and how."""
    schema: Any = api.get_openapi_schema()
    operations = [
        _operation(path, method, details)
        for path, methods in schema["paths"].items()
        for method, details in methods.items()
    ]
    context = {
        "operations": operations,
        "title": schema["info"]["title"],
        "limit": settings.API_LIMIT,
        "window_seconds": WINDOW_SECONDS,
    }
    return render(request, "interop/api_docs.html", context)


def _operation(path: str, method: str, details: dict[str, Any]) -> Operation:
    parameters = tuple(
        Parameter(
            each["name"],
            each["in"],
            each["schema"].get("type", "string"),
            each["schema"].get("type") == "array",
        )
        for each in details.get("parameters", [])
    )
    return Operation(
        method.upper(),
        path,
        details.get("summary", ""),
        details.get("description", ""),
        parameters,
        settings.BASE_URL + quote(_EXAMPLES.get(path, path), safe="/?&=,"),
    )
