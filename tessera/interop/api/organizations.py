"""Organizations: all of them in pages, and one."""

from typing import Any

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Query, Router, Schema

from tessera.interop.api.paging import after, chosen_fields, next_address, only
from tessera.interop.api.problems import problem
from tessera.interop.api.shapes import OrganizationList, OrganizationShape, plain
from tessera.interop.description import describe_organization
from tessera.lib.identifiers import normalize
from tessera.network.models import Organization

router = Router(tags=["Organizations"])


class OrganizationParameters(Schema):
    """Which organizations, how many, and what of them."""

    country: list[str] = Field([], description="ISO 3166-1 alpha-2 of the seat.")
    type: list[str] = Field([], description="Codes of vocabulary OT.")
    fields: str = Field("", description="Members wanted, separated by commas; all when empty.")
    limit: int = Field(50, ge=1, le=200, description="How many a page.")
    after: str = Field("", description="Identifier of the last one of the page before.")


@router.get(
    "/organizations",
    response=OrganizationList,
    exclude_unset=True,
    url_name="api-organizations",
    summary="All organizations, page by page",
)
def organization_list(request: HttpRequest, parameters: Query[OrganizationParameters]) -> Any:
    """In a lasting order. Go on with “next” until it is null."""
    fields = chosen_fields(parameters.fields, set(OrganizationShape.model_fields))
    rows = Organization.objects.public().with_texts().select_related("parent")
    if parameters.country:
        codes = [each.upper() for each in parameters.country if "\x00" not in each]
        rows = rows.filter(country__code__in=codes)
    if parameters.type:
        types = [each.upper() for each in parameters.type if "\x00" not in each]
        rows = rows.filter(org_type__code__in=types)
    rows = after(rows, Organization, parameters.after).order_by("pk")
    found = list(rows[: parameters.limit + 1])
    shown = found[: parameters.limit]
    themes = themes_of([each.pk for each in shown])
    return {
        "results": [
            only(plain(describe_organization(each, themes=themes.get(each.pk, []))), fields)
            for each in shown
        ],
        "next": next_address("organizations", parameters.dict(), shown[-1].identifier)
        if len(found) > parameters.limit
        else None,
    }


def themes_of(keys: list[int]) -> dict[int, list[str]]:
    """Organization → codes of its themes. One query."""
    through: Any = Organization.themes.through
    rows = through.objects.filter(organization_id__in=keys)
    found: dict[int, list[str]] = {}
    for key, code in rows.values_list("organization_id", "concept__code").order_by("pk"):
        found.setdefault(key, []).append(code)
    return found


@router.get(
    "/organizations/{identifier}",
    response={200: OrganizationShape},
    url_name="api-organization",
    summary="A public organization",
)
def organization(request: HttpRequest, identifier: str) -> Any:
    """What everybody may know of it."""
    normal = normalize(identifier)
    if normal is None:
        raise Http404("There is no public organization with this identifier.")
    found = get_object_or_404(Organization, identifier=normal)
    if found.withdrawn_at:
        return problem(410, "Gone", found.withdrawal_reason, successor=found.replaced_by or None)
    if not found.live:
        raise Http404("There is no public organization with this identifier.")
    return plain(describe_organization(found))
