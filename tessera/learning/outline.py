"""What the pages of a course show: all its words in one language, as plain values.

An outline is read with eleven queries and then kept in memory until the course changes.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from tessera.learning.bodies import embedded_in
from tessera.learning.models import Course, Question, Unit, UnitText
from tessera.learning.quizzes import QuestionOutline
from tessera.lib.texts import best_text
from tessera.vocabularies.labels import labels


@dataclass(frozen=True)
class UnitOutline:
    """A unit in its place. ``number`` counts through the whole course, from 1."""

    pk: int
    key: str
    number: int
    kind: str
    kind_label: str
    minutes: int
    title: str
    language: str
    status: str


@dataclass(frozen=True)
class ModuleOutline:
    """A module with its units."""

    number: int
    title: str
    language: str
    units: tuple[UnitOutline, ...]

    @property
    def minutes(self) -> int:
        """How long its units take."""
        return sum(unit.minutes for unit in self.units)


@dataclass(frozen=True)
class CourseOutline:
    """A course in one language, or in that nearest to it."""

    pk: int
    identifier: str
    level: str
    state: str
    pass_percent: int
    title: str
    summary: str
    objectives: tuple[str, ...]
    language: str
    status: str
    languages: tuple[str, ...]
    audiences: tuple[str, ...]
    audience_keys: tuple[int, ...]
    theme_keys: tuple[int, ...]
    modules: tuple[ModuleOutline, ...]
    embedded: tuple[str, ...]

    @property
    def units(self) -> tuple[UnitOutline, ...]:
        """All units in order."""
        return tuple(unit for module in self.modules for unit in module.units)

    @property
    def minutes(self) -> int:
        """How long the whole takes."""
        return sum(module.minutes for module in self.modules)

    @property
    def has_quiz(self) -> bool:
        """Whether some of it is marked."""
        return any(unit.kind == Unit.Kind.QUIZ for unit in self.units)

    def module_of(self, unit: UnitOutline) -> ModuleOutline:
        """Where a unit stands."""
        return next(module for module in self.modules if unit in module.units)

    def beside(self, unit: UnitOutline) -> tuple[UnitOutline | None, UnitOutline | None]:
        """The unit before and the unit after."""
        units, at = self.units, unit.number - 1
        return (units[at - 1] if at else None, units[at + 1] if at + 1 < len(units) else None)


def outline(course: Course, language: str) -> CourseOutline:
    """The course in a language, without units that are not finished unless it is a draft.

    No query while it is kept.
    """
    return _outline(course.pk, course.updated_at, course.state, language)


@lru_cache(maxsize=256)
def _outline(pk: int, updated_at: datetime, state: str, language: str) -> CourseOutline:
    course: Course = Course.objects.with_texts().get(pk=pk)
    original = course.original_language
    text = best_text(course.texts.all(), language, original)
    modules = []
    bodies: list[str] = []
    number = 0
    for position, module in enumerate(
        course.modules.prefetch_related("texts", "units__texts", "units__questions__texts"), start=1
    ):
        units = []
        for unit in module.units.all():
            if state != Course.State.DRAFT and not is_finished(unit, original):
                continue
            number += 1
            words = best_text(unit.texts.all(), language, original)
            bodies += [words.body, words.guidance] if words else []
            units.append(_unit(unit, number, words))
        name = best_text(module.texts.all(), language, original)
        modules.append(
            ModuleOutline(
                position,
                name.title if name else "",
                name.language if name else original,
                tuple(units),
            )
        )
    picture = labels()
    audiences = tuple(course.audiences.values_list("pk", flat=True))
    return CourseOutline(
        pk=course.pk,
        identifier=course.identifier,
        level=course.level,
        state=course.state,
        pass_percent=course.pass_percent,
        title=text.title if text else course.identifier,
        summary=text.summary if text else "",
        objectives=tuple(filter(None, (text.objectives if text else "").splitlines())),
        language=text.language if text else original,
        status=text.status if text else "",
        languages=tuple(each.language for each in course.texts.all()),
        audiences=tuple(picture.of(key, language) for key in audiences),
        audience_keys=audiences,
        theme_keys=tuple(course.themes.values_list("pk", flat=True)),
        modules=tuple(modules),
        embedded=embedded_in(bodies),
    )


def _unit(unit: Unit, number: int, text: UnitText | None) -> UnitOutline:
    return UnitOutline(
        pk=unit.pk,
        key=unit.key,
        number=number,
        kind=unit.kind,
        kind_label=str(unit.get_kind_display()),
        minutes=unit.minutes,
        title=text.title if text else unit.key,
        language=text.language if text else "",
        status=text.status if text else "",
    )


def question_outlines(
    questions: Iterable[Question], language: str, original: str
) -> tuple[QuestionOutline, ...]:
    """The questions of a quiz that were read with their texts; no query.

    One that was begun and cannot be answered yet is left out.
    """
    shown = []
    for question in questions:
        text = best_text(question.texts.all(), language, original)
        if text is None:
            continue
        one = QuestionOutline(
            pk=question.pk,
            kind=question.kind,
            text=text.text,
            choices=tuple(text.choices),
            feedback=tuple(text.feedback),
            accepted=tuple(text.accepted),
            explanation=text.explanation,
            right=frozenset(question.right),
            language=text.language,
            status=text.status,
        )
        if one.is_complete:
            shown.append(one)
    return tuple(shown)


def is_finished(unit: Unit, original: str) -> bool:
    """Whether a unit has what its kind needs, in its own language, so that learners can do it.

    No query when the unit was read with its texts, its questions and theirs.
    """
    if unit.kind == Unit.Kind.QUIZ:
        return bool(question_outlines(unit.questions.all(), original, original))
    if unit.kind == Unit.Kind.VIDEO:
        return bool(unit.video_url)
    text = best_text(unit.texts.all(), original)
    has_words = text is not None and bool(text.body.strip())
    return has_words or (unit.kind == Unit.Kind.TEXT and bool(unit.image_id or unit.download_url))
