"""Pages of records."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from tessera.catalogue.cards import record_cards
from tessera.catalogue.comparison import compare_snapshots, readable_snapshot
from tessera.catalogue.detail import record_detail
from tessera.catalogue.gathering import gathered
from tessera.catalogue.models import Record
from tessera.changes.models import Version
from tessera.lib.http import read_only
from tessera.lib.identifiers import normalize
from tessera.lib.kept_statements import KeptStatement
from tessera.lib.languages import is_tag
from tessera.lib.pages import page_number, page_of
from tessera.vocabularies.labels import current_language

_VERSIONS_A_PAGE = 50
_BY_IDENTIFIER = KeptStatement(
    lambda identifiers: Record.objects.with_identifiers(identifiers).order_by(), as_text=True
)


def _record_or_answer(identifier: str, address: str, *rest: object) -> Record | HttpResponse:
    """The public record, or the redirect or status that its address answers with.

    Raises:
        Http404: no such record, or none that was ever public.
    """
    normal = normalize(identifier)
    if normal is None:
        raise Http404
    found: list[Record] = _BY_IDENTIFIER.objects([normal])
    if not found:
        raise Http404
    record = found[0]
    if record.is_merged:
        return HttpResponsePermanentRedirect(
            reverse(address, args=[record.replaced_by, "-", *rest])
        )
    if not record.is_withdrawn and not record.live:
        raise Http404
    return record


def tombstone(request: HttpRequest, record: Record) -> HttpResponse:
    """What is left of a withdrawn record: its title, the reason, the date, the successor."""
    successor = record_cards([record.replaced_by]) if record.replaced_by else []
    context = {"record": record, "successor": successor[0] if successor else None}
    return render(request, "catalogue/record_tombstone.html", context, status=410)


@read_only
def detail(request: HttpRequest, identifier: str, slug: str) -> HttpResponse:
    """A record."""
    record = _record_or_answer(identifier, "record_detail")
    if isinstance(record, HttpResponse):
        return record
    if record.is_withdrawn:
        return tombstone(request, record)
    if (record.identifier, record.slug or "-") != (identifier, slug):
        query = f"?{request.META['QUERY_STRING']}" if request.META.get("QUERY_STRING") else ""
        return redirect(record.get_absolute_url() + query, permanent=True)
    chosen = request.GET.get("text", "")
    whole = gathered([record])[0]
    context = record_detail(
        whole,
        language=current_language(),
        text_language=chosen if is_tag(chosen) else "",
    )
    return render(request, "catalogue/record_detail.html", {"detail": context, "record": whole})


@read_only
def versions(request: HttpRequest, identifier: str, slug: str) -> HttpResponse:
    """All published versions of a record."""
    record = _record_or_answer(identifier, "record_versions")
    if isinstance(record, HttpResponse):
        return record
    if record.is_withdrawn:
        return tombstone(request, record)
    rows = (
        Version.objects.filter(identifier=record.identifier)
        .order_by("-number")
        .only("number", "at", "reason")
    )
    page = page_of(rows, page_number(request), _VERSIONS_A_PAGE)
    return render(request, "catalogue/record_versions.html", {"record": record, "page": page})


@read_only
def version(request: HttpRequest, identifier: str, slug: str, number: str) -> HttpResponse:
    """One version as it was published."""
    record = _record_or_answer(identifier, "record_version", number)
    if isinstance(record, HttpResponse):
        return record
    if record.is_withdrawn:
        return tombstone(request, record)
    kept = get_object_or_404(Version, identifier=record.identifier, number=number)
    rows = readable_snapshot(type(record.specific), kept.snapshot)
    context = {"record": record, "version": kept, "rows": rows}
    return render(request, "catalogue/record_version.html", context)


@read_only
def compare(
    request: HttpRequest, identifier: str, slug: str, first: str, second: str
) -> HttpResponse:
    """Two versions side by side, only what differs."""
    record = _record_or_answer(identifier, "record_compare", first, second)
    if isinstance(record, HttpResponse):
        return record
    if record.is_withdrawn:
        return tombstone(request, record)
    numbers = (int(first), int(second))
    kept = {
        each.number: each
        for each in Version.objects.filter(identifier=record.identifier, number__in=numbers)
    }
    if not all(number in kept for number in numbers):
        raise Http404
    old, new = (kept[number] for number in numbers)
    differences = compare_snapshots(type(record.specific), old.snapshot, new.snapshot)
    context = {
        "record": record,
        "first": old,
        "second": new,
        "differences": differences,
    }
    return render(request, "catalogue/record_compare.html", context)
