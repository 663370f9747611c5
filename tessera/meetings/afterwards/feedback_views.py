"""The survey behind a mailed link, and its results for organizers."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from tessera.accounts.access import sign_in_required
from tessera.lib.errors import TesseraError
from tessera.meetings.afterwards.feedback import (
    attendee_of_token,
    change_survey,
    give_feedback,
    own_answer,
)
from tessera.meetings.afterwards.feedback_forms import FeedbackForm, LaterForm, SurveyForm
from tessera.meetings.afterwards.feedback_later import answer_of_later_token, tell_later
from tessera.meetings.afterwards.feedback_results import feedback_results
from tessera.meetings.attendance import Attendee
from tessera.meetings.detail import session_card
from tessera.meetings.joining import personal, session_of_holder
from tessera.meetings.live.attribution import protects_names
from tessera.meetings.live.errors import WordsError
from tessera.meetings.models import Session, Survey
from tessera.meetings.organizing import organizer_of
from tessera.vocabularies.labels import current_language


@personal
def feedback(request: HttpRequest, token: str) -> HttpResponse:
    """The questions with what was answered before; the mailed link is enough."""
    found, attendee = attendee_of_token(token)
    session = session_of_holder(found.identifier)
    survey = Survey.objects.filter(session=session).first()
    is_open = survey is not None and survey.is_open(now=timezone.now())
    hides = protects_names(session)
    form = FeedbackForm(
        request.POST if request.method == "POST" else None,
        answer=own_answer(session, attendee) if is_open else None,
        may_be_named=not hides,
    )
    if request.method == "POST" and form.is_valid() and _give(request, session, form, attendee):
        return redirect("feedback", token)
    context = {
        "card": session_card(session, current_language()),
        "session": session,
        "survey": survey,
        "is_open": is_open,
        "form": form,
        "hides": hides,
        "is_answered": bool(form.initial),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "meetings/afterwards/feedback.html", context, status=status)


@personal
def later(request: HttpRequest, token: str) -> HttpResponse:
    """The one question six months later; the mailed link is enough."""
    answer = answer_of_later_token(token)
    session = session_of_holder(answer.session.identifier)
    known = {"used": answer.used, "note": answer.used_note}
    form = LaterForm(request.POST if request.method == "POST" else None, initial=known)
    if request.method == "POST" and form.is_valid():
        try:
            tell_later(answer, **form.cleaned_data)
        except WordsError as error:
            form.add_error("note", str(error))
        except TesseraError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Thank you for answering."))
            return redirect("feedback_later", token)
    context = {
        "card": session_card(session, current_language()),
        "session": session,
        "answer": answer,
        "form": form,
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "meetings/afterwards/feedback_later.html", context, status=status)


def _give(request: HttpRequest, session: Session, form: FeedbackForm, attendee: Attendee) -> bool:
    try:
        give_feedback(session, form.feedback(), by=attendee)
    except WordsError as error:
        form.add_error(error.field, str(error))
    except TesseraError as error:
        form.add_error(None, str(error))
    else:
        messages.success(
            request, _("Thank you. Until the survey is closed you can change your answers here.")
        )
        return True
    return False


@never_cache
@sign_in_required
@require_http_methods(["GET", "HEAD", "POST"])
def results(request: HttpRequest, identifier: str) -> HttpResponse:
    """The results once the survey is closed, and what the organizer can set."""
    organizer = organizer_of(request)
    session = get_object_or_404(Session.objects.with_texts(), identifier=identifier)
    shown = feedback_results(session, with_texts=True)
    form = None
    if shown:
        shown.survey.session = session
        form = SurveyForm(request.POST if request.method == "POST" else None, survey=shown.survey)
    if request.method == "POST" and form and shown and form.is_valid():
        try:
            change_survey(
                shown.survey,
                closes_at=form.closes_at(),
                is_in_summary=form.cleaned_data["is_in_summary"],
                by=organizer,
            )
        except TesseraError as error:
            form.add_error("closes_on" if "closes_on" in form.fields else None, str(error))
        else:
            messages.success(request, _("Saved."))
            return redirect("session_feedback", session.identifier)
    context = {
        "card": session_card(session, current_language()),
        "session": session,
        "results": shown,
        "form": form,
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "meetings/afterwards/feedback_results.html", context, status=status)


@never_cache
@require_POST
@sign_in_required
def close(request: HttpRequest, identifier: str) -> HttpResponse:
    """Close the survey now, for good."""
    organizer = organizer_of(request)
    rows = Survey.objects.select_related("session")
    survey = get_object_or_404(rows, session__identifier=identifier)
    if not request.POST.get("sure"):
        messages.error(request, _("Tick the box beside the button first."))
        return redirect("session_feedback", identifier)
    try:
        change_survey(
            survey, closes_at=timezone.now(), is_in_summary=survey.is_in_summary, by=organizer
        )
    except TesseraError as error:
        messages.error(request, str(error))
    return redirect("session_feedback", identifier)
