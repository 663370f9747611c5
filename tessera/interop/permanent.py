"""``/id/<identifier>``: the permanent address, answered by page or by format."""

from collections.abc import Callable
from typing import Any

from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponsePermanentRedirect,
    HttpResponseRedirect,
)
from django.urls import reverse
from django.utils.cache import patch_vary_headers

from tessera.catalogue.models import Record
from tessera.catalogue.views import tombstone
from tessera.interop.description import describe_organization, describe_record
from tessera.interop.formats import bibtex, csl, jsonld, ris, turtle
from tessera.learning.models import Course
from tessera.lib.http import read_only
from tessera.lib.identifiers import normalize
from tessera.meetings.models import Series, Session
from tessera.network.models import FundingProgramme, Organization
from tessera.network.views import tombstone as organization_tombstone

Serializer = Callable[[Any], str]
#: Name in ``?format=`` → media type and serializer.
RECORD_FORMATS: dict[str, tuple[str, Serializer]] = {
    "jsonld": (jsonld.MEDIA_TYPE, jsonld.serialize),
    "csl": (csl.MEDIA_TYPE, csl.serialize),
    "bibtex": (bibtex.MEDIA_TYPE, bibtex.serialize),
    "ris": (ris.MEDIA_TYPE, ris.serialize),
    "turtle": (turtle.MEDIA_TYPE, turtle.serialize),
}
ORGANIZATION_FORMATS = {name: RECORD_FORMATS[name] for name in ("jsonld", "turtle")}
#: What has a page and no other format.
_PAGES_ONLY: tuple[Any, ...] = (Session, Series, Course, FundingProgramme)
_EXTENSIONS = {"jsonld": "jsonld", "csl": "json", "bibtex": "bib", "ris": "ris", "turtle": "ttl"}


@read_only
def permanent(request: HttpRequest, identifier: str) -> HttpResponse:
    """Answer with the page (303), a format, a redirect to the successor (301), or 410."""
    normal = normalize(identifier)
    if normal is None:
        raise Http404
    record = Record.objects.filter(identifier=normal).first()
    thing: Record | Organization | None = record or (
        Organization.objects.filter(identifier=normal).first()
    )
    if thing is None and (page := _page_of(normal)):
        return HttpResponseRedirect(page, status=303)
    if thing is None or not (thing.live or thing.withdrawn_at):
        raise Http404
    if thing.is_merged:
        return _elsewhere(request, thing.replaced_by)
    if thing.withdrawn_at:
        show: Any = tombstone if isinstance(thing, Record) else organization_tombstone
        return show(request, thing)
    if normal != identifier:
        return _elsewhere(request, normal)
    return _answer(request, thing)


def _page_of(identifier: str) -> str:
    """The page of what has no format of its own; empty when nothing public is called so."""
    for model in _PAGES_ONLY:
        if thing := model.objects.public().filter(identifier=identifier).first():
            return thing.get_absolute_url()
    return ""


def _elsewhere(request: HttpRequest, identifier: str) -> HttpResponse:
    """A redirect that keeps the format asked for."""
    query = request.META.get("QUERY_STRING", "")
    address = reverse("permanent", args=[identifier])
    return HttpResponsePermanentRedirect(f"{address}?{query}" if query else address)


def _answer(request: HttpRequest, thing: Record | Organization) -> HttpResponse:
    is_record = isinstance(thing, Record)
    formats = RECORD_FORMATS if is_record else ORGANIZATION_FORMATS
    name = request.GET.get("format") or _preferred(request, formats)
    if name in formats:
        media_type, serialize = formats[name]
        description = describe_record(thing) if is_record else describe_organization(thing)
        response = HttpResponse(serialize(description), content_type=f"{media_type}; charset=utf-8")
        file_name = f"tessera-{thing.identifier}.{_EXTENSIONS[name]}"
        if request.GET.get("format"):
            response["Content-Disposition"] = f'attachment; filename="{file_name}"'
        response["Access-Control-Allow-Origin"] = "*"
    else:
        response = HttpResponseRedirect(thing.get_absolute_url(), status=303)
    patch_vary_headers(response, ["Accept", "Accept-Language", "Cookie"])
    return response


def _preferred(request: HttpRequest, formats: dict[str, tuple[str, Serializer]]) -> str:
    offered = ["text/html", *(media_type for media_type, _serialize in formats.values())]
    chosen = request.get_preferred_type(offered) or "text/html"
    return next((name for name, value in formats.items() if value[0] == chosen), "")
