"""When what was published is looked at again (``domain.md`` D, re-verification clocks).

A thing is *current* until the day on which it is to be verified again, then *due*, and *stale* when
nobody has verified it for a while after that.
"""

import calendar
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, Final

from django.utils import timezone

STALE_AFTER: Final = timedelta(days=90)


class Age(StrEnum):
    """How far the clock has run."""

    CURRENT = "current"
    DUE = "due"
    STALE = "stale"


def age_of(due: date | None, *, on: date | None = None) -> Age:
    """The age on a day, today when none is named; what has no clock stays current."""
    on = on or timezone.localdate()
    if due is None or due >= on:
        return Age.CURRENT
    return Age.STALE if due + STALE_AFTER < on else Age.DUE


def months_later(day: date, months: int) -> date:
    """The same day of a later month, or the month's last one where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    month += 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def verification_base(thing: Any) -> date | None:
    """The last day on which somebody vouched for a thing: verified, gathered, or published."""
    if thing.verified_at or thing.provenance_at:
        found: date = thing.verified_at or thing.provenance_at
        return found
    return timezone.localdate(thing.first_published_at) if thing.first_published_at else None


def next_verification(thing: Any, *, months: int, other_clocks: tuple[int, ...] = ()) -> Any:
    """When a thing is to be verified again: the day that an editor set, else as its clock says.

    A day counts as the clock's, and is made anew, when it is one of the days that the clocks of
    the kind give, or when the thing was verified since.
    """
    base = verification_base(thing)
    if base is None:
        return thing.verification_due
    due = thing.verification_due
    by_other_clocks = {months_later(base, each) for each in other_clocks}
    if due is None or due <= base or due in by_other_clocks:
        return months_later(base, months)
    return due


def keep_newer_verification(draft: Any, present: Any, *names: str) -> None:
    """Give a draft the verification that came after it was written.

    ``names`` are the fields that tell who verified, and how.
    """
    if draft.verified_at == present.verified_at:
        draft.verification_due = draft.verification_due or present.verification_due
    elif draft.verified_at is None or (
        present.verified_at is not None and present.verified_at > draft.verified_at
    ):
        for name in ("verified_at", "verification_due", *names):
            setattr(draft, name, getattr(present, name))
