"""Which items there are: the newest entry of each record in the change log, oldest first.

A list goes on after the last item's time and number (keyset paging), which costs the same at the
first page and at the last. What changes during a harvest moves to its end and is not missed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db.models import Exists, Min, OuterRef, Q
from django.utils import timezone

from tessera.catalogue.gathering import gathered
from tessera.catalogue.models import Record
from tessera.changes.models import Change, Version
from tessera.interop.harvesting.models import HarvestLink, Source
from tessera.interop.oai.formats import TESSERA_NAMESPACE
from tessera.interop.oai.requests import OaiRequest, Place
from tessera.interop.oai.sets import in_set, sets_of

_DUBLIN_CORE: Final = "http://www.openarchives.org/OAI/2.0/oai_dc/"


@dataclass(frozen=True)
class Origin:
    """The repository that a harvested item came from, what it is called there, and since when."""

    address: str
    identifier: str
    at: datetime
    day: str
    namespace: str


@dataclass(frozen=True)
class Item:
    """A record at its newest change; without ``record`` it is deleted."""

    identifier: str
    at: datetime
    sets: tuple[str, ...]
    record: Record | None
    origin: Origin | None = None


def earliest() -> datetime:
    """The oldest datestamp; now when there is no item. One query."""
    rows = Change.objects.filter(kind=Change.Kind.RECORD)
    found: datetime | None = rows.aggregate(first=Min("at"))["first"]
    return found or timezone.now()


def _entries() -> Any:
    """The newest entry of each record that is, or was once, public."""
    same = Change.objects.filter(kind=Change.Kind.RECORD, identifier=OuterRef("identifier"))
    later = same.filter(sequence__gt=OuterRef("sequence"))
    known = Record.objects.filter(identifier=OuterRef("identifier"))
    kept = Version.objects.filter(identifier=OuterRef("identifier"))
    # A draft that nobody saw leaves no version; that it was deleted is nobody's matter.
    return Change.objects.filter(
        ~Exists(later), Q(Exists(known)) | Q(Exists(kept)), kind=Change.Kind.RECORD
    )


def selected(request: OaiRequest) -> Any:
    """The entries that a request selects, in the order of lists.

    Raises:
        NothingMatchesError: there is no such set.
    """
    rows = _entries()
    if request.since:
        rows = rows.filter(at__gte=request.since)
    if request.before:
        rows = rows.filter(at__lt=request.before)
    if request.set_spec:
        # What left the database is told in every set: a harvester ignores what it never had.
        known = Record.objects.filter(identifier=OuterRef("identifier"))
        rows = rows.filter(in_set(request.set_spec) | ~Exists(known))
    return rows.order_by("at", "sequence")


def page(request: OaiRequest, size: int) -> tuple[list[Item], Place | None]:
    """One page of items, and where it stopped when there are more. About ten queries.

    The whole is counted once, at the first page.
    """
    rows = selected(request)
    place = request.place
    if place:
        rows = rows.filter(Q(at__gt=place.at) | Q(sequence__gt=place.sequence), at__gte=place.at)
    entries = list(rows[: size + 1])
    shown = entries[:size]
    stopped = None
    if len(entries) > size:
        offset = (place.offset if place else 0) + size
        total = place.total if place else selected(request).order_by().count()
        stopped = Place(shown[-1].at, shown[-1].sequence, offset, total)
    return items_of(shown, request.set_spec), stopped


def items_of(entries: Sequence[Change], set_spec: str = "") -> list[Item]:
    """The items of entries, in their order."""
    identifiers = [entry.identifier for entry in entries]
    records = gathered(Record.objects.with_identifiers(identifiers))
    by_identifier = {record.identifier: record for record in records}
    origins = _origins(records)
    return [
        _item(entry, by_identifier.get(entry.identifier), set_spec, origins) for entry in entries
    ]


def _origins(records: Sequence[Record]) -> dict[int, Origin]:
    """Where the harvested ones among the records came from, by their keys. One query, or none."""
    harvested = [r.pk for r in records if r.provenance_kind == Record.Provenance.HARVEST]
    if not harvested:
        return {}
    links = HarvestLink.objects.filter(record__in=harvested, source__form=Source.Form.OAI)
    return {
        each.record_id: Origin(
            each.source.address, each.upstream, each.seen_at, each.created_at.date().isoformat(),
            TESSERA_NAMESPACE if each.row.get("texts") else _DUBLIN_CORE,
        )
        for each in links.select_related("source").order_by("-pk")
        if each.record_id
    }  # fmt: skip


def _item(
    entry: Change, record: Record | None, set_spec: str, origins: Mapping[int, Origin]
) -> Item:
    if record is None:
        return Item(entry.identifier, entry.at, (set_spec,) if set_spec else (), None)
    is_public = record.live and not record.is_withdrawn
    return Item(entry.identifier, entry.at, tuple(sets_of(record)), record if is_public else None,
                origins.get(record.pk))  # fmt: skip


def find_item(identifier: str) -> Item | None:
    """The item of a record, if it is or was public."""
    entries = list(_entries().filter(identifier=identifier))
    return items_of(entries)[0] if entries else None
