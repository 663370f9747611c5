"""All entries of the directory in memory: sets of people as bits of one number.

Counting how many of 50,000 people speak a language is counting bits, which takes microseconds; so
every facet can be counted exactly on every page. A process reads what changed at most once a
second. A changed entry gets a new position and its old one is no longer alive; when too many are
dead, all is read anew.
"""

import threading
import time
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.db.models import Count, Max
from django.utils import timezone

from tessera.network.models import DirectoryEntry

CHECK_EVERY_SECONDS: Final = 1.0
#: What was committed a little later than it was written is read again for so long.
_OVERLAP: Final = timedelta(seconds=30)
_LEVELS: Final = 3
Key = tuple[str, str]


def bits_of(positions: Iterable[int], size: int) -> int:
    """Positions as the bits of a number."""
    room = bytearray(size // 8 + 1)
    for position in positions:
        room[position >> 3] |= 1 << (position & 7)
    return int.from_bytes(room, "little")


def positions_in(bits: int) -> Iterator[int]:
    """The positions whose bits are set, ascending."""
    for index, byte in enumerate(bits.to_bytes(bits.bit_length() // 8 + 1, "little")):
        if byte:
            for bit in range(8):
                if byte >> bit & 1:
                    yield index * 8 + bit


class Picture:
    """Who has what, by audience. Filled by ``read``; asked under no lock, since it only grows."""

    def __init__(self) -> None:
        self.people: list[int] = []
        self.position: dict[int, int] = {}
        self.stamps: dict[int, datetime] = {}
        self.until: list[date] = []
        self.alive = 0
        self.day = date.min
        self.facets: list[dict[Key, int]] = [{} for _ in range(_LEVELS)]
        self.words: list[dict[str, array[int]]] = [{} for _ in range(_LEVELS)]
        self.sorted_words: list[list[str]] = [[] for _ in range(_LEVELS)]
        self.since: datetime | None = None

    def read(self) -> None:
        """Take in what changed since the last time. One query, two when something did."""
        rows = DirectoryEntry.objects.order_by("pk")
        if self.since:
            rows = rows.filter(changed_at__gte=self.since - _OVERLAP)
        fresh: list[Any] = [
            row
            for row in rows.values_list("person_id", "changed_at", "until", "terms")
            .iterator(chunk_size=2000)
            if self.stamps.get(row[0]) != row[1]
        ]  # fmt: skip
        facets: list[dict[Key, list[int]]] = [{} for _ in range(_LEVELS)]
        new_positions = []
        for person, stamp, until, terms in fresh:
            if person in self.position:
                self.alive &= ~(1 << self.position[person])
            position = len(self.people)
            self.people.append(person)
            self.until.append(until or date.min)
            self.position[person], self.stamps[person] = position, stamp
            self.since = max(self.since or stamp, stamp)
            new_positions.append(position)
            self._take_terms(position, terms, facets)
        size, today = len(self.people), timezone.localdate()
        for level, keys in enumerate(facets):
            for key, positions in keys.items():
                known = self.facets[level].get(key, 0)
                self.facets[level][key] = known | bits_of(positions, size)
            if fresh:
                self.sorted_words[level] = sorted(self.words[level])
        shown = [each for each in new_positions if self.until[each] >= today]
        self.alive |= bits_of(shown, size)
        self.forget_lapsed(today)

    def _take_terms(
        self, position: int, terms: dict[str, Any], facets: list[dict[Key, list[int]]]
    ) -> None:
        for level, by_facet in terms.items():
            for facet, values in by_facet.items():
                for value in values:
                    if facet == "words":
                        self.words[int(level)].setdefault(value, array("I")).append(position)
                    else:
                        facets[int(level)].setdefault((facet, value), []).append(position)

    def forget_lapsed(self, today: date) -> None:
        """Once a day: who no longer agrees is neither found nor counted."""
        if today != self.day:
            shown = [each for each in positions_in(self.alive) if self.until[each] >= today]
            self.alive, self.day = bits_of(shown, len(self.people)), today

    @property
    def is_crowded(self) -> bool:
        """Whether a third of the positions and more are dead."""
        return len(self.people) > 1000 and len(self.people) > 1.5 * len(self.position)

    def having(self, key: Key, level: int) -> int:
        """Those who have a value that an audience may know."""
        bits = 0
        for each in range(level + 1):
            bits |= self.facets[each].get(key, 0)
        return bits & self.alive

    def keys(self, facet: str, level: int) -> set[str]:
        """The values of a facet that anybody has, as far as an audience may know."""
        return {
            value
            for each in range(level + 1)
            for known, value in list(self.facets[each])
            if known == facet
        }

    def saying(self, word: str, level: int) -> int:
        """Those with a word, or with one that begins so (from three letters on)."""
        found: list[int] = []
        for each in range(level + 1):
            words = self.words[each]
            if len(word) < 3:
                found.extend(words.get(word, ()))
                continue
            ordered = self.sorted_words[each]
            for index in range(bisect_left(ordered, word), len(ordered)):
                if not ordered[index].startswith(word):
                    break
                found.extend(words[ordered[index]])
        return bits_of(found, len(self.people)) & self.alive

    def called(self, word: str) -> int:
        """Those in whose name a word stands, or one that begins so."""
        return self.saying(f"={word}", 0)


_lock = threading.Lock()
_state: tuple[float, Picture] | None = None


def picture() -> Picture:
    """The present picture. Usually no query; one each second, more when somebody changed."""
    global _state
    now = time.monotonic()
    state = _state
    if state and now - state[0] < CHECK_EVERY_SECONDS:
        return state[1]
    with _lock:
        state = _state
        if state and now - state[0] < CHECK_EVERY_SECONDS:
            return state[1]
        present = state[1] if state else Picture()
        known = DirectoryEntry.objects.aggregate(count=Count("pk"), last=Max("changed_at"))
        if known["last"] != present.since or known["count"] != len(present.position):
            present.read()
            if known["count"] < len(present.position) or present.is_crowded:
                present = Picture()
                present.read()
        present.forget_lapsed(timezone.localdate())
        _state = (now, present)
        return present


def forget_picture() -> None:
    """Read everything again at the next question."""
    global _state
    _state = None
