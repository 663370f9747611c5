"""Vocabularies, the catalogue of data sets, and linksets, by address and by ``Accept``."""

import json

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.cache import patch_vary_headers

from tessera.catalogue.models import Record
from tessera.interop.description import describe_record
from tessera.interop.linked import dcat, skos
from tessera.interop.linked.graph import JSON_LD, TURTLE, as_json_ld, as_turtle
from tessera.interop.linked.signposting import LINKSET, linkset_of
from tessera.lib.http import read_only
from tessera.lib.identifiers import normalize
from tessera.vocabularies.labels import labels

_TYPES = {"ttl": TURTLE, "jsonld": JSON_LD, "csv": "text/csv"}


def _open(content: str, media_type: str) -> HttpResponse:
    # RFC 9264 §7.2 knows no character set: a linkset is always in UTF-8.
    known = media_type if media_type == LINKSET else f"{media_type}; charset=utf-8"
    response = HttpResponse(content, content_type=known)
    response["Access-Control-Allow-Origin"] = "*"
    return response


@read_only
def vocabulary(request: HttpRequest, code: str) -> HttpResponse:
    """See other: the file in the format that is asked for, or the page of open data."""
    if code not in labels().scheme_labels:
        raise Http404
    chosen = request.get_preferred_type(["text/html", *_TYPES.values()]) or "text/html"
    extension = next((name for name, each in _TYPES.items() if each == chosen), "")
    address = (
        reverse("vocabulary_file", args=[code, extension])
        if extension
        else f"{reverse('open_data')}#vocabularies"
    )
    response = HttpResponseRedirect(address, status=303)
    response["Access-Control-Allow-Origin"] = "*"
    patch_vary_headers(response, ["Accept", "Accept-Language", "Cookie"])
    return response


@read_only
def vocabulary_file(request: HttpRequest, code: str, extension: str) -> HttpResponse:
    """A vocabulary with all its concepts."""
    if code not in labels().scheme_labels:
        raise Http404
    if extension == "csv":
        return _open(skos.as_table(code), _TYPES["csv"])
    write = as_turtle if extension == "ttl" else as_json_ld
    return _open(write(skos.scheme_nodes(code)), _TYPES[extension])


@read_only
def catalogue(request: HttpRequest, extension: str) -> HttpResponse:
    """The data sets and services of this site."""
    write = as_turtle if extension == "ttl" else as_json_ld
    return _open(write(dcat.catalogue_nodes()), _TYPES[extension])


@read_only
def linkset(request: HttpRequest, identifier: str) -> HttpResponse:
    """All typed links of a public record."""
    record: Record = get_object_or_404(Record.objects.public(), identifier=normalize(identifier))
    return _open(json.dumps(linkset_of(describe_record(record)), indent=1), LINKSET)
