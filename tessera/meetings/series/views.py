"""Pages of series and forums: the list, one with its timetable, a room's door, the calendar."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import cache_control

from tessera.lib.http import read_only
from tessera.lib.pages import page_number, page_of
from tessera.lib.time_zones import is_time_zone, zone_choices, zone_label
from tessera.meetings.actions import can_publish_session
from tessera.meetings.detail import session_card
from tessera.meetings.models import Series, SeriesRoom
from tessera.meetings.series.calendar import series_calendar
from tessera.meetings.series.reading import (
    coming,
    series_card,
    series_named,
    session_on,
    shown_sessions,
)
from tessera.meetings.series.report import has_report
from tessera.meetings.series.timetable import slot_of, timetable
from tessera.vocabularies.labels import current_language

_A_PAGE = 20
_MOST_COMING = 8


@read_only
def series_list(request: HttpRequest) -> HttpResponse:
    """All series and forums, what comes or was last first."""
    rows = Series.objects.public().with_texts().with_extent().newest_first()
    page = page_of(rows, page_number(request), _A_PAGE)
    context = {
        "cards": [series_card(each, current_language()) for each in page],
        "page": page,
        "may_organize": can_publish_session(request.user),
    }
    return render(request, "meetings/series/list.html", context)


@read_only
def series_detail(request: HttpRequest, identifier: str, slug: str) -> HttpResponse:
    """A forum with its timetable, a series with its sessions; ``zone`` is the reader's."""
    series = series_named(identifier)
    if (series.identifier, series.slug or "-") != (identifier, slug):
        return redirect(series.get_absolute_url(), permanent=True)
    wanted, language, now = request.GET.get("zone", ""), current_language(), timezone.now()
    zone = wanted if is_time_zone(wanted) else series.time_zone
    placed = shown_sessions(series)
    first = placed[0].session.starts_at if placed else now
    context = {
        "card": series_card(series, language),
        "series": series,
        "days": timetable(series, placed, language, zone) if series.is_forum else (),
        "sessions": [session_card(each.session, language) for each in placed],
        "rooms": list(series.rooms.all()) if series.is_forum else [],
        "zone": zone,
        "zone_label": zone_label(zone, first, language),
        "own_zone_label": zone_label(series.time_zone, first, language),
        "choices": zone_choices(series.time_zone, first, language),
        "is_narrowed": bool(wanted),
        "has_report": has_report(series),
        "is_over": bool(placed) and all(each.session.is_over(now=now) for each in placed),
        "may_organize": can_publish_session(request.user),
    }
    return render(request, "meetings/series/detail.html", context)


@cache_control(private=True, no_store=True)
@read_only
def series_room(request: HttpRequest, identifier: str, number: str) -> HttpResponse:
    """The door of a room: into what is on there now, or what comes next."""
    series = series_named(identifier)
    if not series.is_forum:
        raise Http404
    room = get_object_or_404(SeriesRoom, series=series, number=int(number))
    now, language = timezone.now(), current_language()
    session = session_on(room, request, now=now)
    if session:
        return redirect("live_room", session.identifier)
    slots = [
        slot_of(series, each, language, series.time_zone)
        for each in coming(room, now=now, most=_MOST_COMING)
    ]
    context = {
        "card": series_card(series, language),
        "series": series,
        "room": room,
        "slots": slots,
        "zone_label": zone_label(series.time_zone, now, language),
        "now": now.astimezone(series.zone),
    }
    answer = render(request, "meetings/series/room.html", context)
    answer["X-Robots-Tag"] = "noindex"
    return answer


@read_only
def calendar(request: HttpRequest, identifier: str) -> HttpResponse:
    """All its sessions for a calendar, which may ask again for what has changed."""
    series = series_named(identifier)
    content = series_calendar(series, shown_sessions(series), current_language())
    answer = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="series-{series.identifier}.ics"'
    return answer
