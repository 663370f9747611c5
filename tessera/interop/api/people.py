"""People, as everybody may see them: what somebody shows to members only is never here."""

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse
from ninja import Field, Query, Router, Schema

from tessera.interop.api.shapes import Shape
from tessera.lib.identifiers import normalize
from tessera.lib.pages import MOST_PAGES
from tessera.network.directory.entries import FACETS
from tessera.network.directory.finding import A_PAGE, Question, find_people
from tessera.network.models import Person
from tessera.network.seeing import SeenAffiliation, SeenPerson, see_people, see_person

router = Router(tags=["People"])
_NOBODY = AnonymousUser()


class AffiliationShape(Shape):
    """Where somebody works or worked."""

    organization: str
    organization_id: str
    role: str
    since: int | None
    until: int | None


class PersonShape(Shape):
    """A person who agrees to be shown. What they show to fewer readers is empty."""

    id: str
    name: str
    headline: str
    ask_about: list[str]
    text_language: str
    languages: list[str]
    places: list[str]
    themes: list[str]
    basis: list[str]
    stakeholder: str
    willing: list[str]
    affiliations: list[AffiliationShape]
    orcid: str


class PeopleAnswer(Shape):
    """A page of people."""

    total: int
    results: list[PersonShape]
    next_page: int | None


class PeopleParameters(Schema):
    """Words, and codes by facet."""

    q: str = Field("", max_length=200, description="Words.")
    theme: list[str] = Field([], description="Codes of vocabulary TH.")
    language: list[str] = Field([], description="BCP 47 tags.")
    place: list[str] = Field([], description="Codes of places.")
    basis: list[str] = Field([], description="Codes of vocabulary XB.")
    stakeholder: list[str] = Field([], description="Codes of vocabulary SH.")
    willing: list[str] = Field([], description="What they are willing to do.")
    page: int = Field(1, ge=1, le=MOST_PAGES)


@router.get(
    "/people", response=PeopleAnswer, url_name="api-people", summary="People who can be asked"
)
def people(
    request: HttpRequest, response: HttpResponse, parameters: Query[PeopleParameters]
) -> Any:
    """Twenty a page. The order begins elsewhere each day, so that nobody is always the first."""
    response["Cache-Control"] = "no-store"
    given = parameters.dict()
    chosen = {facet: frozenset(given[facet][:50]) for facet in FACETS if given[facet]}
    found = find_people(Question(parameters.q, chosen, parameters.page), _NOBODY)
    return {
        "total": found.total,
        "results": [person_values(each) for each in see_people(found.keys, _NOBODY)],
        "next_page": parameters.page + 1
        if found.total > parameters.page * A_PAGE and parameters.page < MOST_PAGES
        else None,
    }


@router.get(
    "/people/{identifier}",
    response={200: PersonShape},
    url_name="api-person",
    summary="A person who agrees to be shown",
)
def person(request: HttpRequest, response: HttpResponse, identifier: str) -> Any:
    """What everybody may know."""
    response["Cache-Control"] = "no-store"
    row = Person.objects.known_as(normalize(identifier) or "").first()
    seen = see_person(row, _NOBODY) if row else None
    if seen is None:
        raise Http404("There is nobody with this identifier who agrees to be shown.")
    return person_values(seen)


def person_values(seen: SeenPerson) -> dict[str, Any]:
    """A person as JSON values."""
    return {
        "id": seen.identifier,
        "name": seen.name,
        "headline": seen.headline,
        "ask_about": list(seen.ask_about),
        "text_language": seen.text_language or seen.headline_language,
        "languages": [each.code for each in seen.languages],
        "places": [each.code for each in seen.regions],
        "themes": [each.code for each in seen.themes],
        "basis": [each.code for each in seen.basis],
        "stakeholder": seen.stakeholder.code if seen.stakeholder else "",
        "willing": [each.code for each in seen.willing],
        "affiliations": [_affiliation(each) for each in seen.affiliations],
        "orcid": seen.orcid,
    }


def _affiliation(seen: SeenAffiliation) -> dict[str, Any]:
    return {
        "organization": seen.name,
        "organization_id": seen.identifier,
        "role": seen.role,
        "since": seen.since,
        "until": seen.until,
    }
