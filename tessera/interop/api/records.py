"""Records: all of them in pages, and one whole."""

from typing import Any

from django.http import Http404, HttpRequest
from ninja import Field, Query, Router, Schema

from tessera.catalogue.gathering import gathered
from tessera.catalogue.models import Record
from tessera.interop.api.errors import InvalidParameterError
from tessera.interop.api.paging import after, chosen_fields, next_address, only
from tessera.interop.api.problems import problem
from tessera.interop.api.shapes import OrganizationShape, RecordList, RecordShape, plain
from tessera.interop.description import describe_organization, describe_record
from tessera.lib.identifiers import normalize
from tessera.network.models import Organization
from tessera.vocabularies.labels import labels

router = Router(tags=["Records"])
_NONE = "There is no public record with this identifier."
_FIELDS = set(RecordShape.model_fields) - {"content"}


class RecordParameters(Schema):
    """Which records, how many, and what of them."""

    kind: list[str] = Field([], description="Codes of kinds: APP, PRA, GUI, POL, ACA, LRN.")
    theme: list[str] = Field([], description="Codes of themes; narrower ones are included.")
    country: list[str] = Field([], description="ISO 3166-1 alpha-2.")
    language: list[str] = Field([], description="Languages of a text, such as fr or zh-hans.")
    fields: str = Field("", description="Members wanted, separated by commas; all when empty.")
    limit: int = Field(50, ge=1, le=200, description="How many a page.")
    after: str = Field("", description="Identifier of the last one of the page before.")


@router.get(
    "/records",
    response=RecordList,
    exclude_unset=True,
    url_name="api-records",
    summary="All records, page by page",
)
def record_list(request: HttpRequest, parameters: Query[RecordParameters]) -> Any:
    """In a lasting order, oldest in the database first. Go on with “next” until it is null."""
    fields = chosen_fields(parameters.fields, _FIELDS)
    rows = after(_chosen(parameters), Record, parameters.after).order_by("pk")
    # Each is read whole as the model of its kind.
    found = list(rows.only("identifier", "kind")[: parameters.limit + 1])
    shown = gathered(found[: parameters.limit])
    return {
        "results": [only(plain(describe_record(record)), fields) for record in shown],
        "next": next_address("records", parameters.dict(), shown[-1].identifier)
        if len(found) > parameters.limit
        else None,
    }


def _chosen(parameters: RecordParameters) -> Any:
    rows = Record.objects.public()
    if parameters.kind:
        rows = rows.filter(kind__in=[each.upper() for each in parameters.kind])
    if parameters.language:
        tags = [_storable("language", each.lower()) for each in parameters.language]
        rows = rows.filter(texts__language__in=tags)
    picture = labels()
    if parameters.theme:
        wanted = set(parameters.theme)
        themes = [
            entry.pk
            for entry in picture.scheme("TH")
            if wanted & {each.code for each in picture.lineage(entry)}
        ]
        rows = rows.filter(themes__in=themes)
    if parameters.country:
        codes = {each.upper() for each in parameters.country}
        places = [
            entry.pk
            for entry in picture.places.values()
            if (country := picture.country_of(entry)) and country.code in codes
        ]
        rows = rows.filter(places__in=places)
    return (
        rows.distinct() if parameters.language or parameters.theme or parameters.country else rows
    )


def _storable(name: str, text: str) -> str:
    """What a database can compare: PostgreSQL takes no NUL."""
    if "\x00" in text:
        raise InvalidParameterError(name, "There is a character that no text has.")
    return text


@router.get(
    "/records/{identifier}",
    response={200: RecordShape | OrganizationShape},
    exclude_unset=True,
    url_name="record",
    summary="A whole public record or organization",
)
def record(request: HttpRequest, identifier: str) -> Any:
    """Everything public about a record, with its texts in all languages."""
    normal = normalize(identifier)
    if normal is None:
        raise Http404(_NONE)
    found = Record.objects.filter(identifier=normal).first()
    if found is None:
        organization = Organization.objects.public().filter(identifier=normal).first()
        if organization is None:
            raise Http404(_NONE)
        return plain(describe_organization(organization))
    if found.is_withdrawn:
        return problem(410, "Gone", found.withdrawal_reason, successor=found.replaced_by or None)
    if not found.live:
        raise Http404(_NONE)
    return {**plain(describe_record(found)), "content": found.specific.snapshot()}
