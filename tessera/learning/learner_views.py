"""What learners send and see for themselves: their way through a course, and their courses."""

from datetime import timedelta
from typing import Final

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render, resolve_url
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tessera.accounts.access import sign_in_required, user_of
from tessera.accounts.limits import count_attempt
from tessera.learning.errors import ChangedMeanwhileError, CourseStateError
from tessera.learning.marking.handing_in import hand_in, take_back
from tessera.learning.models import Course, Enrolment, Unit, Writing
from tessera.learning.models.learners import LONGEST_TEXT
from tessera.learning.outline import outline
from tessera.learning.reading import find_course
from tessera.learning.standing import course_rows, own_enrolments
from tessera.learning.studying import attempt_quiz, enrol, finish_unit, leave, write
from tessera.learning.views import UNSAVED, Fault, show_unit
from tessera.lib.errors import NotAllowedError
from tessera.lib.pages import page_number, page_of
from tessera.vocabularies.labels import current_language

#: Attempts at quizzes by one account in an hour: each keeps a row.
_MOST_ATTEMPTS: Final = 60
_A_PAGE: Final = 20


@require_safe
@sign_in_required
def mine(request: HttpRequest) -> HttpResponse:
    """One's own courses, with where to go on."""
    user = user_of(request)
    page = page_of(own_enrolments(user), page_number(request), _A_PAGE)
    rows = course_rows(page.object_list, user, current_language())
    context = {
        "page": page,
        "open": [row for row in rows if not row.enrolment.completed_at],
        "completed": [row for row in rows if row.enrolment.completed_at],
    }
    return render(request, "learning/mine.html", context)


@require_POST
@sign_in_required
def enrolling(request: HttpRequest, identifier: str) -> HttpResponse:
    """Enrol, and begin with the first unit."""
    course = find_course(request, identifier)
    enrol(course, language=current_language(), by=user_of(request))
    return redirect("course_detail", course.identifier)


@require_http_methods(["GET", "HEAD", "POST"])
@sign_in_required
def leaving(request: HttpRequest, identifier: str) -> HttpResponse:
    """Say what is lost, then leave."""
    user, course = user_of(request), find_course(request, identifier)
    enrolment = get_object_or_404(Enrolment, user=user, course=course)
    if request.method == "POST":
        leave(enrolment, by=user)
        messages.success(request, _("You left the course. Nothing of your way through it is kept."))
        return redirect("course_mine")
    return render(request, "learning/leave.html", {"course": course})


@require_POST
def work(request: HttpRequest, identifier: str, key: str) -> HttpResponse:
    """Do what the button of a unit said. Who was signed out meanwhile loses no text."""
    if not request.user.is_authenticated:
        return _sign_in_first(request, identifier, key)
    answer = _work(request, identifier, key)
    add_never_cache_headers(answer)
    return answer


def _sign_in_first(request: HttpRequest, identifier: str, key: str) -> HttpResponse:
    """Keep what was typed in the session, and lead to signing in and back."""
    act, text = request.POST.get("do", ""), request.POST.get("text", "")
    if act in Writing.Kind.values and text.strip():
        kept = {"unit": f"{identifier}/{key}", "act": act, "text": text[: LONGEST_TEXT * 2]}
        request.session[UNSAVED] = kept
    here = reverse("course_unit", args=[identifier, key])
    return redirect_to_login(here, resolve_url(settings.LOGIN_URL))


def _work(request: HttpRequest, identifier: str, key: str) -> HttpResponse:
    user, course = user_of(request), find_course(request, identifier)
    enrolment = get_object_or_404(
        Enrolment.objects.select_related("course", "cohort"), user=user, course=course
    )
    unit = Unit.objects.filter(module__course=course, key=key).first()
    if unit is None:
        raise Http404
    here = reverse("course_unit", args=[course.identifier, key])
    act, text = request.POST.get("do", ""), request.POST.get("text", "")
    try:
        if act == "quiz" and unit.kind == Unit.Kind.QUIZ:
            count_attempt(
                "learning.quiz", str(user.pk), most=_MOST_ATTEMPTS, within=timedelta(hours=1)
            )
            answers = {name: request.POST.getlist(name) for name in request.POST}
            attempt_quiz(enrolment, unit, answers, by=user)
            return redirect(f"{here}#quiz")
        if act in Writing.Kind.values:
            seen = request.POST.get("seen", "")[:16]
            write(enrolment, unit, kind=act, text=text, by=user, seen=seen)
            request.session.pop(UNSAVED, None)
            messages.success(request, _("Saved."))
            return redirect(here)
        if act in {"hand-in", "take-back"}:
            if act == "hand-in":
                hand_in(enrolment, unit, by=user)
                messages.success(request, _("Handed in. You get a mail when it has been read."))
            else:
                take_back(enrolment, unit, by=user)
                messages.success(request, _("The facilitator reads it no more."))
            return redirect(f"{here}#handed-in")
        if act == "done":
            finish_unit(enrolment, unit, by=user)
            return redirect(_after(course, key))
    except ChangedMeanwhileError as error:
        rows = Writing.objects.filter(enrolment=enrolment, unit=unit, kind=act)
        other = rows.values_list("text", flat=True).first() or ""
        return show_unit(request, course, key, fault=Fault(act, text, str(error), other))
    except (CourseStateError, NotAllowedError) as error:
        return show_unit(request, course, key, fault=Fault(act, text, str(error)))
    return redirect(here)


def _after(course: Course, key: str) -> str:
    """The unit that follows, or the course when it was the last."""
    whole = outline(course, current_language())
    unit = next(each for each in whole.units if each.key == key)
    after = whole.beside(unit)[1]
    if after is None:
        return course.get_absolute_url()
    return reverse("course_unit", args=[course.identifier, after.key])
