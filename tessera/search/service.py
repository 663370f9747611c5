"""Searching: one question for the page, the exports, the feed and the API."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import count, islice

from django.conf import settings

from tessera.catalogue.cards import Card, cards
from tessera.search.criteria import MAX_PAGE_SIZE, MAX_RESULTS, Criteria
from tessera.search.engines import open_engine
from tessera.search.engines.base import SearchEngine, SearchResults
from tessera.search.highlight import highlight, passage

EXPORT_LIMIT = 5000
_EXPORT_STEP = MAX_PAGE_SIZE


@lru_cache(maxsize=1)
def engine() -> SearchEngine:
    """The engine of this process, opened once."""
    return open_engine(settings.SEARCH_ENGINE_URL)


@dataclass(frozen=True)
class Found:
    """What a search found: exact total, one page of cards, facet counts."""

    total: int
    cards: tuple[Card, ...]
    counts: Mapping[str, Mapping[str, int]]
    took_ms: float
    first: int
    last: int
    page_count: int


def find(criteria: Criteria, *, with_facets: bool = True) -> Found:
    """Search, and read what is shown of one page from the database (six queries at most)."""
    results = engine().search(criteria, with_facets=with_facets)
    identifiers = [hit.identifier for hit in results.hits]
    shown = _highlighted(cards(identifiers, criteria.language), criteria)
    return Found(
        total=results.total,
        cards=tuple(shown),
        counts=results.facets,
        took_ms=results.took_ms,
        first=(criteria.page - 1) * criteria.page_size + 1 if results.total else 0,
        last=min(criteria.page * criteria.page_size, results.total),
        page_count=_page_count(results, criteria),
    )


def _page_count(results: SearchResults, criteria: Criteria) -> int:
    return -(-results.total // criteria.page_size)


def _highlighted(found: list[Card], criteria: Criteria) -> list[Card]:
    """Cards with the words of the query marked, in title and in the best passage."""
    words = criteria.query
    if not words:
        return found
    return [
        replace(
            card,
            title_segments=highlight(card.title, card.title_language, words, criteria.language),
            passage=passage(card.summary, card.summary_language, words, criteria.language)
            if card.summary
            else (),
        )
        for card in found
    ]


def every_identifier(criteria: Criteria, limit: int = EXPORT_LIMIT) -> Iterator[str]:
    """The identifiers of a whole result list in its order, at most ``limit``, in steps."""
    return islice(_in_steps(criteria), min(limit, MAX_RESULTS))


def _in_steps(criteria: Criteria) -> Iterator[str]:
    for number in count(1):
        step = replace(criteria, page=number, page_size=_EXPORT_STEP)
        hits = engine().search(step, with_facets=False).hits
        yield from (hit.identifier for hit in hits)
        if len(hits) < _EXPORT_STEP:
            return
