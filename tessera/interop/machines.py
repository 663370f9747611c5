"""Small documents for machines: sitemaps, robots.txt, llms.txt, OpenSearch, security.txt."""

from datetime import UTC, timedelta
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, override

from tessera.catalogue.models import Record
from tessera.learning.models import Course, LearningPath
from tessera.lib.http import read_only
from tessera.lib.languages import INTERFACE_LANGUAGES, html_tag
from tessera.meetings.models import Series, Session
from tessera.network.models import FundingProgramme, Organization
from tessera.vocabularies.labels import labels

_ADDRESSES_A_SITEMAP = 2000

_NAMED = ("identifier", "slug")
#: Part → its model, the name of its page, when a row last changed, and what its address is made of.
_THINGS: dict[str, tuple[Any, str, str, tuple[str, ...]]] = {
    "records": (Record, "record_detail", "last_published_at", _NAMED),
    "organizations": (Organization, "organization_detail", "last_published_at", _NAMED),
    "sessions": (Session, "session_detail", "updated_at", _NAMED),
    "series": (Series, "series_detail", "updated_at", _NAMED),
    "courses": (Course, "course_detail", "updated_at", ("identifier",)),
    "paths": (LearningPath, "path_detail", "updated_at", ("identifier",)),
    "funding": (FundingProgramme, "funding_detail", "updated_at", ("identifier",)),
}
_PARTS = (*_THINGS, "pages")


@read_only
def sitemap_index(request: HttpRequest) -> HttpResponse:
    """The index of sitemaps (https://www.sitemaps.org/protocol.html)."""
    counts = {name: _shown(name).count() for name in _THINGS}
    counts["pages"] = 1
    parts = [
        f"{settings.BASE_URL}/sitemap-{name}-{number}.xml"
        for name, count in counts.items()
        for number in range(1, -(-count // _ADDRESSES_A_SITEMAP) + 1)
    ]
    return _xml(request, "interop/sitemap_index.xml", {"parts": parts})


@read_only
def sitemap(request: HttpRequest, name: str, number: int) -> HttpResponse:
    """One sitemap: each page once, with its address in every interface language."""
    if name not in _PARTS or number < 1:
        raise Http404
    start = (number - 1) * _ADDRESSES_A_SITEMAP
    if name == "pages":
        rows = [(route, None) for route in _page_routes()] if number == 1 else []
    else:
        _model, route, moment, parts = _THINGS[name]
        rows = [
            ((route, tuple(each or "-" for each in named)), modified)
            for modified, *named in _shown(name)
            .order_by("pk")
            .values_list(moment, *parts)[start : start + _ADDRESSES_A_SITEMAP]
        ]
    if not rows:
        raise Http404
    entries = [{"modified": modified, "addresses": _addresses(*route)} for route, modified in rows]
    return _xml(request, "interop/sitemap.xml", {"entries": entries})


def _shown(name: str) -> Any:
    """What stands in a part: all that is public, and of funding what is still open."""
    rows = _THINGS[name][0].objects
    return rows.open(timezone.localdate()) if name == "funding" else rows.public()


def _page_routes() -> list[tuple[str, tuple[str, ...]]]:
    picture = labels()
    routes: list[tuple[str, tuple[str, ...]]] = [
        ("home", ()), ("organization_directory", ()), ("theme_list", ()), ("place_list", ()),
        ("whats_new", ()), ("session_list", ()), ("series_list", ()), ("course_list", ()),
        ("search", ()), ("open_data", ()), ("funding", ()),
    ]  # fmt: skip
    routes += [("theme_detail", (entry.code,)) for entry in picture.scheme("TH")]
    countries = Record.places.through.objects.values_list("place_id", flat=True).distinct()
    codes = {
        country.code.lower()
        for key in countries
        if (place := picture.places.get(key)) and (country := picture.country_of(place))
    }
    return routes + [("country_detail", (code,)) for code in sorted(codes)]


def _addresses(route: str, arguments: tuple[str, ...]) -> list[tuple[str, str]]:
    """The address in each language, cheaply: only the first part differs."""
    present = get_language() or "en"
    path = reverse(route, args=arguments)
    rest = path.removeprefix(f"/{present}/")
    return [
        (html_tag(language), f"{settings.BASE_URL}/{language}/{rest}")
        for language in INTERFACE_LANGUAGES
    ]


def _xml(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    return render(request, template, context, content_type="application/xml; charset=utf-8")


@read_only
def robots(request: HttpRequest) -> HttpResponse:
    """Which addresses robots leave alone: facet combinations and the back office."""
    return render(request, "interop/robots.txt", content_type="text/plain; charset=utf-8")


@read_only
def llms(request: HttpRequest) -> HttpResponse:
    """A map of the site for agents (https://llmstxt.org)."""
    with override("en"):
        return render(request, "interop/llms.txt", content_type="text/plain; charset=utf-8")


@read_only
def opensearch(request: HttpRequest) -> HttpResponse:
    """The OpenSearch description (https://github.com/dewitt/opensearch)."""
    media_type = "application/opensearchdescription+xml; charset=utf-8"
    return render(request, "interop/opensearch.xml", content_type=media_type)


@read_only
def security(request: HttpRequest) -> HttpResponse:
    """How to report a weakness (RFC 9116); 404 when the host gave no contact."""
    if not settings.SITE_CONTACT:
        raise Http404
    expires = (timezone.now().astimezone(UTC) + timedelta(days=180)).replace(
        hour=0, minute=0, second=0, microsecond=0
    )
    # RFC 9116 §2.5.3: an address of mail must be written as a URI.
    contact = settings.SITE_CONTACT
    contact = contact if ":" in contact else f"mailto:{contact}"
    context = {"contact": contact, "expires": expires.isoformat()}
    return render(
        request, "interop/security.txt", context, content_type="text/plain; charset=utf-8"
    )
