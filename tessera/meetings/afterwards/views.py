"""The summary: of everybody once it is published, before that of those who took part."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tessera.lib.errors import TesseraError
from tessera.meetings.afterwards.actions import is_open, send_remark
from tessera.meetings.afterwards.feedback_results import public_feedback
from tessera.meetings.afterwards.forms import RemarkForm
from tessera.meetings.afterwards.reading import (
    citation_of,
    permanent_address,
    shown_outcomes,
    summary_parts,
)
from tessera.meetings.attendance import find_attendee
from tessera.meetings.detail import session_card
from tessera.meetings.joining import session_named
from tessera.meetings.live.errors import WordsError
from tessera.meetings.models import Summary
from tessera.meetings.permissions import is_participant, is_rapporteur
from tessera.vocabularies.labels import current_language


@require_http_methods(["GET", "HEAD", "POST"])
def summary(request: HttpRequest, identifier: str) -> HttpResponse:
    """The summary: of everybody once it is published, before that of those who took part."""
    session = session_named(identifier)
    found = Summary.objects.filter(session=session).select_related("record").first()
    if found is None:
        raise Http404
    attendee = None if found.published_at else find_attendee(request, session)
    if not found.published_at and not (found.check_until and is_participant(attendee)):
        raise Http404
    form = RemarkForm(request.POST or None, session=session)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            send_remark(session, part=typed["part"], text=typed["text"], by=attendee)
        except WordsError as error:
            form.add_error("text", str(error))
        except TesseraError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Thank you. The rapporteur reads it before publication."))
            return redirect("session_summary", session.identifier)
    own = session.summary_remarks.filter(key=attendee.key) if attendee else None
    context = {
        "card": session_card(session, current_language()),
        "session": session,
        "summary": found,
        "parts": summary_parts(session),
        "outcomes": shown_outcomes(session),
        "form": form,
        "citation": citation_of(session, found.record) if found.record else "",
        "permanent": permanent_address(found.record) if found.record else "",
        "feedback": public_feedback(session) if found.published_at else None,
        "is_open": is_open(found) and attendee is not None,
        "own": own.select_related("part") if own is not None else (),
        "is_writer": is_rapporteur(attendee),
    }
    has_failed = request.method == "POST"
    answer = render(
        request, "meetings/afterwards/summary.html", context, status=422 if has_failed else 200
    )
    if not found.published_at:
        answer["Cache-Control"] = "private, no-store"
        answer["X-Robots-Tag"] = "noindex"
    return answer
