"""The public pages of courses: the list, a course, a unit. They need neither account nor script.

Who learns in a course sees there what is done and what was written; what learners send goes to
``learner_views``, so that the pages of visitors carry no token and can be kept.
"""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _

from tessera.catalogue.cards import cards
from tessera.learning.finding import A_PAGE, find_learning, shown, wanted_of
from tessera.learning.marking.handing_in import can_hand_in
from tessera.learning.models import Attempt, Certificate, Course, HandedIn, Writing
from tessera.learning.offline import epub_of, zip_of
from tessera.learning.outline import outline
from tessera.learning.paths import public_paths
from tessera.learning.quizzes import QuizResult, mark
from tessera.learning.reading import UnitPage, find_course, unit_page
from tessera.learning.rules import can_teach
from tessera.learning.self_checks.asking import guidelines_with_checks
from tessera.learning.standing import Standing, attempts_at, next_unit, standing_of
from tessera.learning.studying import fingerprint, see_unit
from tessera.lib.http import read_only
from tessera.lib.pages import page_number, page_of
from tessera.vocabularies.labels import current_language

#: Records that the page of a course names as its ground; the units show them all.
_MOST_CARDS = 12


@dataclass(frozen=True)
class Fault:
    """What was sent and not kept: by which button, the typed text, and why.

    ``other`` is what another window kept meanwhile.
    """

    act: str
    text: str
    message: str
    other: str = ""


@read_only
def course_list(request: HttpRequest) -> HttpResponse:
    """The catalogue of learning: courses of this site and learning items of others."""
    language, wanted = current_language(), wanted_of(request.GET)
    found = find_learning(wanted, language)
    page = page_of(found.identifiers, page_number(request), A_PAGE)
    is_start = page.number == 1 and wanted.is_everything
    context = {
        "wanted": wanted,
        "facets": found.facets,
        "rows": shown(page, language),
        "page": page,
        "may_teach": can_teach(request.user),
        "paths": public_paths(language, request.user) if is_start else [],
        "checks": guidelines_with_checks(language) if is_start else [],
    }
    return _own(request, render(request, "learning/course_list.html", context))


@read_only
def course_detail(request: HttpRequest, identifier: str) -> HttpResponse:
    """A course: what it leads to, what it consists of, what it rests on."""
    course = find_course(request, identifier)
    if course.identifier != identifier:
        return redirect(course, permanent=True)
    whole = outline(course, current_language())
    standing = standing_of(request.user, course)
    certificate = None
    if standing.enrolment and standing.enrolment.completed_at:
        certificate = Certificate.objects.filter(user=request.user.pk, course=course).first()
    context = {
        "course": whole,
        "cards": cards(whole.embedded[:_MOST_CARDS]),
        "may_teach": can_teach(request.user),
        "level_label": Course.Level(course.level).label,
        "enrolment": standing.enrolment,
        "done": standing.done,
        "count": len(standing.done & {unit.pk for unit in whole.units}),
        "next": next_unit(whole, standing.done),
        "certificate": certificate,
    }
    answer = render(request, "learning/course_detail.html", context)
    return _own(request, answer)


@read_only
def course_zip(request: HttpRequest, identifier: str) -> HttpResponse:
    """The course as pages that need no network."""
    course = find_course(request, identifier)
    return _file(request, course, zip_of(course, current_language()), "zip", "application/zip")


@read_only
def course_epub(request: HttpRequest, identifier: str) -> HttpResponse:
    """The course as a book for readers of EPUB."""
    course = find_course(request, identifier)
    book = epub_of(course, current_language())
    return _file(request, course, book, "epub", "application/epub+zip")


def _file(
    request: HttpRequest, course: Course, body: bytes, ending: str, media_type: str
) -> HttpResponse:
    answer = HttpResponse(body, content_type=media_type)
    name = f"course-{course.identifier}-{current_language()}.{ending}"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return _own(request, answer)


@read_only
def unit_detail(request: HttpRequest, identifier: str, key: str) -> HttpResponse:
    """A unit to read; a visitor's quiz is marked at once, and nothing of it is kept."""
    course = find_course(request, identifier)
    if course.identifier != identifier:
        return redirect(reverse("course_unit", args=[course.identifier, key]), permanent=True)
    return show_unit(request, course, key)


def show_unit(
    request: HttpRequest, course: Course, key: str, *, fault: Fault | None = None
) -> HttpResponse:
    """The page of a unit, with a learner's own words where there are any."""
    page = unit_page(course, key)
    standing = standing_of(request.user, course)
    if standing.enrolment and request.user.is_authenticated:
        see_unit(standing.enrolment, page.outline.pk, by=request.user)
    status = 422 if fault else 200
    fault = fault or (unsaved(request, course, key) if standing.enrolment else None)
    note = standing.text(Writing.Kind.NOTE, page.outline.pk)
    own_answer = standing.text(Writing.Kind.ANSWER, page.outline.pk)
    context = {
        "page": page,
        "result": _result(request, course, page, standing),
        "attempts": attempts_at(standing.enrolment, page.outline.pk) if page.questions else None,
        "enrolment": standing.enrolment,
        "done": standing.done,
        "is_done": page.outline.pk in standing.done,
        "count": len(standing.done & {unit.pk for unit in page.course.units}),
        "note": fault.text if fault and fault.act == Writing.Kind.NOTE else note,
        "handed": _handed_in(standing, page),
        "own_answer": fault.text if fault and fault.act == Writing.Kind.ANSWER else own_answer,
        "fault": fault,
        "note_seen": fingerprint(note),
        "answer_seen": fingerprint(own_answer),
    }
    answer = render(request, "learning/unit.html", context, status=status)
    return _own(request, answer)


#: Where the session has what somebody sent who was signed out meanwhile.
UNSAVED = "course_work"


def unsaved(request: HttpRequest, course: Course, key: str) -> Fault | None:
    """What was typed into this unit and could not be kept, until it is saved."""
    given = request.session.get(UNSAVED) or {}
    if given.get("unit") != f"{course.identifier}/{key}":
        return None
    message = _("You were signed out meanwhile. Here is what you wrote; save it again.")
    return Fault(given["act"], given["text"], message)


def _result(
    request: HttpRequest, course: Course, page: UnitPage, standing: Standing
) -> QuizResult | None:
    """A visitor's answers of this very address, or a learner's last attempt."""
    if not page.questions:
        return None
    if standing.enrolment is None:
        if "check" not in request.GET:
            return None
        answers = {name: request.GET.getlist(name) for name in request.GET}
        return mark(page.questions, answers, pass_percent=course.pass_percent)
    if "again" in request.GET:
        return None
    attempt = Attempt.objects.filter(enrolment=standing.enrolment, unit=page.outline.pk).first()
    if attempt is None:
        return None
    return mark(page.questions, attempt.answers, pass_percent=course.pass_percent)


@dataclass(frozen=True)
class Handed:
    """What a learner sees of handing an answer in; ``is_same`` when nothing changed since."""

    last: HandedIn | None
    is_same: bool


def _handed_in(standing: Standing, page: UnitPage) -> Handed | None:
    """For learners of a cohort, where there is something to hand in. One query."""
    if standing.enrolment is None or not can_hand_in(standing.enrolment, page.unit):
        return None
    last = HandedIn.objects.filter(
        enrolment=standing.enrolment, unit=page.unit, cohort=standing.enrolment.cohort_id
    ).first()
    text = standing.text(Writing.Kind.ANSWER, page.unit.pk)
    return Handed(last, last is not None and last.text == text)


def _own(request: HttpRequest, answer: HttpResponse) -> HttpResponse:
    """Nobody else keeps what one sees who is signed in."""
    if request.user.is_authenticated:
        add_never_cache_headers(answer)
    return answer
