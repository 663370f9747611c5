"""What the search box offers while somebody types, and other spellings."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _

from tessera.catalogue.cards import cards
from tessera.search.analysis import folded
from tessera.search.criteria import Criteria
from tessera.search.engines.base import SHORTEST_PREFIX, can_be_completed
from tessera.search.service import engine
from tessera.search.spelling import begins_nearly, corrected
from tessera.vocabularies.labels import PlaceEntry, labels

_MOST: Final = 8
_THEMES: Final = 3
_PLACES: Final = 3

#: Whether a folded name begins with what was typed.
_Begins = Callable[[str, str], bool]


@dataclass(frozen=True)
class Suggestion:
    """A line of the list: where it leads, and what sort of thing it is."""

    label: str
    description: str
    url: str


def suggestions(text: str, *, language: str) -> list[Suggestion]:
    """At most eight: themes and places whose name begins so, then titles and organizations.

    Where nothing begins exactly so, what does but for one error.
    """
    start = folded(text, language)
    if len(start) < SHORTEST_PREFIX and not can_be_completed(start):
        return []
    names = _names(start, language, _begins)
    identifiers = engine().suggest(text, language=language, limit=_MOST)
    titles = [
        Suggestion(card.title, card.kind_label, card.url) for card in cards(identifiers, language)
    ]
    if not names and not any(_begins(folded(each.label, language), start) for each in titles):
        names = _names(start, language, _begins_nearly)
    return [*names, *titles][:_MOST]


def _names(start: str, language: str, begins: _Begins) -> list[Suggestion]:
    return _themes(start, language, begins) + _places(start, language, begins)


def _themes(start: str, language: str, begins: _Begins) -> list[Suggestion]:
    found = (
        Suggestion(entry.label(language), _("Theme"), reverse("theme_detail", args=[entry.code]))
        for entry in labels().scheme("TH")
        if any(
            begins(folded(name, language), start)
            for name in (entry.label(language), *entry.alternatives.get(language, ()))
        )
    )
    return list(islice(found, _THEMES))


def _places(start: str, language: str, begins: _Begins) -> list[Suggestion]:
    found = (
        _place(place, language)
        for place in labels().places.values()
        if place.kind in {"country", "region"}
        and begins(folded(place.label(language), language), start)
    )
    return list(islice(found, _PLACES))


def _place(place: PlaceEntry, language: str) -> Suggestion:
    route = "country_detail" if place.kind == "country" else "region_detail"
    code = place.code.lower() if place.kind == "country" else place.code
    return Suggestion(place.label(language), _("Place"), reverse(route, args=[code]))


def _begins(name: str, start: str) -> bool:
    """Whether a name, or a word in it, begins with what was typed."""
    return name.startswith(start) or f" {start}" in name


def _begins_nearly(name: str, start: str) -> bool:
    """The same, but for one error."""
    beginnings = (name, *(name[at + 1 :] for at, letter in enumerate(name) if letter == " "))
    return any(begins_nearly(each, start) for each in beginnings)


def spelling_suggestion(criteria: Criteria) -> str:
    """The query with unknown words replaced by the nearest known ones; empty when none is near."""
    return corrected(criteria.query, engine(), criteria.language)
