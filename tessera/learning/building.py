"""What those who teach do to a course: draft it, change it, order it. Each keeps the course's time
of change, by which readers' pages are made anew.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from tessera.accounts.actors import Actor, user_or_none
from tessera.learning.actions import check_teacher
from tessera.learning.errors import CourseStateError
from tessera.learning.models import (
    Course,
    CourseText,
    Module,
    ModuleText,
    Question,
    QuestionText,
    Unit,
    UnitText,
)
from tessera.learning.studying import complete_enrolments
from tessera.lib.slugs import address_name

#: A course of more is several courses.
MOST_MODULES, MOST_UNITS, MOST_QUESTIONS = 20, 40, 50
Words = Mapping[str, Any]


def draft_course(*, title: str, summary: str, language: str, by: Actor) -> Course:
    """Begin a course with one empty module.

    Raises:
        NotAllowedError: the actor may not write courses.
    """
    check_teacher(by)
    with transaction.atomic():
        course = Course.objects.create(original_language=language)
        CourseText.objects.create(course=course, language=language, title=title, summary=summary)
        add_module(course, title=_("First module"), by=by)
        log(course, "learning.course.draft", user=user_or_none(by))
    return course


def change_course(
    course: Course,
    *,
    language: str,
    words: Words,
    audiences: Iterable[int],
    themes: Iterable[int] = (),
    by: Actor,
) -> Course:
    """Keep a course's own fields and its words in one language.

    Raises:
        NotAllowedError: the actor may not write courses.
    """
    check_teacher(by)
    with transaction.atomic():
        course.save()
        course.audiences.set(audiences)
        course.themes.set(themes)
        CourseText.objects.update_or_create(course=course, language=language, defaults=words)
        note_change(course, by)
    return course


def add_module(course: Course, *, title: str, by: Actor) -> Module:
    """Add a module at the end.

    Raises:
        NotAllowedError: the actor may not write courses.
        CourseStateError: there are enough.
    """
    check_teacher(by)
    with transaction.atomic():
        count = course.modules.count()
        if count >= MOST_MODULES:
            raise CourseStateError(_("A course has at most 20 modules. Make a second course."))
        module = Module.objects.create(course=course, position=count)
        ModuleText.objects.create(module=module, language=course.original_language, title=title)
        note_change(course, by)
    return module


def name_module(module: Module, *, language: str, words: Words, by: Actor) -> None:
    """Call a module something in one language.

    Raises:
        NotAllowedError: the actor may not write courses.
    """
    check_teacher(by)
    with transaction.atomic():
        ModuleText.objects.update_or_create(module=module, language=language, defaults=words)
        note_change(module.course, by)


def add_unit(module: Module, *, title: str, kind: str, by: Actor) -> Unit:
    """Add a unit at the end of a module; its name in addresses comes from its title, and stays.

    Raises:
        NotAllowedError: the actor may not write courses.
        CourseStateError: there are enough.
    """
    check_teacher(by)
    course = module.course
    with transaction.atomic():
        keys = set(Unit.objects.filter(module__course=course).values_list("key", flat=True))
        if len(keys) >= MOST_UNITS:
            raise CourseStateError(_("A course has at most 40 units. Make a second course."))
        unit = Unit.objects.create(
            module=module, position=module.units.count(), kind=kind, key=_free_key(title, keys)
        )
        UnitText.objects.create(unit=unit, language=course.original_language, title=title)
        note_change(course, by)
    return unit


def change_unit(unit: Unit, *, language: str, words: Words, by: Actor) -> Unit:
    """Keep a unit's own fields and its words in one language.

    Raises:
        NotAllowedError: the actor may not write courses.
    """
    check_teacher(by)
    with transaction.atomic():
        unit.save()
        UnitText.objects.update_or_create(unit=unit, language=language, defaults=words)
        note_change(unit.module.course, by)
    return unit


def add_question(unit: Unit, *, kind: str, text: str, by: Actor) -> Question:
    """Add a question at the end of a quiz.

    Raises:
        NotAllowedError: the actor may not write courses.
        CourseStateError: the unit is no quiz, or there are enough.
    """
    check_teacher(by)
    with transaction.atomic():
        count = count_questions(unit)
        if unit.kind != Unit.Kind.QUIZ or count >= MOST_QUESTIONS:
            raise CourseStateError(_("A quiz has at most 50 questions."))
        question = Question.objects.create(unit=unit, kind=kind, position=count)
        language = unit.module.course.original_language
        QuestionText.objects.create(question=question, language=language, text=text)
        note_change(unit.module.course, by)
    return question


def count_questions(unit: Unit) -> int:
    """How many a quiz has; until the end of the transaction nobody else adds one."""
    locked = Unit.objects.select_for_update().get(pk=unit.pk)
    return locked.questions.count()


def change_question(
    question: Question, *, language: str, words: Words, right: list[int] | None, by: Actor
) -> Question:
    """Keep a question in one language; ``right`` is ``None`` for a translation.

    Raises:
        NotAllowedError: the actor may not write courses.
    """
    check_teacher(by)
    with transaction.atomic():
        if right is not None:
            question.right = right
            question.save()
        QuestionText.objects.update_or_create(question=question, language=language, defaults=words)
        note_change(question.unit.module.course, by)
    return question


def move(row: Module | Unit | Question, *, by_places: int, by: Actor) -> None:
    """Move a module, a unit or a question up (−1) or down (1) among its own; ends stay ends.

    Raises:
        NotAllowedError: the actor may not write courses.
    """
    check_teacher(by)
    with transaction.atomic():
        rows = list(_beside(row))
        at = next(number for number, each in enumerate(rows) if each.pk == row.pk)
        to = at + by_places
        if not 0 <= to < len(rows):
            return
        rows[at], rows[to] = rows[to], rows[at]
        for position, each in enumerate(rows):
            type(row)._default_manager.filter(pk=each.pk).update(position=position)
        note_change(course_of(row), by)


def remove(row: Module | Unit | Question, *, by: Actor) -> None:
    """Delete a question, a unit with what learners wrote in it, or a module that is empty.

    Raises:
        NotAllowedError: the actor may not write courses.
        CourseStateError: the module has units, or it is the only unit of a public course.
    """
    check_teacher(by)
    course = course_of(row)
    with transaction.atomic():
        if isinstance(row, Module) and row.units.exists():
            raise CourseStateError(_("Only an empty module can be removed."))
        is_last = Unit.objects.filter(module__course=course).count() == 1
        if isinstance(row, Unit) and is_last and course.state == Course.State.PUBLIC:
            raise CourseStateError(_("A public course keeps at least one unit."))
        row.delete()
        note_change(course, by)
        if isinstance(row, Unit):
            complete_enrolments(Course.objects.get(pk=course.pk))


def course_of(row: Module | Unit | Question) -> Course:
    """The course that something belongs to."""
    if isinstance(row, Module):
        return row.course
    return row.module.course if isinstance(row, Unit) else row.unit.module.course


def _beside(row: Module | Unit | Question) -> Iterable[Model]:
    if isinstance(row, Module):
        return row.course.modules.select_for_update()
    if isinstance(row, Unit):
        return row.module.units.select_for_update()
    return row.unit.questions.select_for_update()


def note_change(course: Course, by: Actor) -> None:
    """Keep the time of a change, by which readers' pages are made anew, and who made it."""
    Course.objects.filter(pk=course.pk).update(updated_at=timezone.now())
    log(course, "learning.course.change", user=user_or_none(by))


def _free_key(title: str, taken: set[str]) -> str:
    name = address_name(title)[:50].strip("-") or "unit"
    key, number = name, 2
    while key in taken:
        key, number = f"{name}-{number}", number + 1
    return key
