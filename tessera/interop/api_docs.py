"""The API's documentation as a page of ours: readable without scripts, in the reader's language.

The description comes from the OpenAPI document itself, so that both always say the same.
"""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tessera.interop.api import api
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
    context = {"operations": operations, "title": schema["info"]["title"]}
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
        settings.BASE_URL + _EXAMPLES.get(path, path),
    )
