"""The organizers' page of a forum's programme: what belongs to it, where and when."""

from typing import Any, Final

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from tessera.accounts.access import sign_in_required
from tessera.lib.errors import TesseraError
from tessera.lib.pages import page_number, page_of
from tessera.meetings.detail import session_card
from tessera.meetings.forms import NewSessionForm
from tessera.meetings.models import Series, SeriesSession, Session
from tessera.meetings.organizing import organizer_of
from tessera.meetings.series.actions import (
    add_sessions,
    draft_in_series,
    place_session,
    remove_session,
)
from tessera.meetings.series.clashes import person_clashes, room_clashes
from tessera.meetings.series.forms import PlaceForm
from tessera.meetings.series.reading import series_card, series_named
from tessera.meetings.series.timetable import is_outside
from tessera.vocabularies.labels import current_language

_A_PAGE: Final = 40
#: So many sessions are offered at once; more words find others.
_MOST_OFFERED: Final = 20


@sign_in_required
@require_http_methods(["GET", "HEAD", "POST"])
def programme(request: HttpRequest, identifier: str) -> HttpResponse:
    """Rooms and times of its sessions with what clashes, what may be added, and a new draft."""
    organizer = organizer_of(request)
    series = series_named(identifier, Series.objects.all())
    what = request.POST.get("do", "")
    draft = NewSessionForm(request.POST if what == "draft" else None)
    forms: list[PlaceForm] = []
    if what == "draft" and draft.is_valid():
        return _draft(request, series, draft, organizer)
    if what == "add":
        return _add(request, series, organizer)
    if what == "place":
        forms = _forms(series, _sent(series, request), request.POST)
        # All are asked, so that every fault is shown at once.
        faults = [form.errors for form in forms if not form.is_valid()]
        if not faults:
            _place(forms, organizer)
            messages.success(request, _("Saved."))
            return redirect(request.get_full_path())
    every = list(series.sessions.with_sessions().in_order())
    page = page_of(every, page_number(request), _A_PAGE)
    query = request.GET.get("q", "").strip()[:100].replace("\0", "")
    context = {
        "series": series,
        "card": series_card(series, current_language()),
        "page": page,
        "forms": forms or _forms(series, list(page), None),
        "count": len(every),
        "rooms_taken": room_clashes(every),
        "people_twice": person_clashes(every),
        "outside": [each.session for each in every if _is_outside(series, each)],
        "draft": draft,
        "query": query,
        "offered": [session_card(each, current_language()) for each in _offered(query)],
    }
    has_failed = bool(draft.errors or any(form.errors for form in forms))
    status = 422 if has_failed else 200
    return render(request, "meetings/series/programme.html", context, status=status)


def _is_outside(series: Series, placed: SeriesSession) -> bool:
    return is_outside(series, placed.session.starts_at.astimezone(series.zone).date())


def _offered(query: str) -> list[Session]:
    """Sessions that belong to no series, the last changed first; with words in the title."""
    rows = Session.objects.filter(in_series=None).with_texts()
    if query:
        rows = rows.filter(texts__title__icontains=query).distinct()
    return list(rows.order_by("-updated_at", "-pk")[:_MOST_OFFERED])


def _sent(series: Series, request: HttpRequest) -> list[SeriesSession]:
    """The rows that the form was made of, as far as they are there still."""
    keys = [
        name[1:-7] for name in request.POST if name.startswith("p") and name.endswith("-begins")
    ]
    known = [int(key) for key in keys if key.isascii() and key.isdigit() and len(key) < 18]
    rows = series.sessions.filter(pk__in=known[:_A_PAGE])
    return list(rows.with_sessions().in_order())


def _forms(series: Series, placed: list[SeriesSession], data: Any) -> list[PlaceForm]:
    rooms = list(series.rooms.all())
    for each in placed:
        each.series = series
    return [PlaceForm(data, placed=each, rooms=rooms) for each in placed]


def _place(forms: list[PlaceForm], organizer: Any) -> None:
    """Keep all rows or none."""
    with transaction.atomic():
        for form in forms:
            values = form.cleaned_data
            if values["is_removed"]:
                remove_session(form.placed, by=organizer)
            elif form.has_changed():
                place_session(
                    form.placed,
                    room=form.chosen_room,
                    starts_at=values["starts_at"],
                    is_shown=values.get("is_shown", form.placed.is_shown),
                    by=organizer,
                )


def _add(request: HttpRequest, series: Series, organizer: Any) -> HttpResponse:
    keys = [key for key in request.POST.getlist("session") if key.isascii() and key.isdigit()]
    try:
        added = add_sessions(series, [int(key) for key in keys if len(key) < 18], by=organizer)
        words = ngettext("%(count)d session was added.", "%(count)d sessions were added.", added)
        messages.success(request, words % {"count": added})
    except TesseraError as error:
        messages.error(request, str(error))
    return redirect("series_programme", series.identifier)


def _draft(
    request: HttpRequest, series: Series, form: NewSessionForm, organizer: Any
) -> HttpResponse:
    try:
        made = draft_in_series(series, **form.cleaned_data, by=organizer)
    except TesseraError as error:
        messages.error(request, str(error))
        return redirect("series_programme", series.identifier)
    return redirect("session_edit", made.identifier)
