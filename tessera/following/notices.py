"""Making notices for many followers, in steps, so that memory stays small; telling them apart."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice
from typing import Final

from django.db import models

from tessera.changes.models import Change
from tessera.following.models import Follow, Notice

#: A new record that names somebody who is followed.
WORK: Final = "work"
_ROWS: Final = 1_000


def followers(rows: "models.QuerySet[Follow]") -> Iterator[tuple[int, int]]:
    """Keys of follows, and whose they are."""
    yield from rows.values_list("pk", "user_id").iterator(chunk_size=_ROWS)


def followers_of(kind: str, target: str, *, at: datetime) -> Iterator[tuple[int, int]]:
    """Of those who followed something when it was news."""
    yield from followers(Follow.objects.filter(kind=kind, target=target, created_at__lte=at))


def news_in(notice: Notice) -> tuple[str, str]:
    """What happened to what: equal in all notices of one reader that tell of the same, because it
    stands in several things that they follow. A record that comes back later is news again.
    """
    if notice.what in {Change.What.PUBLISHED, WORK}:
        return (Change.What.PUBLISHED, f"{notice.identifier} {notice.at.isoformat()}")
    return (notice.what, notice.once)


def keep(notices: Iterable[Notice]) -> int:
    """Keep them; how many. One that is there already is left out."""
    last = Notice.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    rows = iter(notices)
    while batch := list(islice(rows, _ROWS)):
        Notice.objects.bulk_create(batch, ignore_conflicts=True)
    return Notice.objects.filter(pk__gt=last).count()
