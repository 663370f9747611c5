"""What the search box offers while somebody types, and other spellings."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from tessera.catalogue.cards import cards
from tessera.search.analysis import folded
from tessera.search.criteria import Criteria
from tessera.search.service import engine
from tessera.search.spelling import corrected
from tessera.vocabularies.labels import labels

_MOST = 8
_THEMES = 3
_PLACES = 3


@dataclass(frozen=True)
class Suggestion:
    """A line of the list: where it leads, and what sort of thing it is."""

    label: str
    description: str
    url: str


def suggestions(text: str, *, language: str) -> list[Suggestion]:
    """At most eight: themes and places whose name begins so, then titles and organizations."""
    start = folded(text, language)
    if len(start) < 2:
        return []
    found = _themes(start, language)[:_THEMES] + _places(start, language)[:_PLACES]
    identifiers = engine().suggest(text, language=language, limit=_MOST)
    found += [
        Suggestion(card.title, card.kind_label, card.url) for card in cards(identifiers, language)
    ]
    return found[:_MOST]


def _themes(start: str, language: str) -> list[Suggestion]:
    return [
        Suggestion(entry.label(language), _("Theme"), reverse("theme_detail", args=[entry.code]))
        for entry in labels().scheme("TH")
        if any(
            _begins(name, start, language)
            for name in (entry.label(language), *entry.alternatives.get(language, ()))
        )
    ]


def _places(start: str, language: str) -> list[Suggestion]:
    found = []
    for place in labels().places.values():
        name = place.label(language)
        if place.kind in {"country", "region"} and _begins(name, start, language):
            route = "country_detail" if place.kind == "country" else "region_detail"
            code = place.code.lower() if place.kind == "country" else place.code
            found.append(Suggestion(name, _("Place"), reverse(route, args=[code])))
    return found


def _begins(name: str, start: str, language: str) -> bool:
    """Whether a name, or a word in it, begins with what was typed."""
    plain = folded(name, language)
    return plain.startswith(start) or f" {start}" in plain


def spelling_suggestion(criteria: Criteria) -> str:
    """The query with unknown words replaced by the nearest known ones; empty when none is near."""
    return corrected(criteria.query, engine(), criteria.language)
