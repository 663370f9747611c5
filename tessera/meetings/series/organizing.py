"""Pages of organizers: their series and forums, and the form of one."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tessera.accounts.access import sign_in_required
from tessera.lib.errors import TesseraError
from tessera.lib.pages import page_number, page_of
from tessera.meetings.models import Series
from tessera.meetings.organizing import organizer_of
from tessera.meetings.series.actions import add_room, change_series, draft_series, publish_series
from tessera.meetings.series.forms import NewSeriesForm, RoomFormSet, SeriesForm
from tessera.meetings.series.reading import series_card, series_named
from tessera.vocabularies.labels import current_language

_A_PAGE = 20


@sign_in_required
@require_http_methods(["GET", "HEAD", "POST"])
def organize(request: HttpRequest) -> HttpResponse:
    """All series and forums, the last changed first, and a form for a new one."""
    organizer = organizer_of(request)
    form = NewSeriesForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = draft_series(**form.cleaned_data, language=current_language(), by=organizer)
        return redirect("series_edit", made.identifier)
    rows = Series.objects.with_texts().with_extent().order_by("-updated_at", "-pk")
    page = page_of(rows, page_number(request), _A_PAGE)
    cards = [series_card(each, current_language()) for each in page]
    context = {"form": form, "page": page, "cards": cards}
    status = 422 if form.errors else 200
    return render(request, "meetings/series/organize.html", context, status=status)


@sign_in_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, identifier: str) -> HttpResponse:
    """The form of a series and its rooms; each of its buttons keeps what was typed."""
    organizer = organizer_of(request)
    series = series_named(identifier, Series.objects.all())
    sent = request.POST or None
    form = SeriesForm(sent, instance=series)
    rooms = RoomFormSet(sent, instance=series, prefix="rooms")
    # Both are asked, so that every fault is shown at once.
    if sent and all([form.is_valid(), rooms.is_valid()]):
        kept = rooms.save(commit=False)
        removed = rooms.deleted_objects
        change_series(series, words=form.cleaned_data, rooms=kept, removed=removed, by=organizer)
        return _go_on(request, series, organizer)
    stored = series_named(identifier, Series.objects.all())
    context = {"series": stored, "form": form, "rooms": rooms}
    return render(request, "meetings/series/edit.html", context, status=422 if sent else 200)


def _go_on(request: HttpRequest, series: Series, organizer: Any) -> HttpResponse:
    """Do what the button said, when everything is kept."""
    what, anchor = request.POST.get("do", ""), ""
    try:
        if what == "room":
            add_room(series, by=organizer)
            anchor = "#rooms"
        elif what == "publish":
            return redirect(publish_series(series, by=organizer))
        else:
            messages.success(request, _("Saved."))
    except TesseraError as error:
        messages.error(request, str(error))
    answer = redirect("series_edit", series.identifier)
    answer["Location"] += anchor
    return answer
