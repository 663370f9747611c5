"""Searching: one question for the page, the exports, the feed and the API."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import chain, count, islice

from django.conf import settings

from tessera.catalogue.cards import Card
from tessera.search.criteria import MAX_PAGE_SIZE, MAX_RESULTS, MOST_PAGES, Criteria, Sort
from tessera.search.engines import open_engine
from tessera.search.engines.base import SearchEngine
from tessera.search.found_texts import related_cards, word_cards
from tessera.search.related import related

EXPORT_LIMIT = 5000
_EXPORT_STEP = MAX_PAGE_SIZE


@lru_cache(maxsize=1)
def engine() -> SearchEngine:
    """The engine of this process, opened once."""
    return open_engine(settings.SEARCH_ENGINE_URL)


@dataclass(frozen=True)
class Found:
    """What a search found: exact total, one page of cards, facet counts.

    ``related`` are near in meaning and stand after the last page; ``total`` does not count them.
    """

    total: int
    cards: tuple[Card, ...]
    counts: Mapping[str, Mapping[str, int]]
    took_ms: float
    first: int
    last: int
    page_count: int
    related: tuple[Card, ...] = ()


def find(criteria: Criteria, *, with_facets: bool = True, words_only: bool = False) -> Found:
    """Search, and read what is shown of one page from the database (a bounded number of queries).

    ``words_only`` leaves out what is related in meaning.
    """
    results = engine().search(criteria, with_facets=with_facets)
    identifiers = [hit.identifier for hit in results.hits]
    page_count = _page_count(results.total, criteria.page_size)
    is_last = criteria.page == max(1, page_count) and criteria.sort is Sort.BEST
    near = (
        related(engine(), criteria, is_alone=_is_alone(criteria, results.total))
        if is_last and not words_only
        else []
    )
    return Found(
        total=results.total,
        cards=tuple(word_cards(identifiers, criteria)),
        counts=results.facets,
        took_ms=results.took_ms,
        first=(criteria.page - 1) * criteria.page_size + 1 if results.total else 0,
        last=min(criteria.page * criteria.page_size, results.total),
        page_count=page_count,
        related=tuple(related_cards(near, criteria.language)) if near else (),
    )


def _is_alone(criteria: Criteria, total: int) -> bool:
    """Whether the words typed found nothing; what was found has another label, if anything."""
    if criteria.also is None or not total:
        return not total
    return engine().count(replace(criteria, also=None)) == 0


def _page_count(total: int, page_size: int) -> int:
    """How many pages are served: what lies deeper is found by narrowing, or exported."""
    return min(-(-total // page_size), MOST_PAGES, MAX_RESULTS // page_size)


def every_identifier(criteria: Criteria, limit: int = EXPORT_LIMIT) -> Iterator[str]:
    """The identifiers of a whole result list in its order, at most ``limit``, in steps.

    The first step is made at once: an index that cannot be read is told before an answer begins.
    """
    found = _in_steps(criteria)
    first = list(islice(found, 1))
    return islice(chain(first, found), min(limit, MAX_RESULTS))


def _in_steps(criteria: Criteria) -> Iterator[str]:
    for number in count(1):
        step = replace(criteria, page=number, page_size=_EXPORT_STEP)
        hits = engine().search(step, with_facets=False).hits
        yield from (hit.identifier for hit in hits)
        if len(hits) < _EXPORT_STEP:
            return
