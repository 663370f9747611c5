"""What a review says: criteria, scores with reasons, proposals for evidence, and a verdict.

A review is kept as it was typed, by field name: ``Q1`` is ``0`` to ``3`` or ``na``, ``Q1_reason``
its reason; ``outcome_0``, ``outcome_0_level``, … rate one outcome each; ``level``, ``direction``,
``questions``, ``note`` (for editors only) and ``verdict`` stand once. Nothing is ever added up.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tessera.review.models import Review
from tessera.vocabularies.labels import current_language, labels

NOT_APPLICABLE: Final = "na"
SCORES: Final[tuple[tuple[str, str | Promise], ...]] = (
    ("0", gettext_lazy("0 – not at all")),
    ("1", gettext_lazy("1 – a little")),
    ("2", gettext_lazy("2 – well")),
    ("3", gettext_lazy("3 – very well")),
    (NOT_APPLICABLE, gettext_lazy("does not apply")),
)
VERDICTS: Final[tuple[tuple[str, str | Promise], ...]] = (
    ("accept", gettext_lazy("Fit for the reviewed lane as it is")),
    ("revise", gettext_lazy("Fit once the points above are answered")),
    ("decline", gettext_lazy("Should stay listed only")),
)
#: Criteria that a reviewed record must meet with 2 or more; the others describe strengths.
GATE: Final = ("Q1", "Q2", "Q3")
GATE_SCORE: Final = 2
DISAGREEMENT: Final = 2
MOST_OUTCOMES: Final = 12
_LONGEST: Final = 3000
_NAME = re.compile(
    r"Q(?:10|[1-9])(?:_reason)?|level|direction|questions|note|verdict"
    r"|outcome_(?:1[01]|\d)(?:_(?:level|direction|confidence))?"
)
_SCORE_VALUES: Final = frozenset(value for value, _label in SCORES)
_VERDICT_VALUES: Final = frozenset(value for value, _label in VERDICTS)


@dataclass(frozen=True)
class Criterion:
    """A criterion as the form and the profile name it."""

    code: str
    label: str
    definition: str
    is_gate: bool


def criteria() -> list[Criterion]:
    """The criteria of vocabulary QC in the language of the page. No query."""
    language = current_language()
    return [
        Criterion(entry.code, entry.label(language), entry.definition(language), entry.code in GATE)
        for entry in labels().scheme("QC")
        if not entry.is_deprecated and _NAME.fullmatch(entry.code)
    ]


def clean_review(typed: Mapping[str, Any]) -> dict[str, str]:
    """The fields that a review has, as texts of bounded length; all else is left out."""
    return {
        name: str(value or "").replace("\x00", "").replace("\r\n", "\n")[:_LONGEST]
        for name, value in typed.items()
        if _NAME.fullmatch(name)
    }


def faults_of(content: Mapping[str, str]) -> dict[str, str]:
    """What must be mended before a review can be sent in: field → sentence."""
    faults: dict[str, str] = {}
    for criterion in criteria():
        name = {"criterion": criterion.label}
        if content.get(criterion.code) not in _SCORE_VALUES:
            sentence = _("Give a score for “%(criterion)s”, or say that it does not apply.")
            faults[criterion.code] = sentence % name
        elif not content.get(f"{criterion.code}_reason", "").strip():
            sentence = _("Give the reason for your score on “%(criterion)s”.")
            faults[f"{criterion.code}_reason"] = sentence % name
    picture = labels()
    if not picture.concept("EL", content.get("level", "")):
        faults["level"] = _("Choose an evidence level.")
    if content.get("verdict") not in _VERDICT_VALUES:
        faults["verdict"] = _("Choose what you recommend.")
    return faults


def score(content: Mapping[str, str], code: str) -> int | None:
    """The score as a number; ``None`` for “does not apply” and for none."""
    value = content.get(code, "")
    return int(value) if value in {"0", "1", "2", "3"} else None


def disagreements(reviews: Iterable[Mapping[str, str]]) -> list[str]:
    """Gate criteria whose scores lie two or more apart, and ``verdict`` when verdicts conflict."""
    contents = list(reviews)
    found = []
    for code in GATE:
        numbers = [each for content in contents if (each := score(content, code)) is not None]
        if numbers and max(numbers) - min(numbers) >= DISAGREEMENT:
            found.append(code)
    verdicts = {content.get("verdict") for content in contents}
    if {"accept", "decline"} <= verdicts:
        found.append("verdict")
    return found


def profile_of(reviews: Sequence[Mapping[str, str]]) -> dict[str, list[str]]:
    """Criterion → the scores given, one per review in their order; never a total."""
    return {
        criterion.code: [content.get(criterion.code, "") for content in reviews]
        for criterion in criteria()
    }


def unmet_gates(profile: Mapping[str, Sequence[str]]) -> list[str]:
    """Gate criteria that most reviews do not find met."""
    unmet = []
    for code in GATE:
        numbers = sorted(int(each) for each in profile.get(code, []) if each.isdigit())
        if not numbers or numbers[(len(numbers) - 1) // 2] < GATE_SCORE:
            unmet.append(code)
    return unmet


def points_of(review: Review) -> list[str]:
    """The points that an author is asked to answer: scores below 2, and the open questions."""
    content = review.content
    points = [
        criterion.code
        for criterion in criteria()
        if (given := score(content, criterion.code)) is not None and given < GATE_SCORE
    ]
    return [*points, "questions"] if content.get("questions", "").strip() else points
