"""Pages of events: a community's list, one event, its calendar file, and the forms about it."""

from datetime import timedelta
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tessera.accounts.access import sign_in_required, user_of
from tessera.accounts.limits import count_attempt
from tessera.communities.actions import announcing
from tessera.communities.errors import EventError
from tessera.communities.event_forms import CancelForm, EventForm
from tessera.communities.event_pages import (
    community_calendar,
    event_calendar,
    event_cards,
    event_detail_of,
)
from tessera.communities.models import Community, CommunityEvent
from tessera.communities.reading import fresh, readable, told
from tessera.communities.rules import can_change_event, can_write
from tessera.lib.errors import TesseraError
from tessera.lib.identifiers import normalize
from tessera.lib.pages import page_number, page_of
from tessera.lib.time_zones import is_time_zone

_FORM = require_http_methods(["GET", "HEAD", "POST"])
_A_PAGE: Final = 20
#: What one person announces or changes in an hour.
_MOST: Final = 30


def count_event(request: HttpRequest) -> None:
    """Count one form sent in, and refuse a machine's."""
    count_attempt("communities.event", str(request.user.pk), most=_MOST, within=timedelta(hours=1))


def event_for(request: HttpRequest, identifier: str) -> CommunityEvent:
    """An event that the reader may read; not found otherwise."""
    rows = CommunityEvent.objects.readable_by(request.user).select_related("community", "author")
    found: CommunityEvent = get_object_or_404(rows, identifier=normalize(identifier) or "")
    return found


@require_safe
@fresh
def events(request: HttpRequest, identifier: str) -> HttpResponse:
    """What is to come, the next first; then what was, the latest first, in pages."""
    community, now = readable(request, identifier), timezone.now()
    rows = CommunityEvent.objects.readable_by(request.user).filter(community=community)
    page = page_of(rows.past(now), page_number(request), _A_PAGE)
    coming = rows.coming(now)[: announcing.MOST_COMING] if page.number == 1 else []
    context = {
        "community": community,
        "coming": event_cards(coming),
        "past": event_cards(page),
        "page": page,
        "may_add": request.user.is_authenticated and can_write(request.user, community),
    }
    return render(request, "communities/events.html", context)


@require_safe
@fresh
def calendar_of_all(request: HttpRequest, identifier: str) -> HttpResponse:
    """What is ahead in a community, for a calendar, which may ask again for what has changed."""
    community = readable(request, identifier)
    return _file(community_calendar(community), f"community-{community.identifier}.ics")


@require_safe
@fresh
def calendar(request: HttpRequest, identifier: str) -> HttpResponse:
    """One event for a calendar; asked again it says what has changed, cancellation included."""
    event = event_for(request, identifier)
    return _file(event_calendar(event), f"event-{event.identifier}.ics")


def _file(content: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@require_safe
@fresh
def detail(request: HttpRequest, identifier: str) -> HttpResponse:
    """An event, with its times also in the zone that the reader asks for."""
    event = event_for(request, identifier)
    wanted = request.GET.get("zone", "")
    zone = wanted if is_time_zone(wanted) else event.time_zone
    context = {
        "detail": event_detail_of(event, request.user, zone),
        "community": event.community,
        "is_narrowed": bool(wanted),
    }
    return render(request, "communities/event_detail.html", context)


@_FORM
@sign_in_required
def add(request: HttpRequest, identifier: str) -> HttpResponse:
    """Announce an event."""
    community, user = readable(request, identifier), user_of(request)
    if not can_write(user, community):
        return redirect("community_events", community.identifier)
    last = CommunityEvent.objects.filter(author=user).order_by("-pk").first()
    zone = last.time_zone if last else settings.TIME_ZONE
    form = EventForm(request.POST or None, time_zone=zone)
    return _write(request, form, community, None)


@_FORM
@sign_in_required
def edit(request: HttpRequest, identifier: str) -> HttpResponse:
    """Change an event."""
    event = event_for(request, identifier)
    if not event.stands or not can_change_event(request.user, event):
        return redirect(event)
    return _write(request, EventForm(request.POST or None, event=event), event.community, event)


def _write(
    request: HttpRequest, form: EventForm, community: Community, event: CommunityEvent | None
) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        count_event(request)
        values, user = form.cleaned_data, user_of(request)
        try:
            if event:
                saved = announcing.change_event(event, values, by=user)
            else:
                saved = announcing.add_event(community, values, by=user)
        except EventError as error:
            form.add_error(error.field, str(error))
        except TesseraError as error:
            form.add_error(None, str(error))
        else:
            return redirect(saved)
    context = {"form": form, "community": community, "event": event}
    status = 422 if form.errors else 200
    return render(request, "communities/event_write.html", context, status=status)


@_FORM
@sign_in_required
def cancel(request: HttpRequest, identifier: str) -> HttpResponse:
    """Say that an event does not take place, and why; or take out one that was never needed."""
    event = event_for(request, identifier)
    if not event.stands or not can_change_event(request.user, event):
        return redirect(event)
    form = CancelForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            announcing.cancel_event(event, **form.cleaned_data, by=user_of(request))
        except TesseraError as error:
            form.add_error("reason", str(error))
        else:
            return redirect(event)
    context: dict[str, Any] = {
        "form": form,
        "event": event,
        "community": event.community,
        "may_remove": event.starts_at > timezone.now(),
    }
    status = 422 if form.errors else 200
    return render(request, "communities/event_cancel.html", context, status=status)


@require_POST
@sign_in_required
def remove(request: HttpRequest, identifier: str) -> HttpResponse:
    """Take out an event that was never needed."""
    event, user = event_for(request, identifier), user_of(request)
    if told(request, lambda: announcing.remove_event(event, by=user), _("The event is taken out.")):
        return redirect("community_events", event.community.identifier)
    return redirect(event)
