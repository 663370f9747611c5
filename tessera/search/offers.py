"""What a query names, offered as filters beside the results; each can be refused."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Final

from django.utils.translation import gettext as _

from tessera.search.facets import HEADINGS, choice_label
from tessera.search.named import LIKE, Named, named_in
from tessera.search.parameters import SearchAddress
from tessera.search.service import engine
from tessera.vocabularies.labels import labels

_MOST: Final = 3


@dataclass(frozen=True)
class Offer:
    """A filter that could be taken: its name, what it would find, and the two addresses."""

    label: str
    count: int
    url: str
    refuse_url: str


def offers(address: SearchAddress, language: str) -> list[Offer]:
    """At most three on a first page, and only what would find something."""
    if address.words_only or address.criteria.page > 1:
        return []
    return list(islice(_offers(address, language), _MOST))


def _offers(address: SearchAddress, language: str) -> Iterator[Offer]:
    for named in named_in(address.criteria):
        if named.key in address.refused or _is_taken(address, named):
            continue
        taken = address.for_text(named.text_without)
        if named.facet == LIKE:
            taken = taken.with_place(named.code)
            label = _("Places like %(name)s first") % {"name": _city(named.code, language)}
        else:
            taken = taken.with_only(named.facet, named.code)
            label = _("%(facet)s: %(name)s") % {
                "facet": HEADINGS[named.facet][0],
                "name": choice_label(named.facet, named.code, language),
            }
        count = engine().count(taken.criteria)
        if count:
            yield Offer(label, count, taken.query, address.refusing(named.key).query)


def _is_taken(address: SearchAddress, named: Named) -> bool:
    if named.facet == LIKE:
        return bool(address.like)
    return named.code in address.criteria.filters.get(named.facet, ())


def _city(code: str, language: str) -> str:
    entry = labels().by_place_code.get(code)
    return entry.label(language) if entry else code
