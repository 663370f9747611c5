"""Limits that hold across processes: attempts are counted in the database.

The count is that of a sliding window, after Cloudflare's approximation
(https://blog.cloudflare.com/counting-things-a-lot-of-different-things/): what was counted in the
stretch before weighs as much as of it still lies in the window. It costs two queries, or three for
the first attempt of a stretch.
"""

import math
import time
from datetime import UTC, datetime, timedelta
from typing import Final

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.crypto import salted_hmac

from tessera.accounts.models import AttemptCount
from tessera.lib.errors import LimitReachedError

#: From this part of a limit on, it is near.
NEAR: Final = 0.5


def count_attempt(purpose: str, subject: str, *, most: int, within: timedelta) -> None:
    """Count one attempt, and raise ``LimitReachedError`` when there were ``most`` already.

    Call it before a transaction is opened: an attempt that fails and is rolled back is to count.
    Refused attempts are counted too, so that a machine that goes on stays refused; the longest
    wait is ``within``. ``subject`` may be an address or a user's number; only its hash is kept.
    """
    stretch, elapsed = _stretch(within)
    key = _hashed(purpose, subject)
    before = _count(purpose, key, stretch - 1)
    present = _add_one(purpose, key, stretch, within)
    if present + before * (1 - elapsed) > most:
        wait = within.total_seconds() * (1 - elapsed)
        raise LimitReachedError(retry_after_seconds=max(1, math.ceil(wait)))


def is_near_limit(purpose: str, subject: str, *, most: int, within: timedelta) -> bool:
    """Whether half of the attempts are used up. Counts nothing; two queries."""
    stretch, elapsed = _stretch(within)
    key = _hashed(purpose, subject)
    before = _count(purpose, key, stretch - 1)
    return _count(purpose, key, stretch) + before * (1 - elapsed) >= most * NEAR


def forget_attempts(purpose: str, subject: str) -> None:
    """Begin anew, as after a success that proves who it was."""
    AttemptCount.objects.filter(purpose=purpose, subject=_hashed(purpose, subject)).delete()


def prune_attempts() -> int:
    """Delete the counts that count no more; how many there were."""
    return AttemptCount.objects.filter(until__lt=timezone.now()).delete()[0]


def _stretch(within: timedelta) -> tuple[int, float]:
    """The number of the present stretch, and how much of it has passed (0 to 1)."""
    number, rest = divmod(time.time(), within.total_seconds())
    return int(number), rest / within.total_seconds()


def _hashed(purpose: str, subject: str) -> str:
    digest = salted_hmac(f"attempts.{purpose}", subject.strip().lower(), algorithm="sha256")
    return digest.hexdigest()


def _count(purpose: str, key: str, stretch: int) -> int:
    rows = AttemptCount.objects.filter(purpose=purpose, subject=key, stretch=stretch)
    return rows.values_list("count", flat=True).first() or 0


def _add_one(purpose: str, key: str, stretch: int, within: timedelta) -> int:
    """The count with this attempt. The row is locked by its own update until it was read."""
    rows = AttemptCount.objects.filter(purpose=purpose, subject=key, stretch=stretch)
    seconds = within.total_seconds()
    with transaction.atomic():
        if not rows.update(count=F("count") + 1):
            until = datetime.fromtimestamp((stretch + 2) * seconds, UTC)
            try:
                with transaction.atomic():
                    AttemptCount.objects.create(
                        purpose=purpose, subject=key, stretch=stretch, until=until
                    )
            except IntegrityError:  # Another process was first.
                rows.update(count=F("count") + 1)
        return rows.values_list("count", flat=True).get()


__all__ = [
    "LimitReachedError",
    "count_attempt",
    "forget_attempts",
    "is_near_limit",
    "prune_attempts",
]
