"""The page of references, for one record, a selection, or what a search finds."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from tessera.catalogue.gathering import gathered
from tessera.catalogue.models import Record
from tessera.interop.citations.rendering import reference
from tessera.interop.citations.styles import DEFAULT, STYLES, Style
from tessera.interop.description import describe_record
from tessera.interop.listings import LISTINGS
from tessera.lib.http import read_only
from tessera.lib.identifiers import normalize
from tessera.search.parameters import read_address
from tessera.search.service import EXPORT_LIMIT, every_identifier
from tessera.vocabularies.labels import current_language

#: The processor needs some hundredths of a second for a reference.
_MOST_SHOWN = 20
_MOST_CHOSEN = 200


@dataclass(frozen=True)
class Reference:
    """A reference as the page shows it."""

    identifier: str
    title: str
    url: str
    text: SafeString


@dataclass(frozen=True)
class CitePage:
    """What ``interop/cite.html`` shows; ``kept`` are the address's parameters but the style."""

    references: tuple[Reference, ...]
    styles: tuple[Style, ...]
    style: Style
    kept: tuple[tuple[str, str], ...]
    downloads: tuple[tuple[str, str], ...]
    is_part: bool


def chosen(parameters: QueryDict) -> Iterator[str]:
    """The records that an address names with ``id``, or else those that its search finds."""
    named = [normalize(each) for each in parameters.getlist("id")[:_MOST_CHOSEN]]
    if parameters.getlist("id"):
        return iter(dict.fromkeys(each for each in named if each))
    address = read_address(parameters, language=current_language())
    return every_identifier(address.criteria, EXPORT_LIMIT)


@read_only
def cite(request: HttpRequest) -> HttpResponse:
    """References in the style that the reader chooses."""
    language = current_language()
    style = STYLES.get(request.GET.get("style", ""), STYLES[DEFAULT])
    identifiers = list(islice(chosen(request.GET), _MOST_SHOWN + 1))
    parameters = _kept(request.GET)
    page = CitePage(
        tuple(_references(identifiers[:_MOST_SHOWN], style, language)),
        tuple(STYLES.values()),
        style,
        tuple(parameters),
        tuple(_downloads(parameters)),
        len(identifiers) > _MOST_SHOWN,
    )
    response = render(request, "interop/cite.html", {"cite": page})
    response["X-Robots-Tag"] = "noindex"
    return response


def _references(identifiers: list[str], style: Style, language: str) -> Iterator[Reference]:
    public = Record.objects.public().with_identifiers(identifiers)
    records = {record.identifier: record for record in gathered(public)}
    for identifier in identifiers:
        if record := records.get(identifier):
            described = describe_record(record)
            written = reference(described, style.code, language)
            yield Reference(
                identifier,
                described.title,
                record.get_absolute_url(),
                mark_safe(written),  # noqa: S308 - cleaned where it was written
            )


def _kept(parameters: QueryDict) -> list[tuple[str, str]]:
    if parameters.getlist("id"):
        return [("id", each[:9]) for each in parameters.getlist("id")[:_MOST_CHOSEN]]
    address = read_address(parameters, language=current_language())
    return replace(address.changed(page=1), view="list").pairs()


def _downloads(parameters: list[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    query = f"?{urlencode(parameters)}" if parameters else ""
    for name, extension in (("BibTeX", "bib"), ("RIS", "ris"), ("CSL-JSON", "csl.json")):
        yield name, reverse("cite_listing", args=[extension]) + query


@read_only
def cite_listing(request: HttpRequest, extension: str) -> HttpResponseBase:
    """The same records in a format of reference managers."""
    listing = LISTINGS[extension]
    language = current_language()
    response = StreamingHttpResponse(
        listing.stream(chosen(request.GET), language), content_type=listing.media_type
    )
    response["Content-Disposition"] = f'attachment; filename="tessera-references.{extension}"'
    response["X-Robots-Tag"] = "noindex"
    return response
