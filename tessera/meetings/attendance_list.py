"""The organizer's list of who registered, and letting people in or not."""

import csv
import io
from collections.abc import Iterator
from typing import Any, Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from tessera.accounts.access import sign_in_required
from tessera.lib.errors import TesseraError
from tessera.lib.pages import page_number, page_of
from tessera.lib.spreadsheets import defused
from tessera.meetings.detail import session_card
from tessera.meetings.models import Registration, Session
from tessera.meetings.organizing import organizer_of
from tessera.meetings.registering import approve_registration, places, refuse_registration
from tessera.meetings.registration_forms import RefusalForm
from tessera.vocabularies.labels import current_language, labels

_A_PAGE: Final = 50
_COLUMNS: Final = (
    "number", "state", "name", "email", "organization", "stakeholder", "country", "focus",
    "question", "access_needs", "language", "confirmed",
)  # fmt: skip


@sign_in_required
@require_http_methods(["GET", "HEAD", "POST"])
def attendance(request: HttpRequest, identifier: str) -> HttpResponse:
    """Everybody in order of arrival, by state, with what they asked for."""
    organizer = organizer_of(request)
    session = get_object_or_404(Session.objects.with_texts(), identifier=identifier)
    form = RefusalForm()
    chosen = None
    if request.method == "POST":
        number = request.POST.get("registration", "")
        if not (number.isascii() and number.isdigit() and len(number) < 10):
            number = "0"
        chosen = get_object_or_404(session.registrations, number=int(number))
        form = RefusalForm(request.POST)
        try:
            if request.POST.get("do") == "approve":
                approve_registration(chosen, by=organizer)
                return redirect(request.get_full_path())
            if form.is_valid():
                reason = form.cleaned_data["reason"]
                refuse_registration(chosen, reason=reason, by=organizer)
                return redirect(request.get_full_path())
        except TesseraError as error:
            messages.error(request, str(error))
    states = Registration.State
    wanted = request.GET.get("state", "")
    rows = session.registrations.filter(state__in=[wanted] if wanted in states else states.values)
    context = {
        "card": session_card(session, current_language()),
        "session": session,
        "page": page_of(rows, page_number(request), _A_PAGE),
        "places": places(session),
        "states": states.choices,
        "wanted": wanted,
        "form": form,
        "chosen": chosen if form.errors else None,
    }
    status = 422 if form.errors else 200
    return render(request, "meetings/attendance.html", context, status=status)


@require_safe
@sign_in_required
def as_csv(request: HttpRequest, identifier: str) -> Any:
    """The same for a spreadsheet: whoever has or wants a place."""
    organizer_of(request)
    session = get_object_or_404(Session, identifier=identifier)
    answer = StreamingHttpResponse(_lines(session), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="session-{session.identifier}.csv"'
    answer["Cache-Control"] = "no-store"
    return answer


def _lines(session: Session) -> Iterator[str]:
    picture, language = labels(), current_language()
    yield "\ufeff" + ",".join(_COLUMNS) + "\r\n"
    rows = session.registrations.filter(state__in=Registration.ACTIVE)
    for each in rows.iterator(chunk_size=500):
        line = io.StringIO()
        cells = (
            each.number, each.state, each.name, each.email, each.organization,
            picture.of(each.stakeholder_id, language), picture.place(each.place_id, language),
            each.focus, each.question, each.access_needs, each.language,
            each.confirmed_at.date().isoformat() if each.confirmed_at else "",
        )  # fmt: skip
        csv.writer(line).writerow([defused(cell) for cell in cells])
        yield line.getvalue()
