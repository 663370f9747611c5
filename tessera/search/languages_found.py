"""One click from a list of several languages to one of them."""

from dataclasses import dataclass

from tessera.search.facets import choice_label
from tessera.search.parameters import SearchAddress
from tessera.search.service import Found

_FACET = "language"
_MOST = 4


@dataclass(frozen=True)
class OneLanguage:
    """A language, how many records the words found in it, and the address of these alone."""

    label: str
    count: int
    url: str


def one_language_each(address: SearchAddress, found: Found, language: str) -> list[OneLanguage]:
    """The reader's language, then those in which texts were found; none when all is in one."""
    near = [card.found_in for card in found.related if card.found_in]
    others = {card.found_in for card in found.cards if card.found_in}.union(near)
    if not others or address.criteria.filters.get(_FACET):
        return []
    counts = found.counts.get(_FACET, {})
    codes = dict.fromkeys((language, *sorted(others)))
    return [
        OneLanguage(
            choice_label(_FACET, code, language),
            counts.get(code, 0),
            address.with_only(_FACET, code).query,
        )
        for code in codes
        if code in counts or code in near
    ][:_MOST]
