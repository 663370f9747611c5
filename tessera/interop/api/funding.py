"""Funding to which one can still apply: all of it in pages, and one programme."""

from collections.abc import Mapping
from datetime import UTC
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest
from django.utils import timezone
from django.utils.translation import override
from ninja import Field, Query, Router, Schema

from tessera.interop.api.paging import after, chosen_fields, next_address, only
from tessera.interop.api.shapes import Shape
from tessera.interop.description import uri_of
from tessera.lib.identifiers import normalize
from tessera.lib.languages import html_tag
from tessera.lib.word_filters import LONGEST_TEXT
from tessera.network.funding.finding import FundingWanted, open_programmes, with_all
from tessera.network.models import FundingProgramme
from tessera.vocabularies.labels import labels

router = Router(tags=["Funding"])
_MOST_CODES = 30


class ProgrammeShape(Shape):
    """A programme in the words of who gives the money; ``closes`` is the last day to apply."""

    id: str
    url: str
    page: str | None = None
    organization: str | None = None
    language: str | None = None
    title: str | None = None
    summary: str | None = None
    website: str | None = None
    closes: str | None = None
    open: bool | None = None
    amount: str | None = None
    partner_rule: str | None = None
    themes: list[str] | None = None
    applicants: list[str] | None = None
    places: list[str] | None = None
    modified: str | None = None


class ProgrammeList(Shape):
    """A page of programmes; ``next`` is the address of the page after it."""

    results: list[ProgrammeShape]
    next: str | None


class FundingParameters(Schema):
    """Words and codes, how many, and what of them."""

    q: str = Field("", max_length=LONGEST_TEXT, description="Words, or the name of the funder.")
    theme: list[str] = Field([], description="Codes of vocabulary TH, with narrower ones.")
    applicant: list[str] = Field([], description="Codes of vocabulary OT: who may apply.")
    country: str = Field("", max_length=8, description="ISO 3166-1 alpha-2 of the applicant.")
    fields: str = Field("", description="Members wanted, separated by commas; all when empty.")
    limit: int = Field(50, ge=1, le=200, description="How many a page.")
    after: str = Field("", description="Identifier of the last one of the page before.")


@router.get(
    "/funding",
    response=ProgrammeList,
    exclude_unset=True,
    url_name="api-funding",
    summary="Open funding programmes, page by page",
)
def funding_list(request: HttpRequest, parameters: Query[FundingParameters]) -> Any:
    """In a lasting order. What is past leaves the list. Go on with “next” until it is null."""
    fields = chosen_fields(parameters.fields, set(ProgrammeShape.model_fields))
    rows = after(open_programmes(funding_wanted(parameters.dict())), FundingProgramme,
                 parameters.after)  # fmt: skip
    found = list(with_all(rows).order_by("pk")[: parameters.limit + 1])
    shown = found[: parameters.limit]
    return {
        "results": [only(programme_values(each), fields) for each in shown],
        "next": next_address("funding", parameters.dict(), shown[-1].identifier)
        if len(found) > parameters.limit
        else None,
    }


@router.get(
    "/funding/{identifier}",
    response={200: ProgrammeShape},
    url_name="api-funding-programme",
    summary="A funding programme, past or not",
)
def programme(request: HttpRequest, identifier: str) -> Any:
    """What everybody may know of it; ``open`` says whether one can still apply."""
    rows = with_all(FundingProgramme.objects.public())
    found = rows.filter(identifier=normalize(identifier) or "").first()
    if found is None:
        raise Http404("There is no funding programme with this identifier.")
    return programme_values(found)


def funding_wanted(given: Mapping[str, Any]) -> FundingWanted:
    """What is asked, from words and lists of codes."""
    chosen = {
        key: frozenset(code[:16].upper() for code in given[key][:_MOST_CODES])
        for key in ("theme", "applicant")
        if given.get(key)
    }
    return FundingWanted(chosen, str(given["country"]).upper(), str(given["q"]).strip())


def programme_values(programme: FundingProgramme) -> dict[str, Any]:
    """A programme that was fetched ``with_all``, as JSON values. No query."""
    concepts = labels().concepts
    with override("en"):
        page = settings.BASE_URL + programme.get_absolute_url()
    return {
        "id": programme.identifier,
        "url": uri_of(programme.identifier),
        "page": page,
        "organization": programme.organization.identifier,
        "language": html_tag(programme.language),
        "title": programme.title,
        "summary": programme.summary,
        "website": programme.website,
        "closes": programme.closes_on.isoformat(),
        "open": programme.closes_on >= timezone.localdate(),
        "amount": programme.amount,
        "partner_rule": programme.partner_rule,
        "themes": [concepts[each.pk].code for each in programme.themes.all()],
        "applicants": [concepts[each.pk].code for each in programme.applicants.all()],
        "places": [each.code for each in programme.places.all()],
        "modified": _moment(programme),
    }


def _moment(programme: FundingProgramme) -> str:
    moment = programme.updated_at.astimezone(UTC).isoformat(timespec="seconds")
    return moment.replace("+00:00", "Z")
