"""The catalogue of learning: courses taught here and learning items of others, with facets.

All that is offered is looked at for each answer, which is right for some thousands of things; what
is beyond them is found by the search of the whole collection.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tessera.catalogue.cards import Card, cards
from tessera.catalogue.models import LearningItem, RecordText
from tessera.learning.models import Course, CourseText
from tessera.learning.outline import CourseOutline, outline
from tessera.learning.quizzes import plain
from tessera.lib.durations import spoken_minutes
from tessera.lib.languages import language_name
from tessera.vocabularies.labels import Labels, labels

A_PAGE: Final = 20
#: Things of each sort that are looked at, the latest first.
_MOST: Final = 2000
_MOST_CODES: Final = 50
#: Minutes up to which a thing is short, or of a day.
_HOUR, _DAY = 60, 480
#: A course that is taught here is of this kind of learning item.
_COURSE: Final = "CRS"

HEADINGS: Final[dict[str, str | Promise]] = {
    "kind": _("Kind"),
    "theme": _("Theme"),
    "language": _("Language"),
    "level": pgettext_lazy("a course", "Level"),
    "audience": pgettext_lazy("a course", "For whom"),
    "cost": _("Cost"),
    "length": pgettext_lazy("of a course", "Length"),
    "provider": _("Offered by"),
}
_NAMES: Final[dict[str, dict[str, str | Promise]]] = {
    "level": dict(Course.Level.choices),
    "cost": {"free": pgettext_lazy("a course", "free"), "fee": pgettext_lazy("a course", "paid")},
    "length": {
        "hour": _("up to an hour"),
        "day": _("up to a day"),
        "more": _("longer than a day"),
    },
    "provider": {"here": _("this site"), "others": _("others")},
}
_SCHEMES: Final = {"kind": "LK", "theme": "TH", "audience": "SH"}


@dataclass(frozen=True)
class Wanted:
    """What a reader asks for: words, and codes by facet."""

    text: str = ""
    chosen: Mapping[str, frozenset[str]] = field(default_factory=dict)

    @property
    def is_everything(self) -> bool:
        """Whether nothing is asked."""
        return not self.text and not self.chosen


@dataclass(frozen=True)
class Offer:
    """Something to learn from, with its codes by facet."""

    identifier: str
    codes: Mapping[str, frozenset[str]]


@dataclass(frozen=True)
class Choice:
    """A code of a facet with how much it would find."""

    code: str
    label: str
    count: int
    is_chosen: bool


@dataclass(frozen=True)
class FacetShown:
    """A facet with its choices, the most frequent first."""

    key: str
    heading: str | Promise
    choices: tuple[Choice, ...]
    is_open: bool


@dataclass(frozen=True)
class ItemFacts:
    """What a line says of a learning item beside its card."""

    kind: str
    time: str
    language: str
    cost: str


@dataclass(frozen=True)
class Shown:
    """One line of the list: a course taught here, or the card of a learning item."""

    course: CourseOutline | None = None
    card: Card | None = None
    facts: ItemFacts | None = None


@dataclass(frozen=True)
class Found:
    """What fits, the latest first, with the facets; courses of this site stand before others."""

    identifiers: tuple[str, ...]
    facets: tuple[FacetShown, ...]


def wanted_of(values: Any) -> Wanted:
    """What an address asks; unknown codes find nothing, too many are cut."""
    chosen = {
        facet: frozenset(each[:16] for each in values.getlist(facet)[:_MOST_CODES] if each)
        for facet in HEADINGS
    }
    return Wanted(
        values.get("q", "").strip()[:200], {key: codes for key, codes in chosen.items() if codes}
    )


def find_learning(wanted: Wanted, language: str) -> Found:
    """All that fits. Queries: seven at most, two more when words are asked for."""
    offers = [*_courses(), *_items()]
    if wanted.text:
        named = _named(wanted.text, offers)
        offers = [each for each in offers if each.identifier in named]
    fitting = [each for each in offers if _fits(each, wanted.chosen)]
    facets = (_facet(key, offers, wanted.chosen, language) for key in HEADINGS)
    return Found(
        tuple(each.identifier for each in fitting), tuple(each for each in facets if each.choices)
    )


def shown(identifiers: Iterable[str], language: str) -> list[Shown]:
    """The lines of a page, in the order of the identifiers."""
    wanted = list(identifiers)
    courses = {
        each.identifier: outline(each, language)
        for each in Course.objects.public().filter(identifier__in=wanted)
    }
    others = [each for each in wanted if each not in courses]
    found = {card.identifier: card for card in cards(others, language)} if others else {}
    facts = _facts(others, language) if others else {}
    return [
        Shown(courses.get(each), found.get(each), facts.get(each))
        for each in wanted
        if each in courses or each in found
    ]


def _facts(identifiers: list[str], language: str) -> dict[str, ItemFacts]:
    picture = labels()
    rows = LearningItem.objects.filter(identifier__in=identifiers).values_list(
        "identifier", "learning_kind_id", "minutes", "source_language", "original_language",
        "cost_band_id",
    )  # fmt: skip
    return {
        identifier: ItemFacts(
            picture.of(kind, language),
            spoken_minutes(minutes) if minutes else "",
            source or original,
            "".join(str(_NAMES["cost"][code]) for code in _cost(cost, picture)),
        )
        for identifier, kind, minutes, source, original, cost in rows
    }


def _fits(offer: Offer, chosen: Mapping[str, frozenset[str]], *, without: str = "") -> bool:
    return all(
        codes & offer.codes.get(facet, frozenset())
        for facet, codes in chosen.items()
        if facet != without
    )


def _facet(
    key: str, offers: Iterable[Offer], chosen: Mapping[str, frozenset[str]], language: str
) -> FacetShown:
    counts: Counter[str] = Counter()
    for offer in offers:
        if _fits(offer, chosen, without=key):
            counts.update(offer.codes.get(key, ()))
    ticked = chosen.get(key, frozenset())
    picture = labels()
    named = [
        (code, _label(key, code, picture, language), count) for code, count in counts.most_common()
    ]
    choices = tuple(Choice(code, label, n, code in ticked) for code, label, n in named if label)
    return FacetShown(key, HEADINGS[key], choices, bool(ticked) or key in {"kind", "language"})


def _label(key: str, code: str, picture: Labels, language: str) -> str:
    if key == "language":
        return language_name(code, language)
    if key in _SCHEMES:
        entry = picture.concept(_SCHEMES[key], code)
        return entry.label(language) if entry else ""
    return str(_NAMES[key].get(code, ""))


def _courses() -> list[Offer]:
    rows = Course.objects.public().order_by("-published_at", "-pk")[:_MOST]
    picture = labels()
    offers = []
    for course in rows:
        # English is enough: nothing of it is shown here, and it is kept.
        known = outline(course, "en")
        codes = {
            "kind": frozenset({_COURSE}),
            "theme": _broad(known.theme_keys, picture),
            "language": frozenset(known.languages),
            "level": frozenset({known.level}),
            "audience": _codes(known.audience_keys, picture),
            "cost": frozenset({"free"}),
            "length": _length(known.minutes),
            "provider": frozenset({"here"}),
        }
        offers.append(Offer(known.identifier, codes))
    return offers


def _items() -> list[Offer]:
    rows = list(
        LearningItem.objects.public()
        .order_by("-first_published_at", "-pk")
        .values_list(
            "pk", "identifier", "learning_kind_id", "difficulty", "minutes", "cost_band_id",
            "source_language", "original_language",
        )[:_MOST]
    )  # fmt: skip
    keys = [row[0] for row in rows]
    themes, audiences = _linked("themes", keys), _linked("audiences", keys)
    picture = labels()
    offers = []
    for pk, identifier, kind, level, minutes, cost, source, original in rows:
        codes = {
            "kind": _codes([kind], picture),
            "theme": _broad(themes.get(pk, ()), picture),
            "language": frozenset({source or original}),
            "level": frozenset({level} - {""}),
            "audience": _codes(audiences.get(pk, ()), picture),
            "cost": _cost(cost, picture),
            "length": _length(minutes),
            "provider": frozenset({"others"}),
        }
        offers.append(Offer(identifier, codes))
    return offers


def _linked(name: str, keys: list[int]) -> dict[int, list[int]]:
    """Concepts of learning items by their numbers. One query, none without items."""
    found: dict[int, list[int]] = {}
    if keys:
        rows = LearningItem.objects.filter(pk__in=keys, **{f"{name}__isnull": False})
        for pk, concept in rows.order_by().values_list("pk", name):
            found.setdefault(pk, []).append(concept)
    return found


def _codes(keys: Iterable[int | None], picture: Labels) -> frozenset[str]:
    return frozenset(picture.concepts[pk].code for pk in keys if pk and pk in picture.concepts)


def _broad(keys: Iterable[int], picture: Labels) -> frozenset[str]:
    """The broad themes that themes belong to."""
    entries = (picture.concepts[pk] for pk in keys if pk in picture.concepts)
    return frozenset(list(picture.lineage(each))[-1].code for each in entries)


def _cost(band: int | None, picture: Labels) -> frozenset[str]:
    entry = picture.concepts.get(band or 0)
    if entry is None:
        return frozenset()
    return frozenset({"free" if entry.code == "C0" else "fee"})


def _length(minutes: int | None) -> frozenset[str]:
    if not minutes:
        return frozenset()
    return frozenset({"hour" if minutes <= _HOUR else "day" if minutes <= _DAY else "more"})


def _named(text: str, offers: Iterable[Offer]) -> set[str]:
    """Identifiers of those with all the words, in a text of any language. Two queries."""
    words = plain(text).split()
    looked_at = [each.identifier for each in offers]
    rows = [
        *CourseText.objects.filter(course__identifier__in=looked_at).values_list(
            "course__identifier", "title", "summary", "objectives"
        ),
        *RecordText.objects.filter(record__identifier__in=looked_at).values_list(
            "record__identifier", "title", "summary", "objectives"
        ),
    ]
    return {
        identifier
        for identifier, *parts in rows
        if all(word in plain(" ".join(parts)) for word in words)
    }
