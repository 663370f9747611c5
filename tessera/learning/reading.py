"""Finding the course and the unit that an address names, for whoever may read them."""

from dataclasses import dataclass

from django.http import Http404, HttpRequest

from tessera.learning.bodies import Piece, pieces
from tessera.learning.models import Course, Enrolment, Unit, UnitText
from tessera.learning.outline import (
    CourseOutline,
    ModuleOutline,
    UnitOutline,
    outline,
    question_outlines,
)
from tessera.learning.quizzes import QuestionOutline
from tessera.learning.rules import can_teach
from tessera.lib.identifiers import normalize
from tessera.lib.texts import best_text
from tessera.vocabularies.labels import current_language


@dataclass(frozen=True)
class UnitPage:
    """What ``learning/unit.html`` shows of a unit."""

    course: CourseOutline
    module: ModuleOutline
    outline: UnitOutline
    unit: Unit
    text: UnitText | None
    pieces: tuple[Piece, ...]
    guidance: tuple[Piece, ...]
    questions: tuple[QuestionOutline, ...]
    before: UnitOutline | None
    after: UnitOutline | None


def find_course(request: HttpRequest, identifier: str) -> Course:
    """A course that this reader may open; who writes courses opens drafts, learners retired ones.

    Raises:
        Http404: there is none, or it is not for this reader.
    """
    course: Course | None = Course.objects.filter(identifier=normalize(identifier) or "").first()
    if course is None:
        raise Http404
    if course.state != Course.State.PUBLIC and not can_teach(request.user):
        is_retired = course.state == Course.State.RETIRED and request.user.is_authenticated
        if not is_retired or not _is_learner(request, course):
            raise Http404
    return course


def _is_learner(request: HttpRequest, course: Course) -> bool:
    return Enrolment.objects.filter(user=request.user.pk, course=course).exists()


def unit_page(course: Course, key: str) -> UnitPage:
    """A unit by its name in the address. Ten queries at most.

    Raises:
        Http404: the course has no such unit.
    """
    language = current_language()
    whole = outline(course, language)
    found = next((unit for unit in whole.units if unit.key == key), None)
    if found is None:
        raise Http404
    unit: Unit = Unit.objects.select_related("image").prefetch_related("texts").get(pk=found.pk)
    text = best_text(unit.texts.all(), language, course.original_language)
    questions: tuple[QuestionOutline, ...] = ()
    if unit.kind == Unit.Kind.QUIZ:
        rows = unit.questions.prefetch_related("texts")
        questions = question_outlines(rows, language, course.original_language)
    before, after = whole.beside(found)
    return UnitPage(
        course=whole,
        module=whole.module_of(found),
        outline=found,
        unit=unit,
        text=text,
        pieces=pieces(text.body, language) if text else (),
        guidance=pieces(text.guidance, language) if text else (),
        questions=questions,
        before=before,
        after=after,
    )
