"""``/oai``: one address, six verbs."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from django.http import HttpRequest, HttpResponse, QueryDict
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from tessera.interop.oai import answers
from tessera.interop.oai.errors import (
    BadArgumentError,
    BadVerbError,
    NothingMatchesError,
    OaiError,
    UnknownFormatError,
    UnknownItemError,
)
from tessera.interop.oai.formats import MetadataFormat, metadata_formats
from tessera.interop.oai.identifiers import read_identifier
from tessera.interop.oai.items import Item, find_item, page
from tessera.interop.oai.requests import OaiRequest, read_request
from tessera.interop.oai.sets import every_set
from tessera.lib.http import read_only

RECORDS_A_PAGE: Final = 250
HEADERS_A_PAGE: Final = 1000
_SCHEMA = Path(__file__).parent / "schemas" / "tessera.xsd"


@csrf_exempt  # Nothing changes; the protocol allows POST for long arguments.
@require_http_methods(["GET", "HEAD", "POST"])
def oai(request: HttpRequest) -> HttpResponse:
    """Answer a harvester. Errors of the protocol answer 200, as it wants (§3.6)."""
    parameters = request.POST if request.method == "POST" else request.GET
    try:
        asked = read_request(parameters)
        content = answers.document(asked, _ANSWERS[asked.verb](asked))
    except OaiError as error:
        content = answers.error_document(error, _echoed(parameters, error))
    response = HttpResponse(content, content_type="text/xml; charset=utf-8")
    response["Access-Control-Allow-Origin"] = "*"
    response["Cache-Control"] = "no-cache"
    return response


def _echoed(parameters: QueryDict, error: OaiError) -> dict[str, str]:
    if isinstance(error, BadArgumentError | BadVerbError):
        return {}
    return {name: str(parameters[name]) for name in parameters}


def _identify(asked: OaiRequest) -> str:
    return answers.identify()


def _list_formats(asked: OaiRequest) -> str:
    if "identifier" in asked.arguments:
        _item(asked)
    return answers.format_list(list(metadata_formats().values()))


def _list_sets(asked: OaiRequest) -> str:
    return answers.set_list(list(every_set()))


def _get_record(asked: OaiRequest) -> str:
    form = _format(asked)
    return answers.record(_item(asked), form)


def _list_identifiers(asked: OaiRequest) -> str:
    _format(asked)
    items, stopped = page(asked, HEADERS_A_PAGE)
    _check_found(items)
    return "\n".join(map(answers.header, items)) + answers.token(asked, stopped)


def _list_records(asked: OaiRequest) -> str:
    form = _format(asked)
    items, stopped = page(asked, RECORDS_A_PAGE)
    _check_found(items)
    return "".join(answers.record(item, form) for item in items) + answers.token(asked, stopped)


def _check_found(items: list[Item]) -> None:
    if not items:
        raise NothingMatchesError("No record matches these arguments.")


def _format(asked: OaiRequest) -> MetadataFormat:
    form = metadata_formats().get(asked.prefix)
    if form is None:
        raise UnknownFormatError("There is no such metadata format; see ListMetadataFormats.")
    return form


def _item(asked: OaiRequest) -> Item:
    identifier = read_identifier(asked.identifier)
    item = find_item(identifier) if identifier else None
    if item is None:
        raise UnknownItemError("No record has or had this identifier.")
    return item


_ANSWERS: Final[Mapping[str, Callable[[OaiRequest], str]]] = {
    "Identify": _identify,
    "ListMetadataFormats": _list_formats,
    "ListSets": _list_sets,
    "GetRecord": _get_record,
    "ListIdentifiers": _list_identifiers,
    "ListRecords": _list_records,
}


@read_only
def schema(request: HttpRequest) -> HttpResponse:
    """The XML schema of the ``tessera`` format."""
    return HttpResponse(_SCHEMA.read_text("utf-8"), content_type="application/xml; charset=utf-8")
