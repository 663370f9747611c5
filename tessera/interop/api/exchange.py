"""Offers and seeks, as everybody may see them: what is for members only is never here."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import override
from ninja import Field, Query, Router, Schema

from tessera.exchange.finding import Wanted, find_listings
from tessera.exchange.models import Listing
from tessera.interop.api.paging import after, chosen_fields, next_address, only
from tessera.interop.api.shapes import Shape
from tessera.lib.identifiers import normalize
from tessera.lib.languages import html_tag
from tessera.lib.word_filters import LONGEST_TEXT
from tessera.vocabularies.labels import labels

router = Router(tags=["Offers and seeks"])
_MOST_CODES = 30
_NOBODY = AnonymousUser()


class ListingShape(Shape):
    """An offer or a seek; ``person`` and ``organization`` are identifiers."""

    id: str
    url: str
    side: str | None = None
    kind: str | None = None
    language: str | None = None
    title: str | None = None
    text: str | None = None
    themes: list[str] | None = None
    place: str | None = None
    languages: list[str] | None = None
    person: str | None = None
    organization: str | None = None
    until: str | None = None


class ListingList(Shape):
    """A page of offers and seeks; ``next`` is the address of the page after it."""

    results: list[ListingShape]
    next: str | None


class ListingParameters(Schema):
    """Words and codes, how many, and what of them."""

    q: str = Field("", max_length=LONGEST_TEXT, description="Words.")
    side: list[str] = Field([], description="`offer` or `seek`.")
    kind: list[str] = Field([], description="Codes of vocabulary PX.")
    theme: list[str] = Field([], description="Codes of vocabulary TH, with narrower ones.")
    country: list[str] = Field([], description="ISO 3166-1 alpha-2.")
    language: list[str] = Field([], description="BCP 47 tags: in which one can work together.")
    fields: str = Field("", description="Members wanted, separated by commas; all when empty.")
    limit: int = Field(50, ge=1, le=200, description="How many a page.")
    after: str = Field("", description="Identifier of the last one of the page before.")


@router.get(
    "/exchange",
    response=ListingList,
    exclude_unset=True,
    url_name="api-exchange",
    summary="What is offered and sought, page by page",
)
def listing_list(
    request: HttpRequest, response: HttpResponse, parameters: Query[ListingParameters]
) -> Any:
    """In a lasting order. Nobody keeps the answer: agreement to be shown can end today."""
    response["Cache-Control"] = "no-store"
    fields = chosen_fields(parameters.fields, set(ListingShape.model_fields))
    rows = find_listings(listings_wanted(parameters.dict()), _NOBODY)
    found = list(_whole(after(rows, Listing, parameters.after))[: parameters.limit + 1])
    shown = found[: parameters.limit]
    return {
        "results": [only(listing_values(each), fields) for each in shown],
        "next": next_address("exchange", parameters.dict(), shown[-1].identifier)
        if len(found) > parameters.limit
        else None,
    }


@router.get(
    "/exchange/{identifier}",
    response={200: ListingShape},
    url_name="api-exchange-listing",
    summary="An offer or a seek",
)
def listing(request: HttpRequest, response: HttpResponse, identifier: str) -> Any:
    """What everybody may know of it, while it is open."""
    response["Cache-Control"] = "no-store"
    rows = Listing.objects.seen_by(_NOBODY).filter(identifier=normalize(identifier) or "")
    found = _whole(rows).first()
    if found is None:
        raise Http404("There is no open offer or seek with this identifier.")
    return listing_values(found)


def listings_wanted(given: Mapping[str, Any]) -> Wanted:
    """What is asked, from words and lists of codes."""
    codes: dict[str, Sequence[str]] = {
        key: given.get(key, ()) for key in ("side", "kind", "theme", "country", "language")
    }
    chosen = {
        key: frozenset(each[:24] for each in values[:_MOST_CODES] if "\x00" not in each)
        for key, values in codes.items()
        if values
    }
    return Wanted(str(given.get("q", "")).strip(), chosen)


def _whole(rows: Any) -> Any:
    """Two queries."""
    with_one = rows.select_related("person", "organization").order_by("pk")
    return with_one.prefetch_related("themes")


def listing_values(listing: Listing) -> dict[str, Any]:
    """A listing that was fetched whole, as JSON values. No query."""
    picture = labels()
    kind, place = picture.concepts.get(listing.kind_id), picture.places.get(listing.place_id or 0)
    with override("en"):
        url = settings.BASE_URL + listing.get_absolute_url()
    known = listing.organization
    is_public = known is not None and known.live and not known.withdrawn_at
    return {
        "id": listing.identifier,
        "url": url,
        "side": listing.side,
        "kind": kind.code if kind else "",
        "language": html_tag(listing.language),
        "title": listing.title,
        "text": listing.text,
        "themes": [picture.concepts[each.pk].code for each in listing.themes.all()],
        "place": place.code if place else None,
        "languages": [html_tag(each) for each in listing.languages],
        "person": listing.person.identifier,
        "organization": known.identifier if known and is_public else None,
        "until": listing.until.isoformat(),
    }
