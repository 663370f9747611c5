"""The page of feedback on one reflection, and the moderators' page of what was reported."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tessera.accounts.access import sign_in_required, user_of
from tessera.learning.models import Enrolment, PeerFeedback, SharedAnswer, Unit, Writing
from tessera.learning.outline import outline
from tessera.learning.peers import sharing
from tessera.learning.reading import find_course
from tessera.lib.errors import LimitReachedError, TesseraError
from tessera.network.contact import can_moderate
from tessera.vocabularies.labels import current_language

_FORM = require_http_methods(["GET", "HEAD", "POST"])


@_FORM
@sign_in_required
def peers(request: HttpRequest, identifier: str, key: str) -> HttpResponse:
    """Share one's answer, read that of somebody, and what others said to one's own."""
    user, course = user_of(request), find_course(request, identifier)
    enrolment = get_object_or_404(
        Enrolment.objects.select_related("course", "user"), user=user, course=course
    )
    unit = get_object_or_404(Unit, module__course=course, key=key, kind=Unit.Kind.REFLECTION)
    problem = ""
    if request.method == "POST":
        try:
            _act(request, enrolment, unit)
        except LimitReachedError:
            problem = _("You have written as much feedback today as this site passes on.")
        except TesseraError as error:
            problem = str(error)
        else:
            return redirect("course_peers", course.identifier, key)
    shown = outline(course, current_language())
    own = SharedAnswer.objects.filter(enrolment=enrolment, unit=unit).first()
    other = sharing.answers_to_read(enrolment, unit).first() if own else None
    written = Writing.objects.filter(enrolment=enrolment, unit=unit, kind=Writing.Kind.ANSWER)
    context: dict[str, Any] = {
        "course": shown,
        "unit": next(each for each in shown.units if each.key == key),
        "own": own,
        "own_text": written.values_list("text", flat=True).first() or "",
        "received": list(sharing.feedback_to(own, user)[:20]) if own else [],
        "other": other,
        "other_text": sharing.answer_text(other) if other else "",
        "problem": problem,
        "typed": request.POST.get("text", "") if problem else "",
    }
    status = 422 if problem else 200
    return render(request, "learning/peers.html", context, status=status)


def _act(request: HttpRequest, enrolment: Enrolment, unit: Unit) -> None:
    """Do what a button says."""
    user, act = user_of(request), request.POST.get("do", "")
    number = request.POST.get("number", "")
    number = number if number.isascii() and number.isdigit() and len(number) < 12 else "0"
    if act == "share":
        sharing.share_answer(enrolment, unit, by=user)
    elif act == "take-back":
        sharing.take_back_answer(enrolment, unit, by=user)
    elif act == "say":
        shared = get_object_or_404(SharedAnswer, pk=number, unit=unit)
        sharing.give_feedback(enrolment, shared, text=request.POST.get("text", ""), by=user)
        messages.success(request, _("Your feedback was passed on, without your name."))
    elif act == "report":
        said = PeerFeedback.objects.select_related("answer__enrolment")
        feedback = get_object_or_404(said, pk=number, answer__enrolment=enrolment)
        sharing.report_feedback(feedback, by=user)
        messages.success(request, _("Thank you. A moderator looks at it."))
    else:
        raise Http404


@_FORM
@sign_in_required
def moderate_feedback(request: HttpRequest, number: int) -> HttpResponse:
    """What was reported, with the answer that it was said to."""
    user = user_of(request)
    if not can_moderate(user):
        raise PermissionDenied
    rows = sharing.waiting_feedback(user).select_related("answer__enrolment__course")
    feedback = get_object_or_404(rows, pk=number)
    if request.method == "POST":
        is_hidden = request.POST.get("act") == "hide"
        try:
            sharing.decide_feedback(feedback, is_hidden=is_hidden, by=user)
        except TesseraError as error:
            messages.error(request, str(error))
        return redirect("moderation_queue")
    context = {"feedback": feedback, "text": sharing.answer_text(feedback.answer)}
    return render(request, "learning/moderate_feedback.html", context)
