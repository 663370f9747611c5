"""The room's page and its door."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_POST

from tessera.lib.languages import INTERFACE_LANGUAGES
from tessera.meetings.detail import session_card
from tessera.meetings.live.answering import Fault
from tessera.meetings.live.attribution import protects_names, rule_of
from tessera.meetings.live.early import MODERATORS, PARTICIPANTS, room_key, voter_key
from tessera.meetings.live.entering import find_present, find_session, let_guest_in
from tessera.meetings.live.fragments import fragments
from tessera.meetings.live.marks import own_mark
from tessera.meetings.live.presence import Present
from tessera.meetings.live.showing import View, minutes_left, personal
from tessera.meetings.models import Session
from tessera.meetings.permissions import is_participant
from tessera.vocabularies.labels import current_language, labels

_FRAGMENTS = ("state", "now", "captions", "polls", "notes", "groups", "agenda", "floor", "people")


@cache_control(private=True, no_store=True)
@require_http_methods(["GET", "HEAD"])
def room(request: HttpRequest, identifier: str) -> HttpResponse:
    """The room for whoever is in it, else its door."""
    session = find_session(identifier)
    present = find_present(request, session)
    if present is None:
        return _door(request, session)
    return room_page(request, present)


def _door(request: HttpRequest, session: Session) -> HttpResponse:
    context = {
        "card": session_card(session, current_language()),
        "session": session,
        "is_open": session.access == Session.Access.OPEN,
        "groups": groups(),
        "protects": protects_names(session),
    }
    answer = render(request, "meetings/live/door.html", context)
    answer["X-Robots-Tag"] = "noindex"
    return answer


@cache_control(private=True, no_store=True)
@require_POST
def enter(request: HttpRequest, identifier: str) -> HttpResponse:
    """Through the open door."""
    session = find_session(identifier)
    answer = redirect("live_room", session.identifier)
    let_guest_in(
        request,
        answer,
        session,
        name=request.POST.get("name", ""),
        stakeholder=request.POST.get("stakeholder", ""),
    )
    return answer


def room_page(
    request: HttpRequest, present: Present, fault: Fault | None = None, status: int = 200
) -> HttpResponse:
    """The whole page, with a refused form as it was typed."""
    language, session = current_language(), present.session
    order = "new" if request.GET.get("order") == "new" else "support"
    # Read before everything else: the page may be newer than its version says, never older.
    version = present.room.version
    names = (*_FRAGMENTS, f"questions-{order}", *(("bar",) if present.moderates else ()))
    own = personal(present)
    view = View(present.room, language, present.moderates, own)
    takes_part = is_participant(present.attendee) or present.moderates
    context: dict[str, Any] = {
        "card": session_card(session, language),
        "session": session,
        "room": present.room,
        "present": present,
        "personal": own,
        "moderates": present.moderates,
        "takes_part": takes_part,
        "protects": protects_names(session),
        "rule": labels().of(session.attribution_rule_id, language),
        "may_be_named": rule_of(session) in {"PUB", "MIX"},
        "minutes_left": minutes_left(present.room.part_ends_at, timezone.now()),
        "order": order,
        "languages": sorted({*INTERFACE_LANGUAGES, *session.languages}),
        "language": language,
        "fragments": fragments(names, view),
        "questions_name": f"questions-{order}",
        "version": version,
        "key": own_room_key(present),
        "voter": voter_key(session.identifier, present.participant.pk) if takes_part else "",
        "mark": own_mark(session.identifier, present.participant.pk),
        "fault": fault or Fault(),
        "base": f"/{language}/sessions/{session.identifier}/live/",
    }
    answer = render(request, "meetings/live/room.html", context, status=status)
    answer["X-Robots-Tag"] = "noindex"
    return answer


def own_room_key(present: Present) -> str:
    """What their page's script shows when it asks for news."""
    tier = MODERATORS if present.moderates else PARTICIPANTS
    return room_key(present.session.identifier, tier)


def groups() -> list[tuple[str, str]]:
    """Stakeholder groups that stand for no other (code and label), for a choice."""
    language = current_language()
    entries = [entry for entry in labels().scheme("SH") if not entry.is_deprecated]
    return [(entry.code, entry.label(language)) for entry in entries]
