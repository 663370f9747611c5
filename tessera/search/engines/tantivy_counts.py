"""Counting what the embedded engine finds: totals and facets, exactly.

A facet without a choice is counted over the results; one with a choice over what would be found
without it, so that its counts tell what ticking another code would give.
"""

from collections import OrderedDict, deque
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import Any, Final

import tantivy
from tantivy import Query, Schema, Searcher

from tessera.search.criteria import Criteria
from tessera.search.engines import tantivy_schema as names
from tessera.search.engines.base import FACET_CODES, LONG_FACET_CODES
from tessera.search.engines.tantivy_queries import must
from tessera.search.facet_names import FACETS, YEAR

_CACHED: Final = 64
#: More than there are codes that a document can have beyond those in columns of one value.
_MOST_MORE: Final = 10_000
_LONG: Final = frozenset(facet.name for facet in FACETS if facet.is_long)
_COUNTED: Final = (*(facet.name for facet in FACETS), YEAR)

Counts = Mapping[str, Mapping[str, int]]
_Job = tuple[Query, list[str]]


def combined(text: Query | None, filters: Mapping[str, Query], *, without: str = "") -> Query:
    """The text and all filters, but for one facet's."""
    parts = [query for facet, query in filters.items() if facet != without]
    return must(*([text] if text is not None else []), *parts)


def count(searcher: Searcher, query: Query) -> int:
    """How many documents match."""
    return total_of(searcher.search(query, 1, count=True))


def total_of(found: tantivy.SearchResult) -> int:
    """How many documents matched, whatever the limit was."""
    return int(found.count)  # type: ignore[attr-defined]  # Missing in the library's stub only.


class FacetCounter:
    """Counts the facets of one commit, and remembers the counts of the latest searches.

    Other pages and orders of the same search, and the search page without any criteria, then cost
    nothing more.
    """

    def __init__(self, schema: Schema, searcher: Searcher) -> None:
        self._schema = schema
        self._searcher = searcher
        self._known: OrderedDict[tuple[object, ...], Counts] = OrderedDict()

    def begin(
        self, criteria: Criteria, text: Query | None, filters: Mapping[str, Query]
    ) -> Callable[[], Counts]:
        """Begin to count all facets on another core; whoever calls the answer waits for them.

        Until then the caller has the results looked for. One pass counts the facets without a
        choice, two where the results are many, and one each facet with a choice.
        """
        key = criteria.matching_key()
        known = self._known.get(key)
        if known is not None:
            return lambda: known
        others = {facet: combined(text, filters, without=facet) for facet in filters}
        free = [facet for facet in _COUNTED if facet not in filters]
        everything = combined(text, filters)
        parts = [free] if len(filters) > 1 else [free[::2], free[1::2]]
        jobs = deque([(everything, part) for part in parts])
        jobs += [(query, [facet]) for facet, query in others.items()]
        beside = _helper().submit(self._done, jobs)

        def finish() -> Counts:
            counts: dict[str, Mapping[str, int]] = {facet: {} for facet in _COUNTED}
            counts |= self._done(jobs)
            if not beside.cancel():  # Else another search keeps the helper busy.
                counts |= beside.result()
            for facet, query in others.items():
                chosen = criteria.filters.get(facet, ())
                counts[facet] = self._with_chosen(facet, counts[facet], chosen, query)
            self._keep(key, counts)
            return counts

        return finish

    def _keep(self, key: tuple[object, ...], counts: Counts) -> None:
        self._known[key] = counts
        while len(self._known) > _CACHED:
            self._known.popitem(last=False)

    def _done(self, jobs: "deque[_Job]") -> dict[str, Mapping[str, int]]:
        """Count what nobody else has begun to, as long as there is any.

        The library counts without holding Python's lock: two threads use two cores.
        """
        found: dict[str, Mapping[str, int]] = {}
        while True:
            try:
                job = jobs.popleft()
            except IndexError:
                return found
            found |= self._aggregated(*job)

    def _aggregated(self, query: Query, facets: Sequence[str]) -> dict[str, Mapping[str, int]]:
        columns = {name: facet for facet in facets for name in names.counted_fields(facet)}
        wanted = {name: _terms(name, _most(facet)) for name, facet in columns.items()}
        wanted[names.MORE_CODES] = _terms(names.MORE_CODES, _MOST_MORE)
        found = self._searcher.aggregate(query, wanted)
        sums: dict[str, dict[str, int]] = {facet: {} for facet in facets}
        for name, facet in columns.items():
            for bucket in found[name]["buckets"]:
                _add(sums[facet], bucket["key"], bucket["doc_count"])
        for bucket in found[names.MORE_CODES]["buckets"]:
            facet, _colon, code = bucket["key"].partition(":")
            if facet in sums:
                _add(sums[facet], code, bucket["doc_count"])
        return {facet: _most_frequent(facet, counts) for facet, counts in sums.items()}

    def _with_chosen(
        self, facet: str, counts: Mapping[str, int], chosen: Sequence[str], others: Query
    ) -> Mapping[str, int]:
        """The counts with those of chosen codes that are not among the most frequent."""
        missing = [code for code in chosen if code not in counts]
        completed = dict(counts)
        for code in missing:
            is_code = Query.term_query(self._schema, names.facet_field(facet), code)
            is_cut = len(counts) >= _most(facet)
            completed[code] = count(self._searcher, must(others, is_code)) if is_cut else 0
        return completed


def _terms(column: str, size: int) -> dict[str, Any]:
    return {"terms": {"field": column, "size": size}}


def _add(sums: dict[str, int], code: str, documents: int) -> None:
    if code != names.NO_CODE:
        sums[code] = sums.get(code, 0) + documents


def _most_frequent(facet: str, sums: Mapping[str, int]) -> Mapping[str, int]:
    ordered = sorted(sums.items(), key=lambda pair: (-pair[1], pair[0]))
    return dict(ordered[: _most(facet)])


def _most(facet: str) -> int:
    return LONG_FACET_CODES if facet in _LONG else FACET_CODES


@cache
def _helper() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(1, thread_name_prefix="search")
