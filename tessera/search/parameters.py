"""The search page's address: read into criteria, and written in one canonical form.

The parameters are a public contract (``docs/reference/addresses.md``).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.http import QueryDict

from tessera.search.criteria import FACETS, Criteria, Sort
from tessera.search.places_like import liked_like, place_like
from tessera.search.synonyms import with_synonyms

PAGE_SIZE = 20
SORTS = tuple(Sort)
#: Further choices are ignored: nobody ticks so many, but robots multiply them.
_MOST_CHOICES = 30
_MOST_PER_FACET = 20
_MOST_REFUSED = 10
_NAMED = re.compile(r"(?:country|region|theme|target|like):[\w.\-]{1,40}")


@dataclass(frozen=True)
class SearchAddress:
    """What a search address says: the criteria and how to show what they find."""

    criteria: Criteria
    view: str = "list"
    words_only: bool = False
    #: The code of the place from places like which records come first.
    like: str = ""
    #: What is named in the query and was refused as a filter, such as ``country:DE``.
    refused: tuple[str, ...] = ()

    def pairs(self) -> list[tuple[str, str]]:
        """The parameters in canonical order, defaults left out."""
        criteria = self.criteria
        found = [("q", criteria.text)] if criteria.text else []
        for facet, codes in criteria.filters.items():
            found += [(facet, code) for code in codes]
        for name, year in (("year_from", criteria.year_from), ("year_to", criteria.year_to)):
            if year is not None:
                found.append((name, str(year)))
        if criteria.sort != self.default_sort:
            found.append(("sort", criteria.sort))
        if self.view != "list":
            found.append(("view", self.view))
        if self.words_only:
            found.append(("match", "words"))
        if self.like:
            found.append(("like", self.like))
        found += [("not", each) for each in self.refused]
        if criteria.page > 1:
            found.append(("page", str(criteria.page)))
        return found

    @property
    def default_sort(self) -> str:
        """Best match for words and for places like one, newest for a list without any."""
        return "best" if self.criteria.text or self.like else "newest"

    @property
    def query(self) -> str:
        """The canonical query string, with its question mark; ``?`` alone when all is default."""
        return f"?{urlencode(self.pairs())}"

    @property
    def is_narrowed(self) -> bool:
        """Whether anything was asked at all."""
        criteria = self.criteria
        years = (criteria.year_from, criteria.year_to)
        is_within = any(year is not None for year in years)
        return bool(criteria.text or criteria.filters or self.like or is_within)

    @property
    def is_for_robots(self) -> bool:
        """Only the bare page, and pages of one facet value: all else is a combination."""
        criteria = self.criteria
        choices = sum(len(codes) for codes in criteria.filters.values())
        years = (criteria.year_from, criteria.year_to)
        is_plain = not (criteria.text or self.like or any(years))
        return is_plain and choices <= 1 and criteria.page == 1

    def changed(self, **values: object) -> "SearchAddress":
        """The same search with some criteria changed, from its first page."""
        values.setdefault("page", 1)
        return replace(self, criteria=replace(self.criteria, **values))  # type: ignore[arg-type]

    def without(self, facet: str, code: str) -> "SearchAddress":
        """The same search with one choice less."""
        filters = {
            name: tuple(each for each in codes if (name, each) != (facet, code))
            for name, codes in self.criteria.filters.items()
        }
        return self.changed(filters={name: codes for name, codes in filters.items() if codes})

    def without_facet(self, facet: str) -> "SearchAddress":
        """The same search with a facet's choices dropped."""
        filters = {name: codes for name, codes in self.criteria.filters.items() if name != facet}
        return self.changed(filters=filters)

    def with_only(self, facet: str, code: str) -> "SearchAddress":
        """The same search with one choice more."""
        chosen = (*self.criteria.filters.get(facet, ()), code)
        return self.changed(filters={**self.criteria.filters, facet: tuple(sorted(set(chosen)))})

    def for_text(self, text: str) -> "SearchAddress":
        """The same search for other words."""
        criteria = self.criteria.with_text(text)
        if self.criteria.sort == self.default_sort:
            sort = Sort.BEST if criteria.text or self.like else Sort.NEWEST
            criteria = replace(criteria, sort=sort)
        criteria = criteria if self.words_only else with_synonyms(criteria)
        return replace(self, criteria=criteria, refused=())

    def with_place(self, like: str) -> "SearchAddress":
        """The same search, records from places like this one first; like none, if it is empty."""
        place = place_like(like)
        changed = replace(self, like=place.code if place else "")
        liked = liked_like(place) if place else ()
        is_default = self.criteria.sort == self.default_sort
        sort = Sort(changed.default_sort) if is_default or place else self.criteria.sort
        return changed.changed(liked=liked, sort=sort)

    def refusing(self, named: str) -> "SearchAddress":
        """The same search, in which something that is named is not offered as a filter."""
        return replace(self, refused=tuple(sorted({*self.refused, named})))


def read_address(parameters: QueryDict, *, language: str) -> SearchAddress:
    """What an address asks for; what is wrong in it is left out, never an error."""
    text = " ".join(parameters.get("q", "").split())
    filters = _filters(parameters)
    place = place_like(parameters.get("like", ""))
    sort = parameters.get("sort", "")
    view = parameters.get("view", "list")
    criteria = Criteria.of(
        text,
        filters=filters,
        year_from=_year(parameters.get("year_from", "")),
        year_to=_year(parameters.get("year_to", "")),
        sort=sort if sort in SORTS else ("best" if text or place else "newest"),
        page=_positive(parameters.get("page", "")) or 1,
        page_size=PAGE_SIZE,
        language=language,
    )
    if place:
        criteria = replace(criteria, liked=liked_like(place))
    words_only = bool(text) and parameters.get("match") == "words"
    return SearchAddress(
        criteria if words_only else with_synonyms(criteria),
        view if view in {"list", "map"} else "list",
        words_only=words_only,
        like=place.code if place else "",
        refused=_refused(parameters) if text else (),
    )


def _filters(parameters: QueryDict) -> Mapping[str, list[str]]:
    """The first choices of each facet; what is no code is dropped by the criteria."""
    filters: dict[str, list[str]] = {}
    left = _MOST_CHOICES
    for facet in FACETS:
        named = dict.fromkeys(parameters.getlist(facet))
        chosen = list(named)[: min(_MOST_PER_FACET, left)]
        if chosen:
            filters[facet] = chosen
            left -= len(chosen)
    return filters


def _refused(parameters: QueryDict) -> tuple[str, ...]:
    """What was refused as a filter, in the form that it has in addresses."""
    named = {each for each in parameters.getlist("not") if _NAMED.fullmatch(each)}
    return tuple(sorted(named)[:_MOST_REFUSED])


def _positive(text: str) -> int | None:
    return int(text[:10]) if text.isascii() and text.isdigit() else None


def _year(text: str) -> int | None:
    number = _positive(text.strip())
    return number if number is not None and 1000 <= number <= 2999 else None
