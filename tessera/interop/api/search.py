"""Search with facets, and suggestions: the same answers as the search page."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, QueryDict
from django.utils.translation import override
from ninja import Field, Query, Router, Schema

from tessera.catalogue.cards import Card
from tessera.interop.api.shapes import Shape
from tessera.interop.listings import card_values
from tessera.lib.languages import html_tag, interface_language
from tessera.search.facets import facets_of
from tessera.search.parameters import read_address
from tessera.search.service import find
from tessera.search.suggestions import suggestions

router = Router(tags=["Search"])


class FacetValue(Shape):
    """A choice of a facet and what ticking it would give."""

    code: str
    label: str
    count: int
    selected: bool


class Result(Shape):
    """A record or organization in a result list."""

    id: str
    kind: str
    title: str
    title_language: str
    summary: str
    url: str
    page: str
    home: str
    languages: list[str]
    themes: list[str]
    countries: list[str]
    year: int | None
    evidence: str | None
    lane: str | None
    matched: str
    passage: str
    passage_language: str


class SearchAnswer(Shape):
    """A page of results with counts."""

    total: int
    took_ms: float
    results: list[Result]
    related: list[Result]
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
    match: str = Field(
        "", description="`words` leaves out other names and what is related in meaning."
    )
    page: str = "1"
    lang: str = "en"


@router.get(
    "/search",
    response=SearchAnswer,
    url_name="search",
    summary="Search records and organizations",
)
def search(request: HttpRequest, parameters: Query[SearchParameters]) -> Any:
    """Parameters as on the search page; repeated ones are OR, different ones AND."""
    language = interface_language(parameters.lang)
    address = read_address(_query(parameters), language=language)
    with override(language):
        found = find(address.criteria, words_only=address.words_only)
        facets = facets_of(found.counts, address, language)
    following = address.changed(page=address.criteria.page + 1)
    return {
        "total": found.total,
        "took_ms": round(found.took_ms, 2),
        "results": [_result(card, "words") for card in found.cards],
        "related": [_result(card, "meaning") for card in found.related],
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
        if address.criteria.page < found.page_count
        else None,
    }


def _result(card: Card, matched: str) -> dict[str, object]:
    return {
        **card_values(card),
        "matched": matched,
        "passage": "".join(text for text, _is_match in card.passage) or card.summary,
        "passage_language": html_tag(card.found_in or card.summary_language),
    }


def _query(parameters: SearchParameters) -> QueryDict:
    query = QueryDict(mutable=True)
    for name, value in parameters.dict().items():
        if isinstance(value, list):
            query.setlist(name, value)
        else:
            query[name] = value
    return query


class SuggestionShape(Shape):
    """Something whose name begins so: what it is, and its page."""

    label: str
    description: str
    url: str


class SuggestionParameters(Schema):
    """What was typed so far."""

    q: str = Field(description="At least two characters.")
    lang: str = "en"


@router.get(
    "/suggestions",
    response=list[SuggestionShape],
    url_name="api-suggestions",
    summary="What begins like what is being typed",
)
def suggest(request: HttpRequest, parameters: Query[SuggestionParameters]) -> Any:
    """At most eight themes, places, records and organizations."""
    language = interface_language(parameters.lang)
    text = " ".join(parameters.q.split())[:80]
    with override(language):
        return [
            {
                "label": each.label,
                "description": each.description,
                "url": settings.BASE_URL + each.url,
            }
            for each in suggestions(text, language=language)
        ]
