"""Looking after links: every address of a public record or organization is asked once a week.

An address that answers is noted with what it answered. One that does not answer is asked again on
the following days, and counts as gone after the third time in a row: the fault may pass. When
nothing else answers either, the fault is ours and is not counted. What is noted is no change of the
record: it makes no version and no entry in the change log.
"""

import logging
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any, Final
from urllib.parse import urlsplit

from django.db import transaction
from django.db.models import Exists, F, OuterRef
from django.utils import timezone

from tessera.catalogue.models import Record, RecordLink
from tessera.lib.link_states import LinkState
from tessera.network.models import Organization
from tessera.stewardship.link_health import Finding, look_at
from tessera.stewardship.models import WatchedAddress

EVERY: Final = timedelta(days=7)
AGAIN_AFTER: Final = timedelta(days=1)
#: This many days in a row without an answer, and a link counts as gone.
MOST_FAILURES: Final = 3
#: How long one site is left in peace between two of its addresses.
PEACE_SECONDS: Final = 5.0
#: A worker that was killed while it asked an address leaves it to the others after this time.
_CLAIM: Final = timedelta(hours=1)
_BATCH: Final = 1000
#: Pages that worked lately are asked whether it is us who are cut off, once in so many seconds.
_WITNESSES: Final = 3
_SURE_SECONDS: Final = 60.0

Look = Callable[[str], Finding]
logger = logging.getLogger(__name__)


def watch_addresses() -> int:
    """Watch what is public now and forget what is not; how many addresses are watched."""
    now = timezone.now()
    watched = WatchedAddress.objects.filter(address=OuterRef("address"))
    for addresses in _public_addresses():
        new = addresses.exclude(Exists(watched)).values_list("address", flat=True).distinct()
        found = list(new.iterator(chunk_size=_BATCH))
        WatchedAddress.objects.bulk_create(
            [WatchedAddress(address=address, next_at=now) for address in found],
            batch_size=_BATCH,
            ignore_conflicts=True,
        )
    _ask_forgotten(now)
    unwanted = WatchedAddress.objects.all()
    for addresses in _public_addresses():
        unwanted = unwanted.exclude(Exists(addresses.filter(address=OuterRef("address"))))
    unwanted.delete()
    return WatchedAddress.objects.count()


def _ask_forgotten(now: datetime) -> None:
    """Ask again what an edit made unchecked: a revision brings back the link as it was then."""
    unchecked = RecordLink.objects.filter(url=OuterRef("address"), state=LinkState.UNCHECKED)
    asked = WatchedAddress.objects.filter(failures=0, next_at__gt=now + _CLAIM)
    asked.filter(Exists(unchecked)).update(next_at=now)


def _public_addresses() -> Iterator[Any]:
    links = RecordLink.objects.filter(record__in=Record.objects.public())
    yield links.annotate(address=F("url"))
    yield Organization.objects.public().exclude(website="").annotate(address=F("website"))


class LinkRound:
    """Asks one address after the other, and no site twice within a few seconds."""

    def __init__(self, look: Look = look_at) -> None:
        self._look = look
        self._asked: dict[str, float] = {}
        self._connected, self._sure_until = False, 0.0

    def step(self, *, until: datetime | None = None) -> Finding | None:
        """Ask the address that has waited longest, of a site at peace; None when none is due."""
        watched = self._next(until or timezone.now())
        if watched is None:
            return None
        finding = self._look(watched.address)
        if not finding.is_answer and not self._is_connected(watched.address):
            logger.warning("a link was not reached, and nothing else is: the network may be away")
            return finding  # Its turn comes again when the claim is over.
        note_finding(watched, finding, at=timezone.now())
        return finding

    def _is_connected(self, silent: str) -> bool:
        """Whether a page that worked lately answers; kept for a minute."""
        now = time.monotonic()
        if now >= self._sure_until:
            proven = RecordLink.objects.filter(state__in=[LinkState.OK, LinkState.REDIRECT])
            others = proven.exclude(url=silent).order_by("-last_ok_at")[:_WITNESSES]
            self._connected = any(self._look(each.url).is_answer for each in others)
            self._sure_until = now + _SURE_SECONDS
        return self._connected

    def _next(self, until: datetime) -> WatchedAddress | None:
        now = time.monotonic()
        self._asked = {site: at for site, at in self._asked.items() if now - at < PEACE_SECONDS}
        due = WatchedAddress.objects.filter(next_at__lte=until)
        for site in self._asked:
            due = due.exclude(address__contains=f"//{site}")
        watched = due.first()
        if watched is None or not _claim(watched):
            return None
        self._asked[urlsplit(watched.address).netloc] = now
        return watched


def _claim(watched: WatchedAddress) -> bool:
    """Take an address before another worker does."""
    mine = WatchedAddress.objects.filter(pk=watched.pk, next_at=watched.next_at)
    return bool(mine.update(next_at=timezone.now() + _CLAIM))


@transaction.atomic
def note_finding(watched: WatchedAddress, finding: Finding, *, at: datetime) -> None:
    """Keep what was found, wherever the address stands, and when to ask again."""
    failures = 0 if finding.is_answer else watched.failures + 1
    state = finding.state or (LinkState.DEAD if failures >= MOST_FAILURES else "")
    again = EVERY if state else AGAIN_AFTER
    WatchedAddress.objects.filter(pk=watched.pk).update(next_at=at + again, failures=failures)
    if not state:
        return
    links = RecordLink.objects.filter(url=watched.address)
    organizations = Organization.objects.filter(website=watched.address)
    links.update(state=state, checked_at=at)
    organizations.update(website_state=state, website_checked_at=at)
    if state == LinkState.DEAD:
        links.exclude(archived_url="").update(state=LinkState.ARCHIVED_ONLY)
    if finding.is_well:
        links.update(last_ok_at=at)
        organizations.update(website_last_ok_at=at)
