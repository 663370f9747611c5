"""The question bank: questions of all quizzes, to be taken over into another one.

A question taken over is a copy with its words in all languages; changing it changes no other quiz.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from tessera.accounts.access import sign_in_required, user_of
from tessera.accounts.actors import Actor
from tessera.learning import building
from tessera.learning.actions import check_teacher
from tessera.learning.errors import CourseStateError
from tessera.learning.models import Question, QuestionText, Unit
from tessera.learning.outline import outline, question_outlines
from tessera.learning.quizzes import QuestionOutline
from tessera.learning.rules import can_teach
from tessera.lib.errors import TesseraError
from tessera.lib.pages import page_number, page_of
from tessera.vocabularies.labels import current_language

_A_PAGE: Final = 20
_MOST_WORDS: Final = 8


@dataclass(frozen=True)
class Banked:
    """A question of the bank, with the course that it belongs to."""

    outline: QuestionOutline
    kind_label: str
    course: str
    course_language: str


def questions_elsewhere(unit: Unit, words: str) -> "QuerySet[Question]":
    """Questions of other quizzes whose words, in any language, have all of these."""
    rows = Question.objects.exclude(unit=unit)
    for word in words.split()[:_MOST_WORDS]:
        texts = QuestionText.objects.filter(question=OuterRef("pk"))
        rows = rows.filter(
            Exists(texts.filter(text__icontains=word))
            | Exists(texts.filter(explanation__icontains=word))
        )
    rows = rows.select_related("unit__module__course").prefetch_related("texts")
    return rows.order_by("-unit__module__course", "unit__position", "position", "pk")


def take_over(unit: Unit, questions: Iterable[Question], *, by: Actor) -> int:
    """Copy questions to the end of a quiz, with their words in all languages; how many.

    Raises:
        NotAllowedError: the actor may not write courses.
        CourseStateError: the unit is no quiz, or it would have too many.
    """
    check_teacher(by)
    taken = list(questions)
    with transaction.atomic():
        count = building.count_questions(unit)
        if unit.kind != Unit.Kind.QUIZ or count + len(taken) > building.MOST_QUESTIONS:
            raise CourseStateError(_("A quiz has at most 50 questions."))
        for position, question in enumerate(taken, start=count):
            texts = list(question.texts.all())
            made = Question.objects.create(
                unit=unit, kind=question.kind, right=question.right, position=position
            )
            for text in texts:
                text.pk, text.question = None, made
            QuestionText.objects.bulk_create(texts)
        if taken:
            building.note_change(unit.module.course, by)
    return len(taken)


@sign_in_required
@require_http_methods(["GET", "HEAD", "POST"])
def bank(request: HttpRequest, identifier: str, key: str) -> HttpResponse:
    """Look through the bank and take questions over into a quiz."""
    if not can_teach(request.user):
        raise PermissionDenied
    unit = get_object_or_404(
        Unit.objects.select_related("module__course"),
        module__course__identifier=identifier,
        key=key,
        kind=Unit.Kind.QUIZ,
    )
    words = request.GET.get("q", "").replace("\0", "").strip()[:200]
    rows = questions_elsewhere(unit, words)
    problem = ""
    ticked = {int(each) for each in request.POST.getlist("take") if _is_number(each)}
    if request.method == "POST":
        chosen = rows.filter(pk__in=ticked)
        try:
            count = take_over(unit, chosen, by=user_of(request)) if ticked else 0
        except TesseraError as error:
            problem = str(error)
        else:
            if count:
                taken = ngettext(
                    "%(count)s question taken over.", "%(count)s questions taken over.", count
                )
                messages.success(request, taken % {"count": count})
                return redirect(f"{reverse('unit_build', args=[identifier, key])}#questions")
            problem = _("Tick at least one question.")
    page = page_of(rows, page_number(request), _A_PAGE)
    context = {
        "course": unit.module.course,
        "unit": unit,
        "words": words,
        "page": page,
        "questions": _shown(page, current_language()),
        "ticked": ticked,
        "problem": problem,
    }
    return render(request, "learning/bank.html", context, status=422 if problem else 200)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 18


def _shown(questions: Iterable[Question], language: str) -> list[Banked]:
    """Those that can be answered. One begun elsewhere is not offered."""
    shown = []
    for question in questions:
        course = question.unit.module.course
        known = question_outlines([question], language, course.original_language)
        if known:
            whole = outline(course, language)
            kind = str(question.get_kind_display())
            shown.append(Banked(known[0], kind, whole.title, whole.language))
    return shown
