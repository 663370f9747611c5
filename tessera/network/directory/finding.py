"""Finding people: what was asked, who fits, and what each further choice would give."""

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.utils import timezone
from django.utils.text import capfirst

from tessera.lib.languages import INTERFACE_LANGUAGES, language_name
from tessera.network.directory.entries import FACETS
from tessera.network.directory.picture import Key, Picture, picture, positions_in
from tessera.network.directory.words import words_of
from tessera.network.models import Block, WillingRole
from tessera.network.visibility import Audience, audience_of
from tessera.vocabularies.labels import Labels, current_language, labels

A_PAGE: Final = 20
_MOST_WORDS: Final = 8
_SCHEMES: Final = {"theme": "TH", "basis": "XB", "stakeholder": "SH"}


@dataclass(frozen=True)
class Question:
    """What a reader asks: words, and codes by facet; codes of one facet widen, facets narrow."""

    text: str = ""
    chosen: Mapping[str, frozenset[str]] = field(default_factory=dict)
    page: int = 1


@dataclass(frozen=True)
class PeopleChoice:
    """A value that narrows or widens, with how many people it would give."""

    code: str
    label: str
    count: int
    is_chosen: bool


@dataclass(frozen=True)
class PeopleFacet:
    """The values of one facet, most people first."""

    key: str
    choices: tuple[PeopleChoice, ...]

    @property
    def is_chosen(self) -> bool:
        """Whether something of it is ticked."""
        return any(each.is_chosen for each in self.choices)


@dataclass(frozen=True)
class FoundPeople:
    """How many, those of the page in their order (numbers of ``Person``), and the facets."""

    total: int
    keys: tuple[int, ...]
    facets: tuple[PeopleFacet, ...]


def find_people(question: Question, viewer: Any) -> FoundPeople:
    """Who fits, as far as ``viewer`` may know. Two queries for members, usually none for others.

    Without words the list begins elsewhere each day, so that nobody is always the first. With
    words, those called so come first.
    """
    known, level = picture(), min(audience_of(viewer), Audience.ORGANIZERS)
    everybody = known.alive & ~_kept_away(known, viewer)
    words = words_of(question.text)[:_MOST_WORDS]
    for word in words:
        everybody &= known.saying(word, level) | _labelled(known, word, level)
    by_facet = {
        facet: _any(known, facet, codes, level) for facet, codes in question.chosen.items() if codes
    }
    found = everybody
    for bits in by_facet.values():
        found &= bits
    facets = tuple(_facet(known, facet, everybody, by_facet, question, level) for facet in FACETS)
    keys = _page(known, found, question.page, words)
    return FoundPeople(found.bit_count(), keys, facets)


def _kept_away(known: Picture, viewer: Any) -> int:
    """The bits of those whom the viewer does not meet, or who do not meet the viewer."""
    if not viewer.is_authenticated:
        return 0
    ours = Block.objects.filter(by=viewer).values_list("blocked__person", flat=True)
    theirs = Block.objects.filter(blocked=viewer).values_list("by__person", flat=True)
    bits = 0
    for key in ours.order_by().union(theirs.order_by()):
        if key in known.position:
            bits |= 1 << known.position[key]
    return bits


def _any(known: Picture, facet: str, codes: Iterable[str], level: int) -> int:
    bits = 0
    for code in codes:
        bits |= known.having((facet, code), level)
    return bits


def _facet(
    known: Picture,
    facet: str,
    everybody: int,
    by_facet: Mapping[str, int],
    question: Question,
    level: int,
) -> PeopleFacet:
    base = everybody
    for name, bits in by_facet.items():
        if name != facet:
            base &= bits
    chosen, language = question.chosen.get(facet, frozenset()), current_language()
    choices = []
    for code in known.keys(facet, level) | chosen:
        if facet == "theme" and "." in code and code not in chosen:
            continue  # Narrower themes are found by words and by the broader one.
        count = (known.having((facet, code), level) & base).bit_count()
        label = _label(facet, code, language)
        if label and (count or code in chosen):
            choices.append(PeopleChoice(code, label, count, code in chosen))
    choices.sort(key=lambda each: (not each.is_chosen, -each.count, each.label))
    return PeopleFacet(facet, tuple(choices))


def _page(known: Picture, found: int, number: int, words: Sequence[str]) -> tuple[int, ...]:
    size = len(known.people)
    start = (timezone.localdate().toordinal() * 7919) % size if size and not words else 0
    first, wanted = (number - 1) * A_PAGE, number * A_PAGE
    later = found >> start << start
    parts = (later, found ^ later)
    if words:
        called = found
        for word in words:
            called &= known.called(word)
        parts = (called, found ^ called)
    keys: list[int] = []
    passed = 0
    for bits in parts:
        count = bits.bit_count()
        if passed + count <= first:
            passed += count
            continue
        for position in positions_in(bits):
            if passed >= first:
                keys.append(known.people[position])
            passed += 1
            if passed == wanted:
                return tuple(keys)
    return tuple(keys)


def _label(facet: str, code: str, language: str) -> str:
    if facet == "language":
        return language_name(code, language)
    if facet == "willing":
        return str(capfirst(WillingRole(code).label)) if code in WillingRole.values else ""
    if facet == "place":
        place = labels().by_place_code.get(code)
        return place.label(language) if place else ""
    entry = labels().concept(_SCHEMES[facet], code)
    return entry.label(language) if entry else ""


class _Names:
    """The words that values are called by; made once for a picture of the vocabularies."""

    made_of: Labels | None = None
    known: frozenset[Key] = frozenset()
    words: list[tuple[str, Key]] = []


def _labelled(known: Picture, word: str, level: int) -> int:
    """Those with a value that is called so in any language of the interface."""
    if len(word) < 2 and word < "\u0e00":  # A letter is no name; a character may be one.
        return 0
    keys = frozenset(key for each in range(level + 1) for key in list(known.facets[each]))
    if _Names.made_of is not labels() or not keys <= _Names.known:
        _Names.known = keys | (_Names.known if _Names.made_of is labels() else frozenset())
        _Names.made_of = labels()
        _Names.words = sorted(
            {
                (each, key)
                for key in _Names.known
                for language in INTERFACE_LANGUAGES
                for each in words_of(_label(*key, language))
            }
        )
    words = _Names.words
    bits = 0
    for index in range(bisect_left(words, (word,)), len(words)):
        name, key = words[index]
        if not name.startswith(word) or (len(word) < 3 and name != word):
            break
        bits |= known.having(key, level)
    return bits
