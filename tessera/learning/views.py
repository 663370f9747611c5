"""The public pages of courses: the list, a course, a unit. They need neither account nor script."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from tessera.catalogue.cards import cards
from tessera.learning.models import Course
from tessera.learning.outline import outline
from tessera.learning.quizzes import mark
from tessera.learning.reading import find_course, unit_page
from tessera.learning.rules import can_teach
from tessera.lib.http import read_only
from tessera.lib.pages import page_number, page_of
from tessera.vocabularies.labels import current_language

_A_PAGE = 20
#: Records that the page of a course names as its ground; the units show them all.
_MOST_CARDS = 12


@read_only
def course_list(request: HttpRequest) -> HttpResponse:
    """All public courses, the latest first."""
    rows = Course.objects.public().order_by("-published_at", "-pk")
    page = page_of(rows, page_number(request), _A_PAGE)
    courses = [outline(course, current_language()) for course in page]
    return render(request, "learning/course_list.html", {"courses": courses, "page": page})


@read_only
def course_detail(request: HttpRequest, identifier: str) -> HttpResponse:
    """A course: what it leads to, what it consists of, what it rests on."""
    course = find_course(request, identifier)
    if course.identifier != identifier:
        return redirect(course, permanent=True)
    shown = outline(course, current_language())
    context = {
        "course": shown,
        "cards": cards(shown.embedded[:_MOST_CARDS]),
        "may_teach": can_teach(request.user),
        "level_label": Course.Level(course.level).label,
        "others": [each for each in shown.languages if each != shown.language],
    }
    return render(request, "learning/course_detail.html", context)


@read_only
def unit_detail(request: HttpRequest, identifier: str, key: str) -> HttpResponse:
    """A unit to read; a quiz is marked at once, and nothing of it is kept."""
    course = find_course(request, identifier)
    if course.identifier != identifier:
        return redirect(reverse("course_unit", args=[course.identifier, key]), permanent=True)
    page = unit_page(course, key)
    result = None
    if page.questions and "check" in request.GET:
        answers = {name: request.GET.getlist(name) for name in request.GET}
        result = mark(page.questions, answers, pass_percent=course.pass_percent)
    return render(request, "learning/unit.html", {"page": page, "result": result})
