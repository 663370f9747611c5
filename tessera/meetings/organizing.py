"""Pages of organizers: their sessions, and the form of one. They work without JavaScript."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tessera.accounts.access import sign_in_required
from tessera.lib.errors import TesseraError
from tessera.lib.pages import page_number, page_of
from tessera.meetings.actions import can_publish_session, publish_session
from tessera.meetings.clashes import clashes
from tessera.meetings.detail import session_card
from tessera.meetings.drafting import (
    add_row,
    cancel_session,
    change_session,
    draft_session,
    move_part,
)
from tessera.meetings.forms import NewSessionForm, PartFormSet, SeatFormSet, SessionForm
from tessera.meetings.models import Session
from tessera.meetings.papers import waiting_papers
from tessera.vocabularies.labels import current_language

_A_PAGE = 20


def organizer_of(request: HttpRequest) -> Any:
    """The user, who organizes sessions; everybody else is refused."""
    if not can_publish_session(request.user):
        raise PermissionDenied
    return request.user


@sign_in_required
@require_http_methods(["GET", "HEAD", "POST"])
def organize(request: HttpRequest) -> HttpResponse:
    """All sessions with drafts, the last changed first, and a form for a new one."""
    organizer = organizer_of(request)
    form = NewSessionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = draft_session(**form.cleaned_data, language=current_language(), by=organizer)
        return redirect("session_edit", made.identifier)
    sessions = Session.objects.with_texts().order_by("-updated_at", "-pk")
    page = page_of(sessions, page_number(request), _A_PAGE)
    cards = [session_card(each, current_language()) for each in page]
    now = timezone.now()
    papers = waiting_papers(page.object_list, now=now)
    context = {"form": form, "page": page, "cards": cards, "papers": papers, "now": now}
    return render(request, "meetings/organize.html", context)


@sign_in_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, identifier: str) -> HttpResponse:
    """The form of a session; each of its buttons keeps what was typed."""
    organizer = organizer_of(request)
    session = get_object_or_404(Session, identifier=identifier)
    sent = request.POST or None
    form = SessionForm(sent, instance=session)
    seats = SeatFormSet(sent, instance=session, prefix="seats")
    parts = PartFormSet(sent, instance=session, prefix="parts")
    # All three are asked, so that every fault is shown at once.
    if sent and all([form.is_valid(), seats.is_valid(), parts.is_valid()]):
        rows: list[Any] = [*seats.save(commit=False), *parts.save(commit=False)]
        removed: list[Any] = [*seats.deleted_objects, *parts.deleted_objects]
        change_session(session, words=form.cleaned_data, rows=rows, removed=removed, by=organizer)
        return _go_on(request, session, organizer)
    stored = Session.objects.get(pk=session.pk)
    planned = sum(part.minutes or 0 for part in stored.programme.all())
    context = {
        "session": stored,
        "form": form,
        "seats": seats,
        "parts": parts,
        "clashes": clashes(stored),
        "planned": planned,
        "over": max(planned - stored.minutes, 0),
        "under": max(stored.minutes - planned, 0),
    }
    return render(request, "meetings/edit.html", context, status=422 if sent else 200)


def _go_on(request: HttpRequest, session: Session, organizer: Any) -> HttpResponse:
    """Do what the button said, when everything is kept."""
    what, _dash, which = request.POST.get("do", "").partition("-")
    anchor = ""
    try:
        if what in {"seat", "part"}:
            add_row(session, what, by=organizer)
            anchor = "#seats" if what == "seat" else "#programme"
        elif what in {"up", "down"} and which.isascii() and which.isdigit() and len(which) < 18:
            places = -1 if what == "up" else 1
            move_part(session, int(which), by_places=places, by=organizer)
            anchor = "#programme"
        elif what == "publish":
            publish_session(session, state=Session.State.OPEN, by=organizer)
            return redirect(Session.objects.get(pk=session.pk))
        elif what == "cancel" and not request.POST.get("sure"):
            messages.error(request, _("Tick the box beside the button first. All else is saved."))
        elif what == "cancel":
            cancel_session(session, by=organizer)
            return redirect(session)
        else:
            messages.success(request, _("Saved."))
    except TesseraError as error:
        messages.error(request, str(error))
    answer = redirect("session_edit", session.identifier)
    answer["Location"] += anchor
    return answer
