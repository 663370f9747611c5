"""How it stands with the registry, for administrators and for ``tessera check``."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import Count, Max
from django.utils.functional import Promise

from tessera.interop.deposits.models import Deposit
from tessera.interop.deposits.rules import is_on

#: Registries have their nights; after so many attempts, some six hours, somebody should look.
_TOO_MANY: Final = 6


@dataclass(frozen=True)
class Health:
    """Counts by state, what waits until when, and when the registry last took something."""

    is_on: bool
    states: tuple[tuple[str | Promise, int], ...]
    waiting: int
    next_at: datetime | None
    told_at: datetime | None


def health() -> Health:
    """Four queries."""
    counts = dict(Deposit.objects.values_list("state").annotate(count=Count("pk")).order_by())
    waiting = Deposit.objects.waiting()
    tried = waiting.exclude(problem="").order_by("due_at").values_list("due_at", flat=True)
    return Health(
        is_on=is_on(),
        states=tuple(
            (state.label, counts[state.value]) for state in Deposit.State if state.value in counts
        ),
        waiting=waiting.count(),
        next_at=tried.first(),
        told_at=Deposit.objects.aggregate(last=Max("told_at"))["last"],
    )


def deposit_problems() -> Iterator[str]:
    """One sentence for each thing that an operator should look at."""
    refused = Deposit.objects.filter(is_refused=True).count()
    if refused:
        yield f"The registry refused {refused} DOIs: the report “DOI” of the back office says why."
    if not is_on():
        return
    stuck = Deposit.objects.waiting().filter(attempts__gte=_TOO_MANY).order_by("pk").first()
    if stuck:
        yield f"DOIs wait to be registered. {stuck.problem}"
