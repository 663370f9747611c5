"""The course builder: pages of buttons and fields that need no script."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tessera.accounts.access import sign_in_required
from tessera.learning import building
from tessera.learning.actions import publish_course, retire_course
from tessera.learning.build_forms import (
    CourseForm,
    NewCourseForm,
    NewQuestionForm,
    QuestionForm,
    UnitForm,
)
from tessera.learning.models import Course, Module, Question, Unit, UnitText
from tessera.learning.outline import is_finished, outline, question_outlines
from tessera.learning.rules import can_teach
from tessera.lib.errors import TesseraError
from tessera.lib.languages import INTERFACE_LANGUAGES
from tessera.lib.pages import page_number, page_of
from tessera.lib.texts import best_text
from tessera.network.models import TextStatus
from tessera.vocabularies.labels import current_language

_A_PAGE = 20
_ANY = ["GET", "HEAD", "POST"]


def _teacher(request: HttpRequest) -> Any:
    if not can_teach(request.user):
        raise PermissionDenied
    return request.user


def _language(request: HttpRequest, course: Course) -> str:
    """The language being written: the course's own unless another is asked for."""
    wanted = request.GET.get("in", "")
    return wanted if wanted in INTERFACE_LANGUAGES else course.original_language


def _written(request: HttpRequest, course: Course, known: list[str]) -> dict[str, Any]:
    """What every page of the builder says about languages."""
    return {
        "course": course,
        "language": _language(request, course),
        "languages": INTERFACE_LANGUAGES,
        "known": known,
        "query": f"?in={_language(request, course)}" if request.GET.get("in") else "",
    }


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else 0


@sign_in_required
@require_http_methods(_ANY)
def courses(request: HttpRequest) -> HttpResponse:
    """All courses with drafts, the last changed first, and a form for a new one."""
    teacher = _teacher(request)
    form = NewCourseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = building.draft_course(**form.cleaned_data, language=current_language(), by=teacher)
        return redirect("course_build", made.identifier)
    page = page_of(Course.objects.order_by("-updated_at", "-pk"), page_number(request), _A_PAGE)
    shown = [outline(course, current_language()) for course in page]
    context = {"form": form, "page": page, "courses": shown}
    status = 422 if form.errors else 200
    return render(request, "learning/build_list.html", context, status=status)


@sign_in_required
@require_http_methods(_ANY)
def course(request: HttpRequest, identifier: str) -> HttpResponse:
    """A course: its own fields, its words in one language, its modules and units."""
    teacher = _teacher(request)
    found = get_object_or_404(Course, identifier=identifier)
    language = _language(request, found)
    act = request.POST.get("do", "")
    if act and act != "save":
        return _act_on_course(request, found, act, language, teacher)
    form = CourseForm(
        request.POST or None, instance=found, language=language, original=found.original_language
    )
    if request.method == "POST" and form.is_valid():
        building.change_course(
            found,
            language=language,
            words=form.words_typed(),
            audiences=form.cleaned_data["audiences"],
            themes=form.cleaned_data["themes"],
            by=teacher,
        )
        messages.success(request, _("Saved."))
        return redirect(request.get_full_path())
    stored = Course.objects.get(pk=found.pk)
    modules = stored.modules.prefetch_related("texts", "units__texts", "units__questions__texts")
    context = {
        **_written(request, stored, list(stored.texts.values_list("language", flat=True))),
        "form": form,
        "title": str(stored),
        "modules": [_module_row(module, language, stored) for module in modules],
        "kinds": Unit.Kind.choices,
    }
    status = 422 if form.errors else 200
    return render(request, "learning/build_course.html", context, status=status)


def _module_row(module: Module, language: str, course: Course) -> dict[str, Any]:
    own = next((text for text in module.texts.all() if text.language == language), None)
    units = []
    for unit in module.units.all():
        text = best_text(unit.texts.all(), language, course.original_language)
        is_written = text is not None and text.language == language
        units.append(
            {
                "unit": unit,
                "title": text.title if text else unit.key,
                "is": is_written,
                "is_finished": is_finished(unit, course.original_language),
            }
        )
    title = own.title if own else ""
    best = best_text(module.texts.all(), language, course.original_language)
    return {"module": module, "title": title, "name": best.title if best else "", "units": units}


def _act_on_course(
    request: HttpRequest, course: Course, act: str, language: str, teacher: Any
) -> HttpResponse:
    """Do what a button beside a module or a unit said."""
    what, _dash, which = act.partition("-")
    title = request.POST.get("title", "").strip()[:200]
    try:
        if what == "publish":
            publish_course(course, by=teacher)
            return redirect(course)
        if what == "retire":
            retire_course(course, by=teacher)
        elif what == "module" and title:
            building.add_module(course, title=title, by=teacher)
        elif what in {"unit", "name"} and title:
            module = get_object_or_404(Module, pk=_number(which), course=course)
            if what == "name":
                words = {"title": title, "status": _status(language, course)}
                building.name_module(module, language=language, words=words, by=teacher)
            else:
                kind = request.POST.get("kind", "")
                kind = kind if kind in Unit.Kind.values else Unit.Kind.TEXT
                made = building.add_unit(module, title=title, kind=kind, by=teacher)
                return redirect("unit_build", course.identifier, made.key)
        elif what in {"module", "unit", "name"}:
            messages.error(request, _("Give it a title first."))
        elif row := _row_of(course, which):
            _order(request, row, what, teacher)
    except TesseraError as error:
        messages.error(request, str(error))
    return redirect(f"{request.get_full_path()}#content")


def _status(language: str, course: Course) -> str:
    is_own = language == course.original_language
    return TextStatus.ORIGINAL if is_own else TextStatus.HUMAN


def _row_of(course: Course, which: str) -> Module | Unit | None:
    """A module (``m12``) or a unit (``u12``) of the course."""
    number = _number(which[1:])
    if which.startswith("m"):
        return Module.objects.filter(pk=number, course=course).first()
    return Unit.objects.filter(pk=number, module__course=course).first()


def _order(request: HttpRequest, row: Module | Unit | Question, what: str, by: Any) -> None:
    if what in {"up", "down"}:
        building.move(row, by_places=-1 if what == "up" else 1, by=by)
    elif what == "remove" and request.POST.get("sure"):
        building.remove(row, by=by)
    elif what == "remove":
        messages.error(request, _("Tick the box beside the button first."))


@sign_in_required
@require_http_methods(_ANY)
def unit(request: HttpRequest, identifier: str, key: str) -> HttpResponse:
    """A unit with its words in one language; of a quiz, its questions."""
    teacher = _teacher(request)
    found = get_object_or_404(
        Unit.objects.select_related("module__course"),
        module__course__identifier=identifier,
        key=key,
    )
    owner = found.module.course
    language = _language(request, owner)
    act = request.POST.get("do", "")
    asking = NewQuestionForm(request.POST if act == "question" else None)
    if act == "question" and asking.is_valid():
        made = building.add_question(found, **asking.cleaned_data, by=teacher)
        return redirect("question_build", identifier, key, made.pk)
    if act.partition("-")[0] in {"up", "down", "remove"}:
        what, _dash, which = act.partition("-")
        question = get_object_or_404(Question, pk=_number(which), unit=found)
        _order(request, question, what, teacher)
        return redirect(f"{request.get_full_path()}#questions")
    sent = request.POST if act == "save" else None
    form = UnitForm(sent, instance=found, language=language, original=owner.original_language)
    if sent and form.is_valid():
        building.change_unit(found, language=language, words=form.words_typed(), by=teacher)
        messages.success(request, _("Saved."))
        return redirect(request.get_full_path())
    questions = [
        (question, best_text(question.texts.all(), language, owner.original_language))
        for question in found.questions.prefetch_related("texts")
    ]
    stored = Unit.objects.prefetch_related("texts", "questions__texts").get(pk=found.pk)
    context = {
        **_written(request, owner, list(found.texts.values_list("language", flat=True))),
        "unit": found,
        "is_finished": is_finished(stored, owner.original_language),
        "original": _original(stored, owner, language),
        "form": form,
        "asking": asking,
        "questions": questions,
        "complete": {
            each.pk
            for each in question_outlines(
                stored.questions.all(), owner.original_language, owner.original_language
            )
        },
    }
    status = 422 if form.errors or asking.errors else 200
    return render(request, "learning/build_unit.html", context, status=status)


def _original(unit: Unit, course: Course, language: str) -> UnitText | None:
    """The words that a translator works from."""
    if language == course.original_language:
        return None
    rows = unit.texts.all()
    return next((each for each in rows if each.language == course.original_language), None)


@sign_in_required
@require_http_methods(_ANY)
def question(request: HttpRequest, identifier: str, key: str, number: int) -> HttpResponse:
    """A question in one language."""
    teacher = _teacher(request)
    found = get_object_or_404(
        Question.objects.select_related("unit__module__course"),
        pk=number,
        unit__key=key,
        unit__module__course__identifier=identifier,
    )
    owner = found.unit.module.course
    language = _language(request, owner)
    if request.GET.get("in") and language not in INTERFACE_LANGUAGES:
        raise Http404
    form = QuestionForm(request.POST or None, question=found, language=language)
    if request.method == "POST" and form.is_valid():
        building.change_question(
            found,
            language=language,
            words=form.words_typed(),
            right=form.right_typed(),
            by=teacher,
        )
        messages.success(request, _("Saved."))
        back = reverse("unit_build", args=[identifier, key])
        query = f"?in={language}" if request.GET.get("in") else ""
        return redirect(f"{back}{query}#questions")
    context = {
        **_written(request, owner, list(found.texts.values_list("language", flat=True))),
        "question": found,
        "unit": found.unit,
        "form": form,
    }
    status = 422 if form.errors else 200
    return render(request, "learning/build_question.html", context, status=status)
