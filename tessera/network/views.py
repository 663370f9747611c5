"""The organization page and the directory."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString

from tessera.lib.enumerations import listed
from tessera.lib.formatting import formatted
from tessera.lib.http import read_only
from tessera.lib.identifiers import normalize
from tessera.lib.languages import language_name
from tessera.lib.pages import page_number, page_of
from tessera.lib.texts import best_text
from tessera.network.funding.finding import ProgrammeCard, programme_cards, programmes_of
from tessera.network.models import Organization, OrganizationText, TeamMember
from tessera.network.team.rules import member_of
from tessera.vocabularies.labels import ConceptEntry, current_language, labels

_A_PAGE = 30
_RECORDS_SHOWN = 40
_EXCHANGE = ("offers", "seeks")


@dataclass(frozen=True)
class Choice:
    """A value that the directory can be narrowed by."""

    code: str
    label: str
    count: int
    is_chosen: bool


def tombstone(request: HttpRequest, organization: Organization) -> HttpResponse:
    """What is left of an organization that was taken from the directory."""
    context = {"organization": organization}
    return render(request, "network/organization_tombstone.html", context, status=410)


@read_only
def directory(request: HttpRequest) -> HttpResponse:
    """Organizations by type and country, and by the letters of their names."""
    picture, language = labels(), current_language()
    organizations = Organization.objects.public()
    org_type = picture.concept("OT", request.GET.get("type", "").upper())
    country = picture.by_place_code.get(request.GET.get("country", "").upper())
    query = request.GET.get("q", "").strip()[:100]
    if query:
        matching = Q(texts__name__icontains=query) | Q(acronym__icontains=query)
        organizations = organizations.filter(
            pk__in=Organization.objects.filter(matching).values("pk")
        )
    types = _choices(organizations, "org_type_id", picture.concepts, country, org_type)
    if org_type:
        organizations = organizations.filter(org_type=org_type.pk)
    countries = _choices(organizations, "country_id", picture.places, None, country)
    if country:
        organizations = organizations.filter(country=country.pk)
    page = page_of(
        organizations.order_by("slug", "pk").values_list("identifier", flat=True),
        page_number(request),
        _A_PAGE,
    )
    context = {
        "page": page,
        "identifiers": list(page),
        "types": types,
        "countries": countries,
        "query": query,
        "type": org_type,
        "country": country,
        "type_label": org_type.label(language) if org_type else "",
        "country_label": country.label(language) if country else "",
    }
    return render(request, "network/organization_directory.html", context)


def _choices(
    organizations: Any, column: str, entries: Any, narrowed_by: Any, chosen: Any
) -> list[Choice]:
    """The values of a column with their counts. One query."""
    if narrowed_by is not None:
        organizations = organizations.filter(country=narrowed_by.pk)
    language = current_language()
    rows = organizations.order_by().values(column).annotate(n=Count("pk")).values_list(column, "n")
    found = [
        Choice(entry.code, entry.label(language), count, chosen is not None and entry is chosen)
        for key, count in rows
        if (entry := entries.get(key or 0))
    ]
    return sorted(found, key=lambda choice: (-choice.count, choice.label))


@dataclass(frozen=True)
class OrganizationDetail:
    """What ``network/organization_detail.html`` shows."""

    organization: Organization
    text: OrganizationText
    summary: OrganizationText | None
    type_label: str
    life_status: ConceptEntry | None
    place: str
    country_code: str
    themes: tuple[tuple[str, str], ...]
    levels: tuple[str, ...]
    services: tuple[str, ...]
    offers: tuple[str, ...]
    seeks: tuple[str, ...]
    languages_of_work: tuple[str, ...]
    aliases: tuple[str, ...]
    funder_profile: SafeString | None
    migrant_led_explanation: SafeString | None
    published: tuple[str, ...]
    published_count: int
    parts: tuple[tuple[str, tuple[str, ...]], ...]
    related: tuple[tuple[str, tuple[str, ...]], ...]
    funding: tuple[ProgrammeCard, ...]


@read_only
def detail(request: HttpRequest, identifier: str, slug: str) -> HttpResponse:
    """An organization."""
    normal = normalize(identifier)
    if normal is None:
        raise Http404
    organization = get_object_or_404(Organization, identifier=normal)
    if organization.is_merged:
        return HttpResponsePermanentRedirect(
            reverse("organization_detail", args=[organization.replaced_by, "-"])
        )
    if organization.withdrawn_at:
        return tombstone(request, organization)
    if not organization.live:
        raise Http404
    if (organization.identifier, organization.slug or "-") != (identifier, slug):
        return redirect(organization.get_absolute_url(), permanent=True)
    own = member_of(request.user, organization)
    context = {
        "detail": organization_detail(organization, current_language()),
        "is_in_team": own is not None and own.state == TeamMember.State.ACTIVE,
    }
    return render(request, "network/organization_detail.html", context)


def organization_detail(organization: Organization, language: str) -> OrganizationDetail:
    """Gather the page. About fifteen queries."""
    picture = labels()
    texts = list(organization.texts.all())
    text = best_text(texts, language, organization.original_language)
    assert text is not None, "a published organization has a text"
    with_summary = [each for each in texts if each.what_it_does]
    place = picture.places.get(organization.city_id or organization.country_id or 0)
    country = picture.country_of(place) if place else None
    names = [each.label(language) for each in (place, country) if each]
    themes = [picture.concepts[key] for key in organization.themes.values_list("pk", flat=True)]
    published = organization.published_records.filter(live=True, withdrawn_at__isnull=True)
    parts: dict[str, list[str]] = {}
    rows = organization.parts_in_records.filter(
        record__live=True, record__withdrawn_at__isnull=True
    ).values_list("role_id", "record__identifier")[:_RECORDS_SHOWN]
    for role, identifier in rows:
        parts.setdefault(picture.of(role, language), []).append(identifier)
    return OrganizationDetail(
        organization=organization,
        text=text,
        summary=text if text.what_it_does else best_text(with_summary, language),
        type_label=picture.of(organization.org_type_id, language),
        life_status=picture.concepts.get(organization.life_status_id or 0),
        place=listed(dict.fromkeys(names), language),
        country_code=country.code.lower() if country else "",
        themes=tuple((entry.code, entry.label(language)) for entry in themes),
        **{name: _labels_of(organization, name) for name in ("levels", "services", *_EXCHANGE)},
        languages_of_work=tuple(
            language_name(tag, language) for tag in organization.languages_of_work
        ),
        aliases=tuple(line for line in organization.aliases.splitlines() if line.strip()),
        funder_profile=formatted(text.funder_profile) if text.funder_profile else None,
        migrant_led_explanation=formatted(text.migrant_led_explanation)
        if text.migrant_led_explanation
        else None,
        published=tuple(
            published.order_by("-year", "pk").values_list("identifier", flat=True)[:_RECORDS_SHOWN]
        ),
        published_count=published.count(),
        parts=tuple((label, tuple(found)) for label, found in parts.items()),
        related=_related(organization),
        funding=tuple(programme_cards(programmes_of(organization))),
    )


def _labels_of(organization: Organization, name: str) -> tuple[str, ...]:
    """The labels of one of its lists of concepts. One query."""
    picture, language = labels(), current_language()
    keys = getattr(organization, name).values_list("pk", flat=True)
    return tuple(picture.of(key, language) for key in keys)


def _related(organization: Organization) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Organizations around it: keys are ``parent``, ``children``, ``networks``, ``members``."""
    parent = organization.parent
    groups = [("parent", (parent.identifier,) if parent and parent.live else ())]
    groups += [
        (
            name,
            tuple(
                getattr(organization, name)
                .filter(live=True, withdrawn_at__isnull=True)
                .order_by("slug")
                .values_list("identifier", flat=True)[:_RECORDS_SHOWN]
            ),
        )
        for name in ("children", "networks", "members", "predecessors")
    ]
    return tuple((name, found) for name, found in groups if found)
