"""The polite client of harvests: who we are, what robots.txt says, and waiting when asked to."""

from collections.abc import Mapping, Sequence
from typing import Final
from urllib.parse import urlsplit
from urllib.robotparser import RobotFileParser

from django.conf import settings

from tessera.interop.harvesting.faults import ComeBackError, HarvestFaultError
from tessera.lib.fetching import Fetched, FetchError, fetch
from tessera.lib.waiting import seconds_in

MOST_BYTES: Final = 20_000_000
_MOST_OF_ROBOTS: Final = 500_000
_SECONDS: Final = 30.0
#: Nobody is asked to wait longer than a day, or between two questions longer than a minute.
LONGEST_WAIT: Final = 24 * 3600.0
_LONGEST_PAUSE: Final = 60.0
_BUSY: Final = frozenset({429, 503})
_CODES: Final = {
    "address_refused": "address", "too_large": "too-large", "too_many_redirects": "redirects",
    "wrong_type": "status",
}  # fmt: skip


class Asker:
    """Asks one source. Every answer is a whole one: nothing is retried here."""

    def __init__(self, *, heeds_robots: bool = True) -> None:
        self._heeds_robots = heeds_robots
        self._robots: dict[str, RobotFileParser | None] = {}
        #: Seconds between two questions that the other side wishes.
        self.pause = 0.0

    def get(
        self, address: str, *, accept: Sequence[str] = (), headers: Mapping[str, str] | None = None,
        most_bytes: int = MOST_BYTES,
    ) -> Fetched:  # fmt: skip
        """An answer with status 200, 304, 404 or 410.

        Raises:
            HarvestFaultError: it may not be asked, or answers with what is no answer.
            ComeBackError: it is busy, silent or out of order.
        """
        if self._heeds_robots and not self._allows(address):
            raise HarvestFaultError("robots", address=address)
        answer = self._fetched(address, accept, headers or {}, most_bytes)
        if answer.status in _BUSY:
            raise ComeBackError(wait_of(answer.headers), "busy", address=address)
        if answer.status >= 500:
            raise ComeBackError(None, "status", address=address, status=answer.status)
        if answer.status not in {200, 304, 404, 410}:
            raise HarvestFaultError("status", address=address, status=answer.status)
        self.pause = max(self.pause, wait_of(answer.headers, "backoff") or 0.0)
        return answer

    def _fetched(
        self, address: str, accept: Sequence[str], headers: Mapping[str, str], most_bytes: int
    ) -> Fetched:
        sent = {"Accept": ", ".join(accept)} if accept else {}
        if settings.SITE_CONTACT:
            sent["From"] = settings.SITE_CONTACT.removeprefix("mailto:")
        try:
            return fetch(
                address, headers={**sent, **headers}, most_bytes=most_bytes,
                timeout_seconds=_SECONDS,
            )  # fmt: skip
        except FetchError as error:
            if error.code in {"unreachable", "timed_out"}:
                raise ComeBackError(None, "unreachable", address=address) from error
            code = _CODES.get(error.code, "unreachable")
            raise HarvestFaultError(code, address=address, status=error.status or "") from error

    def _allows(self, address: str) -> bool:
        parts = urlsplit(address)
        origin = f"{parts.scheme}://{parts.netloc}"
        if origin not in self._robots:
            self._robots[origin] = self._read_robots(origin)
        robots = self._robots[origin]
        if robots is None:
            return True
        if delay := robots.crawl_delay("Tessera"):
            self.pause = max(self.pause, min(float(delay), _LONGEST_PAUSE))
        return robots.can_fetch("Tessera", address)

    def _read_robots(self, origin: str) -> RobotFileParser | None:
        """What the host allows; everything when it says nothing (RFC 9309 §2.3.1.3)."""
        answer = self._fetched(f"{origin}/robots.txt", (), {}, _MOST_OF_ROBOTS)
        if answer.status in _BUSY or answer.status >= 500:
            raise ComeBackError(wait_of(answer.headers), "busy", address=f"{origin}/robots.txt")
        if answer.status != 200:
            return None
        robots = RobotFileParser()
        robots.parse(answer.body.decode("utf-8", "replace").splitlines())
        return robots


def wait_of(headers: Mapping[str, str], name: str = "retry-after") -> float | None:
    """Seconds that a header asks to wait, at most a day; ``None`` when it asks nothing."""
    seconds = seconds_in(headers.get(name, ""))
    return None if seconds is None else min(seconds, LONGEST_WAIT)
