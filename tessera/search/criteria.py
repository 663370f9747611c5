"""The whole state of a search: what was typed, the filters, the order and the page."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from types import MappingProxyType
from typing import Final, Self

from tessera.search.facet_names import FACETS_BY_NAME, normalize_code
from tessera.search.query import Node, Or, Phrase, Query, leaves, meaning_of, parse

#: The names of all facets, in the order in which addresses and pages have them.
FACETS: Final = tuple(FACETS_BY_NAME)
#: Deepest page, and deepest result, that can be asked for.
MOST_PAGES: Final = 500
MAX_RESULTS: Final = 10_000
MAX_PAGE_SIZE: Final = 500
#: Most choices in one facet; further ones are ignored.
MAX_CODES: Final = 50
_YEARS: Final = range(1, 10_000)


class Sort(StrEnum):
    """The orders of results."""

    BEST = "best"
    NEWEST = "newest"
    VERIFIED = "verified"
    TITLE = "title"


@dataclass(frozen=True, slots=True)
class Liking:
    """A code by which records come first, and how much it counts against others."""

    facet: str
    code: str
    worth: int


@dataclass(frozen=True)
class Criteria:
    """What is searched for. Made by ``Criteria.of``, which accepts anything.

    The codes of one facet are alternatives; facets, years and the query narrow each other.
    ``language`` is the interface's: typed words are read in it first, and its texts are preferred.
    ``also`` is the query with the other labels of its terms of art (``synonyms.with_synonyms``):
    what only matches this comes after all that matches the query. By ``liked``, what has most of
    these codes comes first in the order of relevance, whatever its words.
    """

    text: str
    query: Query
    filters: Mapping[str, tuple[str, ...]]
    year_from: int | None
    year_to: int | None
    sort: Sort
    page: int
    page_size: int
    language: str
    also: Node | None = None
    liked: tuple[Liking, ...] = ()

    @classmethod
    def of(
        cls,
        text: str = "",
        *,
        filters: Mapping[str, Iterable[str]] | None = None,
        year_from: int | None = None,
        year_to: int | None = None,
        sort: str = Sort.BEST,
        page: int = 1,
        page_size: int = 20,
        language: str = "en",
    ) -> Self:
        """Criteria within their limits: what is unknown is dropped, what is too much is cut.

        Codes come out without doubles, in alphabetic order, facets in the order of ``FACETS``, so
        that equal searches have equal criteria.
        """
        query = parse(text)
        first, last = _year(year_from), _year(year_to)
        if first is not None and last is not None and first > last:
            first, last = last, first
        size = min(max(page_size, 1), MAX_PAGE_SIZE)
        return cls(
            text=query.text,
            query=query,
            filters=_filters(filters or {}),
            year_from=first,
            year_to=last,
            sort=Sort(sort) if sort in list(Sort) else Sort.BEST,
            page=min(max(page, 1), MOST_PAGES, MAX_RESULTS // size),
            page_size=size,
            language=language.lower(),
        )

    def with_text(self, text: str) -> Self:
        """The same search for other words alone, from its first page."""
        query = parse(text)
        return replace(self, text=query.text, query=query, also=None, page=1)

    @property
    def added(self) -> tuple[Phrase, ...]:
        """The labels that are searched for beside what was typed, each once."""
        found = leaves(self.also) if self.also else ()
        labels = (each for each in found if isinstance(each, Phrase) and each.language)
        return tuple(dict.fromkeys(labels))

    @property
    def marked(self) -> Query:
        """What is marked in texts that were found: the query's words, and the labels beside it."""
        added = self.added
        if not added or self.query.root is None:
            return self.query
        return replace(self.query, root=Or((self.query.root, *added)))

    @property
    def offset(self) -> int:
        """How many results stand before this page."""
        return (self.page - 1) * self.page_size

    @property
    def has_years(self) -> bool:
        """Whether a range of years is set."""
        return self.year_from is not None or self.year_to is not None

    @property
    def is_everything(self) -> bool:
        """Whether nothing narrows the results."""
        return not (self.query or self.query.text or self.filters or self.has_years)

    def matching_key(self) -> tuple[object, ...]:
        """Equal for criteria that match the same documents, whatever their order and page.

        Spaces, capitals and superfluous signs do not matter.
        """
        filters = tuple(self.filters.items())
        years = (self.year_from, self.year_to)
        return (self.query.meaning(), meaning_of(self.also), self.language, filters, *years)


def _year(year: int | None) -> int | None:
    # Whether None is in a range is found out by going through all of it.
    return year if year is not None and year in _YEARS else None


def _filters(filters: Mapping[str, Iterable[str]]) -> Mapping[str, tuple[str, ...]]:
    chosen = {}
    for facet in FACETS:
        codes = {normalize_code(facet, code) for code in filters.get(facet, ())}
        known = sorted(filter(None, codes))[:MAX_CODES]
        if known:
            chosen[facet] = tuple(known)
    return MappingProxyType(chosen)
