"""The clock of verification: what is due begins to be asked about, and what ages is announced.

Rings every hour; each ring may be cut off anywhere and be repeated. In the index only what is
stale stands lower, so that day is announced to the change log, and being due is not.
"""

import logging
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from tessera.catalogue.models import KIND_MODELS, Record
from tessera.changes.actions import announce_many
from tessera.changes.models import Change
from tessera.lib.errors import TesseraError
from tessera.lib.verification import STALE_AFTER, next_verification
from tessera.network.models import Organization
from tessera.review.models.submissions import ORGANIZATION
from tessera.stewardship.asking import ask_people
from tessera.stewardship.models import Verification
from tessera.stewardship.reminding import remind_editors, remind_of_corrections
from tessera.stewardship.verification import find_thing

logger = logging.getLogger(__name__)
#: People are asked so long before the day, so that who answers never becomes due.
ASK_AHEAD: Final = timedelta(days=14)
_AT_ONCE: Final = 500
Age = Verification.Age


def ring_verification_clock(now: datetime | None = None) -> int:
    """Everything that is to be done now; how many mails were queued."""
    now = now or timezone.now()
    today = timezone.localdate(now)
    _wind_up()
    _begin(today)
    _end_settled()
    _age(today)
    asked = _ask(now)
    remind_editors(now)
    remind_of_corrections(now)
    return asked


def _models() -> Iterator[type[Any]]:
    yield from KIND_MODELS.values()
    yield Organization


def _wind_up() -> None:
    """Give a day to what was published before there was a clock."""
    for model in _models():
        waiting = model.objects.filter(
            live=True, withdrawn_at__isnull=True, verification_due__isnull=True
        )
        if model is KIND_MODELS["PRA"]:
            waiting = waiting.select_related("status")
        for thing in waiting.order_by("pk")[: 4 * _AT_ONCE]:
            due = next_verification(thing, months=thing.months_to_verify)
            if due is not None:
                model.objects.filter(pk=thing.pk, verification_due__isnull=True).update(
                    verification_due=due
                )


def _public_due(model: type[Any], **conditions: Any) -> Any:
    """Public, and not superseded: what has a successor is not asked about."""
    if model is Record:
        conditions["superseded_at__isnull"] = True
    return model.objects.public().filter(**conditions)


def _begin(today: date) -> None:
    """Open a question about what is nearly due."""
    open_ones = Verification.objects.filter(identifier=OuterRef("identifier"))
    for model in (Record, Organization):
        new = _public_due(model, verification_due__lte=today + ASK_AHEAD).exclude(Exists(open_ones))
        names = ("identifier", "verification_due", *(("kind",) if model is Record else ()))
        Verification.objects.bulk_create(
            [
                Verification(
                    identifier=row["identifier"],
                    kind=row.get("kind", ORGANIZATION),
                    due_on=row["verification_due"],
                )
                for row in new.order_by("verification_due").values(*names)[: 4 * _AT_ONCE]
            ],
            ignore_conflicts=True,
        )


def _end_settled() -> None:
    """Close the question about what is no longer public, or has another day now."""
    standing = [
        Exists(
            _public_due(
                model, identifier=OuterRef("identifier"), verification_due=OuterRef("due_on")
            )
        )
        for model in (Record, Organization)
    ]
    Verification.objects.filter(~standing[0], ~standing[1]).delete()


def _age(today: date) -> None:
    """Note what became due, and announce what became stale: it stands lower in search."""
    stale_before = today - STALE_AFTER
    Verification.objects.filter(age=Age.CURRENT, due_on__lt=today, due_on__gte=stale_before).update(
        age=Age.DUE
    )
    while True:
        rows = list(
            Verification.objects.filter(~Q(age=Age.STALE), due_on__lt=stale_before)[:_AT_ONCE]
        )
        if not rows:
            return
        with transaction.atomic():
            for kind, chosen in (
                (Change.Kind.RECORD, [row for row in rows if row.kind != ORGANIZATION]),
                (Change.Kind.ORGANIZATION, [row for row in rows if row.kind == ORGANIZATION]),
            ):
                names = [row.identifier for row in chosen]
                if names:
                    announce_many(kind=kind, identifiers=names, what=Change.What.CHECKED)
            Verification.objects.filter(pk__in=[row.pk for row in rows]).update(age=Age.STALE)


def _ask(now: datetime) -> int:
    """Ask the people of what is due; one thing that fails does not stop the others."""
    count = 0
    for row in Verification.objects.to_ask(now)[:_AT_ONCE]:
        try:
            with transaction.atomic():
                # Only one of two workers finds the row as it was.
                mine = Verification.objects.filter(
                    pk=row.pk, asked=row.asked, wants_change_at__isnull=True
                )
                if not mine.update(asked=F("asked")):
                    continue
                thing = find_thing(row.identifier)
                if thing is not None:
                    count += ask_people(thing, row)
        except TesseraError:
            logger.warning("people could not be asked", extra={"thing": row.identifier})
    return count
