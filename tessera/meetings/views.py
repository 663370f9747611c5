"""The list of working sessions, a session's page, and its calendar file."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from tessera.lib.http import read_only
from tessera.lib.identifiers import normalize
from tessera.lib.pages import page_number, page_of
from tessera.lib.time_zones import is_time_zone, zone_choices
from tessera.meetings.actions import can_publish_session
from tessera.meetings.afterwards.reading import is_recorded, is_summarized, shown_outcomes
from tessera.meetings.calendar import calendar_of_sessions, session_calendar
from tessera.meetings.detail import session_card, session_detail
from tessera.meetings.inviting import is_open_for_proposals
from tessera.meetings.models import Session
from tessera.meetings.papers import has_paper
from tessera.meetings.registering import can_register
from tessera.meetings.series.reading import series_of
from tessera.vocabularies.labels import current_language

_A_PAGE = 20
#: More than so many sessions are not announced at once; the list of the past is paged.
_MOST_UPCOMING = 50
_MOST_IN_CALENDAR = 500


@read_only
def session_list(request: HttpRequest) -> HttpResponse:
    """What is to come, the next first; then what was, the latest first, in pages."""
    now, language = timezone.now(), current_language()
    sessions = Session.objects.public().with_texts()
    past = sessions.begun(now).exclude(pk__in=sessions.running(now).order_by().values("pk"))
    page = page_of(past, page_number(request), _A_PAGE)
    is_first = page.number == 1
    upcoming = sessions.upcoming(now)[:_MOST_UPCOMING] if is_first else []
    running = sessions.running(now)[:_MOST_UPCOMING] if is_first else []
    context = {
        "running": [session_card(each, current_language()) for each in running],
        "upcoming": [session_card(each, language) for each in upcoming],
        "begun": [session_card(each, language) for each in page],
        "page": page,
        "may_organize": can_publish_session(request.user),
    }
    return render(request, "meetings/session_list.html", context)


@read_only
def calendar_of_all(request: HttpRequest) -> HttpResponse:
    """All public sessions for a calendar, which may ask again for what has changed."""
    sessions = Session.objects.public().with_texts().for_calendars(timezone.now())
    title = f"{_('Working sessions')} · {settings.SITE_NAME}"
    content = calendar_of_sessions(sessions[:_MOST_IN_CALENDAR], title, current_language())
    return _file(content, "sessions.ics")


def _file(content: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _session(identifier: str) -> Session:
    """A public session by its identifier as typed."""
    normal = normalize(identifier)
    if normal is None:
        raise Http404
    found: Session = get_object_or_404(Session.objects.public().with_texts(), identifier=normal)
    return found


@read_only
def detail(request: HttpRequest, identifier: str, slug: str) -> HttpResponse:
    """A session, with its times in the zone that the reader asks for."""
    session = _session(identifier)
    if (session.identifier, session.slug or "-") != (identifier, slug):
        return redirect(session.get_absolute_url(), permanent=True)
    wanted = request.GET.get("zone", "")
    zone = wanted if is_time_zone(wanted) else session.time_zone
    is_over = is_summarized(session)
    context = {
        "detail": session_detail(session, current_language(), zone, now=timezone.now()),
        "choices": zone_choices(session.time_zone, session.starts_at, current_language()),
        "is_narrowed": bool(wanted),
        "has_paper": has_paper(session),
        "may_propose": is_open_for_proposals(session),
        "may_register": can_register(session, now=timezone.now()),
        "outcomes": shown_outcomes(session) if is_over else [],
        "is_summarized": is_over,
        "has_recording": is_recorded(session),
        "in_series": series_of(session),
    }
    return render(request, "meetings/session_detail.html", context)


@read_only
def calendar(request: HttpRequest, identifier: str) -> HttpResponse:
    """The session for a calendar; asked again it says what has changed, cancellation included."""
    session = _session(identifier)
    return _file(session_calendar(session, current_language()), f"session-{session.identifier}.ics")
