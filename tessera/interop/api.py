"""The JSON API (OpenAPI 3.1 at ``/api/v1/openapi.json``). It reads what every reader may see."""

from dataclasses import asdict
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404
from django.utils.translation import override
from ninja import NinjaAPI, Query, Schema
from ninja.errors import ValidationError

from tessera.catalogue.models import Record
from tessera.interop.description import describe_organization, describe_record
from tessera.interop.listings import card_values
from tessera.interop.problems import problem
from tessera.lib.identifiers import normalize
from tessera.lib.languages import INTERFACE_LANGUAGES, html_tag
from tessera.network.models import Organization
from tessera.search.engines.errors import IndexMissingError
from tessera.search.facets import facets_of
from tessera.search.parameters import read_address
from tessera.search.service import find

api = NinjaAPI(
    title="Tessera",
    version="1",
    description=(
        "Records on the integration of migrants. "
        "Texts are CC BY 4.0 unless a record says otherwise."
    ),
    urls_namespace="api",
    docs_url=None,
)


class FacetValue(Schema):
    """A choice of a facet and what ticking it would give."""

    code: str
    label: str
    count: int
    selected: bool


class Result(Schema):
    """A record or organization in a result list."""

    id: str
    kind: str
    title: str
    title_language: str
    summary: str
    url: str
    languages: list[str]
    themes: list[str]
    countries: list[str]
    year: int | None
    evidence: str | None
    lane: str | None
    matched: str
    passage: str


class SearchAnswer(Schema):
    """A page of results with counts."""

    total: int
    took_ms: float
    results: list[Result]
    facets: dict[str, list[FacetValue]]
    next: str | None


class SearchParameters(Schema):
    """The search page's parameters; ``lang`` chooses the labels."""

    q: str = ""
    kind: list[str] = []
    theme: list[str] = []
    target: list[str] = []
    country: list[str] = []
    region: list[str] = []
    language: list[str] = []
    level: list[str] = []
    evidence: list[str] = []
    status: list[str] = []
    population: list[str] = []
    cost: list[str] = []
    organization: list[str] = []
    lane: list[str] = []
    year_from: str = ""
    year_to: str = ""
    sort: str = ""
    page: str = "1"
    lang: str = "en"


@api.get("/search", response=SearchAnswer, summary="Search records and organizations")
def search(request: HttpRequest, parameters: Query[SearchParameters]) -> Any:
    """Parameters as on the search page; repeated ones are OR, different ones AND."""
    language = parameters.lang if parameters.lang in INTERFACE_LANGUAGES else "en"
    address = read_address(_query(parameters), language=language)
    with override(language):
        found = find(address.criteria)
        facets = facets_of(found.counts, address, language)
    following = address.changed(page=address.criteria.page + 1)
    has_more = found.last < found.total
    return {
        "total": found.total,
        "took_ms": round(found.took_ms, 2),
        "results": [
            {
                **card_values(card),
                "matched": "words",
                "passage": "".join(text for text, _is_match in card.passage) or card.summary,
            }
            for card in found.cards
        ],
        "facets": {
            facet.key: [
                {
                    "code": choice.code,
                    "label": choice.label,
                    "count": choice.count,
                    "selected": choice.is_selected,
                }
                for choice in (*facet.choices, *facet.more)
            ]
            for facet in facets
        },
        "next": f"{settings.BASE_URL}/api/v1/search{following.query}&lang={language}"
        if has_more
        else None,
    }


def _query(parameters: SearchParameters) -> QueryDict:
    query = QueryDict(mutable=True)
    for name, value in parameters.dict().items():
        if isinstance(value, list):
            query.setlist(name, value)
        else:
            query[name] = value
    return query


@api.get("/records/{identifier}", summary="A whole public record or organization")
def record(request: HttpRequest, identifier: str) -> Any:
    """Everything public about a record, with its texts in all languages."""
    normal = normalize(identifier)
    if normal is None:
        raise Http404
    found = Record.objects.filter(identifier=normal).first()
    if found is None:
        organization = get_object_or_404(Organization.objects.public(), identifier=normal)
        return _plain(describe_organization(organization))
    if found.is_withdrawn:
        return problem(410, "Gone", found.withdrawal_reason, successor=found.replaced_by or None)
    if not found.live:
        raise Http404
    return {
        **_plain(describe_record(found)),
        "content": found.specific.snapshot(),
    }


def _plain(description: Any) -> dict[str, Any]:
    """A description as JSON values with language tags as the world writes them."""
    values: dict[str, Any] = asdict(description)
    for text in values["texts"]:
        text["language"] = html_tag(text["language"])
    values["id"] = values.pop("identifier")
    values["url"] = values.pop("uri")
    return values


@api.exception_handler(ValidationError)
def invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """What is wrong with which parameter."""
    errors = [
        {"field": ".".join(str(part) for part in each["loc"]), "detail": each["msg"]}
        for each in error.errors
    ]
    return problem(422, "Unprocessable content", "Some parameters are not valid.", errors=errors)


@api.exception_handler(IndexMissingError)
def without_index(request: HttpRequest, error: IndexMissingError) -> HttpResponse:
    """Come back later."""
    return problem(503, "Service unavailable", "The search index is being built.")


@api.exception_handler(Http404)
def missing(request: HttpRequest, error: Http404) -> HttpResponse:
    """No such thing."""
    return problem(404, "Not found", "There is no public record with this identifier.")
