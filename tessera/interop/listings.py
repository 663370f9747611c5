"""A whole result list as CSV, BibTeX, RIS, CSL-JSON or JSON Lines: streamed, and bounded."""

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.utils.translation import override

from tessera.catalogue.cards import Card, cards
from tessera.catalogue.gathering import gathered
from tessera.catalogue.models import Record
from tessera.interop.description import describe_record, origin_of, permanent_address
from tessera.interop.formats import bibtex, csl, ris
from tessera.interop.formats.csl import csl_item
from tessera.lib.http import read_only
from tessera.lib.languages import html_tag
from tessera.lib.spreadsheets import defused
from tessera.search.parameters import read_address
from tessera.search.service import every_identifier
from tessera.vocabularies.labels import current_language

_STEP = 200
_COLUMNS = (
    "identifier", "kind", "title", "language", "summary", "year", "places", "countries",
    "themes", "evidence", "lane", "address", "page", "home",
)  # fmt: skip


@dataclass(frozen=True)
class Listing:
    """A format: its media type, and how identifiers become pieces of text."""

    media_type: str
    stream: Callable[[Iterable[str], str], Iterator[str]]


def _cards(identifiers: Iterable[str], language: str) -> Iterator[Card]:
    remaining = iter(identifiers)
    while chunk := list(islice(remaining, _STEP)):
        with override(language):
            yield from cards(chunk, language)


def _csv(identifiers: Iterable[str], language: str) -> Iterator[str]:
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    yield "\ufeff"  # so that spreadsheets read UTF-8
    writer.writerow(_COLUMNS)
    for card in _cards(identifiers, language):
        row = (
            card.identifier, card.kind, card.title, card.title_language, card.summary, card.year,
            "; ".join(card.places), " ".join(card.country_codes), " ".join(card.theme_codes),
            card.evidence_code, card.lane, permanent_address(card),
            settings.BASE_URL + card.url, origin_of(card.home),
        )  # fmt: skip
        writer.writerow([defused(value) for value in row])
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()
    yield buffer.getvalue()


def card_values(card: Card) -> dict[str, object]:
    """A card in the shape of the API's results."""
    return {
        "id": card.identifier,
        "kind": card.kind,
        "title": card.title,
        "title_language": html_tag(card.title_language),
        "summary": card.summary,
        "url": permanent_address(card),
        "page": settings.BASE_URL + card.url,
        "home": origin_of(card.home),
        "languages": [html_tag(tag) for tag in card.languages],
        "themes": list(card.theme_codes),
        "countries": list(card.country_codes),
        "year": card.year,
        "evidence": card.evidence_code or None,
        "lane": card.lane or None,
    }


def _json_lines(identifiers: Iterable[str], language: str) -> Iterator[str]:
    for card in _cards(identifiers, language):
        yield json.dumps(card_values(card), ensure_ascii=False) + "\n"


def _references(serialize: Callable[..., str]) -> Callable[[Iterable[str], str], Iterator[str]]:
    def stream(identifiers: Iterable[str], language: str) -> Iterator[str]:
        remaining = iter(identifiers)
        while chunk := list(islice(remaining, _STEP)):
            public = Record.objects.public().with_identifiers(chunk)
            records = {record.identifier: record for record in gathered(public)}
            for identifier in chunk:
                if identifier in records:  # organizations are no references
                    yield serialize(describe_record(records[identifier]))

    return stream


def _csl_json(identifiers: Iterable[str], language: str) -> Iterator[str]:
    items = _references(lambda described: json.dumps(csl_item(described), ensure_ascii=False))
    separator = "["
    for item in items(identifiers, language):
        yield f"{separator}{item}"
        separator = ",\n"
    yield "[]" if separator == "[" else "]\n"


LISTINGS = {
    "csl.json": Listing(f"{csl.MEDIA_TYPE}; charset=utf-8", _csl_json),
    "csv": Listing("text/csv; charset=utf-8", _csv),
    "bib": Listing(f"{bibtex.MEDIA_TYPE}; charset=utf-8", _references(bibtex.serialize)),
    "ris": Listing(f"{ris.MEDIA_TYPE}; charset=utf-8", _references(ris.serialize)),
    "jsonl": Listing("application/jsonl; charset=utf-8", _json_lines),
}


@read_only
def search_listing(request: HttpRequest, extension: str) -> HttpResponseBase:
    """The search page's state in a format; at most 5,000 records."""
    listing = LISTINGS.get(extension)
    if listing is None:
        raise Http404
    language = current_language()
    address = read_address(request.GET, language=language)
    identifiers = every_identifier(address.criteria)
    response = StreamingHttpResponse(
        listing.stream(identifiers, language), content_type=listing.media_type
    )
    response["Content-Disposition"] = f'attachment; filename="tessera-search.{extension}"'
    response["X-Robots-Tag"] = "noindex"
    return response
