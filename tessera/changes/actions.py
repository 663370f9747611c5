"""Announcing a change, in the transaction of the action that made it."""

from collections.abc import Iterable

from django.db import connection, transaction

from tessera.changes.models import Change
from tessera.changes.signals import changes_announced

#: Any constant serves; it names the lock that puts announcing transactions in order.
_ORDER_LOCK = 0x7E55E7A


def announce(*, kind: Change.Kind, identifier: str, what: Change.What) -> Change:
    """Write one row to the change log.

    Must run inside a transaction. PostgreSQL hands out sequence numbers before a transaction
    commits, so a reader could see 8 before 7 and never come back for 7; a transaction-long lock
    makes number order and commit order the same. SQLite has one writer anyway.

    Raises:
        RuntimeError: outside a transaction.
    """
    return announce_many(kind=kind, identifiers=[identifier], what=what)[0]


def announce_many(
    *, kind: Change.Kind, identifiers: Iterable[str], what: Change.What
) -> list[Change]:
    """The same for many things at once; one insert per 500."""
    if not connection.in_atomic_block:
        message = "A change is announced in the transaction that makes it."
        raise RuntimeError(message)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_ORDER_LOCK])
    rows = [Change(kind=kind, identifier=identifier, what=what) for identifier in identifiers]
    with transaction.atomic():
        made = Change.objects.bulk_create(rows, batch_size=500)
    changes_announced.send(sender=Change, rows=made)
    return made


def latest_sequence() -> int:
    """The newest number in the log, 0 when it is empty. One query."""
    return Change.objects.order_by("-sequence").values_list("sequence", flat=True).first() or 0
