"""Results of the latest searches of one commit: who asks the same again gets the same, at once.

Kept in each process with the commit that they were found in, and forgotten with it: the key is the
query as it is understood, not as it was typed. All that is indexed is public, so that what is kept
is everybody's.
"""

import threading
from collections import OrderedDict
from typing import Final

from tessera.search.criteria import Criteria
from tessera.search.engines.base import SearchResults

#: Searches that are kept; one is a page of hits and the counts of its facets, some 20 kB.
MOST_KEPT: Final = 256

_Key = tuple[object, ...]


class KeptResults:
    """The least recently used leave first. Safe to share among threads."""

    def __init__(self, most: int = MOST_KEPT) -> None:
        self._most = most
        self._kept: OrderedDict[_Key, SearchResults] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, criteria: Criteria) -> SearchResults | None:
        """The results of an equal search."""
        key = _key(criteria)
        with self._lock:
            found = self._kept.get(key)
            if found is not None:
                self._kept.move_to_end(key)
            return found

    def keep(self, criteria: Criteria, results: SearchResults) -> None:
        """Remember results; they must not be changed any more."""
        with self._lock:
            self._kept[_key(criteria)] = results
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)

    def __len__(self) -> int:
        return len(self._kept)


def _key(criteria: Criteria) -> _Key:
    shown = (criteria.sort, criteria.liked, criteria.page, criteria.page_size)
    return (*criteria.matching_key(), *shown)
