"""Queueing what the registry is to be told, in the transaction of the change itself."""

from collections.abc import Iterable, Sequence
from typing import Any, Final

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from tessera.changes.models import Change
from tessera.interop.deposits.models import Deposit
from tessera.interop.deposits.rules import doi_for, is_on, records_with_doi

_AT_ONCE: Final = 400


def follow_changes(*, rows: Sequence[Change], **_kwargs: Any) -> None:
    """Queue the records among what changed."""
    if is_on():
        identifiers = {row.identifier for row in rows if row.kind == Change.Kind.RECORD}
        queue_deposits(identifiers)


def queue_deposits(identifiers: Iterable[str]) -> int:
    """Queue records that have a DOI or get one now; how many. Three statements for some hundred.

    A second worker that queues the same is answered by the unique identifier.
    """
    names = sorted(identifiers)
    count = 0
    with transaction.atomic():
        for start in range(0, len(names), _AT_ONCE):
            count += _queue(names[start : start + _AT_ONCE])
    return count


def queue_all(*, again: bool = False) -> int:
    """Queue every public record that lacks a DOI; with ``again`` also those that have one."""
    known = Deposit.objects.values("identifier")
    lacking = records_with_doi().exclude(identifier__in=known).order_by("pk")
    names = list(lacking.values_list("identifier", flat=True))
    if again:
        names += Deposit.objects.values_list("identifier", flat=True)
        Deposit.objects.update(digest="")
    return queue_deposits(names)


def _queue(names: list[str]) -> int:
    now = timezone.now()
    eligible = records_with_doi().with_identifiers(names).values_list("identifier", flat=True)
    Deposit.objects.bulk_create(
        [Deposit(identifier=name, doi=doi_for(name), due_at=now) for name in eligible],
        ignore_conflicts=True,
    )
    return Deposit.objects.filter(identifier__in=names).update(
        asked=F("asked") + 1, due_at=now, attempts=0, is_refused=False, problem=""
    )
