"""The page of open data, and the files that it links."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from tessera.interop.dumps.nightly import dump_folder, present_dump
from tessera.interop.dumps.writing import DESCRIPTION, FURTHER_FILES
from tessera.lib.http import read_only
from tessera.vocabularies.labels import labels

_TYPES = {".gz": "application/gzip", ".json": "application/json"}


@dataclass(frozen=True)
class File:
    """A file of the dump as the page shows it."""

    name: str
    what: str
    format: str
    rows: int
    bytes: int


@dataclass(frozen=True)
class DataPage:
    """What the page of open data shows; ``made_at`` is ``None`` before the first dump."""

    made_at: datetime | None
    files: tuple[File, ...]
    further: tuple[tuple[str, str], ...]
    vocabularies: tuple["Vocabulary", ...]
    formats: tuple[tuple[str, str], ...] = (
        ("ttl", "Turtle"),
        ("jsonld", "JSON-LD"),
        ("csv", "CSV"),
    )


@dataclass(frozen=True)
class Vocabulary:
    """A vocabulary, and how many terms it has."""

    code: str
    label: str
    count: int


@read_only
def data_page(request: HttpRequest) -> HttpResponse:
    """Everything that can be taken away as a whole, and how."""
    dump = present_dump()
    page = DataPage(
        _moment(dump) if dump else None,
        _files(dump) if dump else (),
        _further() if dump else (),
        _vocabularies(),
    )
    return render(request, "interop/data.html", {"data": page, "contact": settings.SITE_CONTACT})


def _vocabularies() -> tuple[Vocabulary, ...]:
    picture = labels()
    found = [
        Vocabulary(code, picture.scheme_label(code), len(picture.scheme(code)))
        for code in picture.scheme_labels
    ]
    return tuple(sorted(found, key=lambda each: each.label))


def _moment(dump: dict[str, Any]) -> datetime | None:
    try:
        return datetime.fromisoformat(dump["created"])
    except (KeyError, TypeError, ValueError):
        return None


def _files(dump: dict[str, Any]) -> tuple[File, ...]:
    names = {
        "records": _("Records"),
        "organizations": _("Organizations"),
        "vocabularies": _("Vocabularies"),
    }
    formats = {"jsonl": "JSON Lines", "csv": "CSV"}
    return tuple(
        File(
            each["path"],
            names[each["name"].rpartition("-")[0]],
            formats[each["format"]],
            each["rows"],
            each["bytes"],
        )
        for each in dump["resources"]
    )


def _further() -> tuple[tuple[str, str], ...]:
    """The files beside the data, each with what it is."""
    told = (
        _("the members of each line of JSON"),
        _("checksums, to see that a file arrived whole"),
        _("what may be done with it"),
    )
    package = (DESCRIPTION, _("what the files are, with columns, sizes and checksums"))
    return (package, *zip(FURTHER_FILES, told, strict=True))


@read_only
def dump_file(request: HttpRequest, name: str) -> HttpResponseBase:
    """A file of the present dump."""
    dump = present_dump()
    offered = {each["path"] for each in dump["resources"]} if dump else set()
    path = dump_folder() / name
    if name not in offered | {DESCRIPTION, *FURTHER_FILES} or not path.is_file():
        raise Http404
    media_type = _TYPES.get(path.suffix, "text/plain; charset=utf-8")
    response = FileResponse(
        path.open("rb"), content_type=media_type, as_attachment=path.suffix == ".gz"
    )
    response["Access-Control-Allow-Origin"] = "*"
    response["X-Robots-Tag"] = "noindex"
    return response
