"""The API as one application: its subjects, and how its errors are told."""

from http import HTTPStatus
from types import MappingProxyType
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema
from ninja.renderers import JSONRenderer

from tessera.interop.api import (
    drafts,
    exchange,
    funding,
    organizations,
    people,
    places,
    records,
    search,
    sessions,
    vocabularies,
)
from tessera.interop.api.errors import InvalidParameterError
from tessera.interop.api.problems import PROBLEM_SCHEMA, problem
from tessera.search.engines.errors import SearchEngineError

_COMMON_ERRORS = {
    "422": "A parameter has the wrong form.",
    "429": "More requests than the published limit; Retry-After says when to come back.",
}
_FURTHER_ERRORS = {
    "/{": {
        "404": "There is nothing public of this name.",
        "410": "It was withdrawn; the reason is told.",
    },
    "/search": {"503": "The search index is being built."},
    "/suggestions": {"503": "The search index is being built."},
    "/drafts": {
        "400": "What was sent cannot be read as JSON.",
        "401": "There is no token, or it is over.",
        "403": "The token lacks the scope.",
    },
}


class TesseraAPI(NinjaAPI):
    """Ninja's application, with the errors of every operation described."""

    def get_openapi_schema(self, **options: Any) -> OpenAPISchema:
        """The description, with problem details for each error that an operation may answer."""
        schema = super().get_openapi_schema(**options)
        schema["components"].setdefault("schemas", {})["Problem"] = PROBLEM_SCHEMA
        for path, methods in schema["paths"].items():
            for operation in methods.values():
                operation["responses"].update(_error_answers(path))
        return schema


def _error_answers(path: str) -> dict[Any, Any]:
    told = dict(_COMMON_ERRORS)
    for part, errors in _FURTHER_ERRORS.items():
        if part in path:
            told |= errors
    content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {int(status): {"description": said, "content": content} for status, said in told.items()}


class _Renderer(JSONRenderer):
    """Letters as they are and no spaces: half the size in many languages."""

    json_dumps_params = MappingProxyType({"ensure_ascii": False, "separators": (",", ":")})


api = TesseraAPI(
    title="Tessera",
    version="1",
    description=(
        "Records on the integration of migrants, the organizations that work on it, working "
        "sessions, open funding, offers and seeks, and the "
        "vocabularies that they are described with. Reading needs no key; drafts need a "
        "personal token. "
        "Texts are CC BY 4.0 unless a record says otherwise."
    ),
    urls_namespace="api",
    docs_url=None,
    renderer=_Renderer(),
    servers=[{"url": settings.BASE_URL}],
)
for _router in (
    search.router, records.router, organizations.router, people.router, sessions.router,
    funding.router, exchange.router, vocabularies.router, places.router, drafts.router,
):  # fmt: skip
    api.add_router("", _router)


@api.exception_handler(ValidationError)
def invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """What is wrong with which parameter."""
    errors = [
        {"field": ".".join(str(part) for part in each["loc"]), "detail": each["msg"]}
        for each in error.errors
    ]
    return problem(422, "Unprocessable content", "Some parameters are not valid.", errors=errors)


@api.exception_handler(AuthenticationError)
def unknown(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    """A token is needed."""
    detail = "Send a personal token as “Authorization: Bearer …”; your account makes them."
    response = problem(401, "Unauthorized", detail)
    response["WWW-Authenticate"] = "Bearer"
    return response


@api.exception_handler(HttpError)
def unreadable(request: HttpRequest, error: HttpError) -> HttpResponse:
    """What the framework refuses by itself, such as a body that is no JSON."""
    return problem(error.status_code, HTTPStatus(error.status_code).phrase, str(error))


@api.exception_handler(InvalidParameterError)
def invalid_value(request: HttpRequest, error: InvalidParameterError) -> HttpResponse:
    """The same, for what only the database knows."""
    errors = [{"field": f"query.{error.name}", "detail": str(error)}]
    return problem(422, "Unprocessable content", "Some parameters are not valid.", errors=errors)


@api.exception_handler(SearchEngineError)
def without_index(request: HttpRequest, error: SearchEngineError) -> HttpResponse:
    """Come back later."""
    return problem(503, "Service unavailable", "The search index is being built.")


@api.exception_handler(Http404)
def missing(request: HttpRequest, error: Http404) -> HttpResponse:
    """No such thing."""
    detail = str(error) or "There is nothing public of this name."
    return problem(404, "Not found", detail)
