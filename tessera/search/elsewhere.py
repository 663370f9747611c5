"""What stands outside the index and fits a search: open funding, offers and seeks.

Both change by the day and by who is looking, so that they are asked for with each search instead of
being indexed. The first page of a search shows the first few and leads to the list of their room.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tessera.exchange.finding import Wanted, find_listings
from tessera.lib.word_filters import LONGEST_TEXT
from tessera.network.funding.finding import FundingWanted, open_programmes
from tessera.search.named import named_in
from tessera.search.parameters import SearchAddress

_SHOWN: Final = 2
#: Filters of records that mean the same for what is outside; with any other, nothing is shown.
_SHARED: Final = {"theme", "country"}


@dataclass(frozen=True)
class Beside:
    """One thing outside the index: title and page, and until when it is open."""

    title: str
    language: str
    url: str
    until: date


@dataclass(frozen=True)
class Elsewhere:
    """What fits in one room: how many, the first of them, and the list with all."""

    heading: str | Promise
    count: int
    first: tuple[Beside, ...]
    url: str


@dataclass(frozen=True)
class _Asked:
    """Words with codes of themes and countries."""

    text: str
    themes: frozenset[str]
    countries: frozenset[str]

    @property
    def pairs(self) -> list[tuple[str, str]]:
        words = [("q", self.text)] if self.text else []
        themes = [("theme", code) for code in sorted(self.themes)]
        return words + themes + [("country", code) for code in sorted(self.countries)]


def elsewhere(address: SearchAddress, viewer: Any) -> tuple[Elsewhere, ...]:
    """At most two rooms, for the first page of a search with words. Six queries at most."""
    criteria = address.criteria
    if not criteria.text or criteria.page > 1 or not set(criteria.filters) <= _SHARED:
        return ()
    asked = list(_ways(address))
    rooms = (_funding(asked), _exchange(asked, viewer))
    return tuple(room for room in rooms if room)


def _ways(address: SearchAddress) -> Iterator[_Asked]:
    """What was typed as words; then with what it names, in any language, as codes."""
    criteria = address.criteria
    themes = frozenset(criteria.filters.get("theme", ()))
    countries = frozenset(criteria.filters.get("country", ()))
    yield _Asked(criteria.text[:LONGEST_TEXT], themes, countries)
    named, rest = {"theme": "", "country": ""}, replace(criteria, also=None)
    if address.words_only:
        return
    while thing := next((each for each in named_in(rest) if named.get(each.facet) == ""), None):
        named[thing.facet] = thing.code
        rest = rest.with_text(thing.text_without)
    if any(named.values()):
        yield _Asked(
            rest.text[:LONGEST_TEXT],
            themes | ({named["theme"]} - {""}),
            countries | ({named["country"]} - {""}),
        )


def _funding(ways: list[_Asked]) -> Elsewhere | None:
    counted = []
    for asked in ways:
        chosen = {"theme": asked.themes} if asked.themes else {}
        if len(asked.countries) < 2:  # The list narrows to one.
            wanted = FundingWanted(chosen, "".join(asked.countries), asked.text)
            rows = open_programmes(wanted)
            counted.append((rows.count(), rows, asked))
    return _best(
        counted,
        _("Funding"),
        "funding",
        lambda each: Beside(each.title, each.language, each.get_absolute_url(), each.closes_on),
    )


def _exchange(ways: list[_Asked], viewer: Any) -> Elsewhere | None:
    counted = []
    for asked in ways:
        chosen = {"theme": asked.themes, "country": asked.countries}
        wanted = Wanted(asked.text, {key: codes for key, codes in chosen.items() if codes})
        rows = find_listings(wanted, viewer)
        counted.append((rows.count(), rows, asked))
    return _best(
        counted,
        _("Offers and seeks"),
        "listings",
        lambda each: Beside(each.title, each.language, each.get_absolute_url(), each.until),
    )


def _best(
    counted: list[tuple[int, Any, _Asked]],
    heading: str | Promise,
    route: str,
    shown: Any,
) -> Elsewhere | None:
    """The way that finds most; what was typed wins where both find as much."""
    count, rows, asked = max(counted, key=lambda each: each[0], default=(0, (), None))
    if not count or asked is None:
        return None
    first = tuple(shown(each) for each in rows[:_SHOWN])
    return Elsewhere(heading, count, first, f"{reverse(route)}?{urlencode(asked.pairs)}")
