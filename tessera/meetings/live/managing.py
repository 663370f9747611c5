"""The moderators' page: rules, polls, groups, people, the key of the caption feed."""

from collections.abc import Callable
from typing import Any, Final

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from tessera.lib.pages import page_number, page_of
from tessera.meetings.detail import session_card
from tessera.meetings.live import conducting, noting, polling, reporting
from tessera.meetings.live.acts import last_acts
from tessera.meetings.live.answering import Fault, act, in_room
from tessera.meetings.live.errors import RoomError, WordsError
from tessera.meetings.live.models import BreakoutGroup, Participant, Poll
from tessera.meetings.live.presence import Present
from tessera.meetings.live.taking_part import number_of, own_of
from tessera.vocabularies.labels import current_language, labels

_PEOPLE_A_PAGE: Final = 50
_SHOWN_ACTS: Final = 20


@in_room("GET", "HEAD", "POST")
def manage(request: HttpRequest, present: Present) -> HttpResponse:
    """The moderators' page: rules, polls, groups, people, the key of the caption feed."""
    if not present.moderates:
        raise PermissionDenied

    def refused(fault: Fault, status: int) -> HttpResponse:
        return _manage_page(request, present, fault, status)

    if request.method != "POST":
        return refused(Fault(), 200)
    form = request.POST.get("form", "")
    if form == "feed":
        key = reporting.make_feed_key(by=present)
        return _manage_page(request, present, Fault(), 200, feed_key=key)
    works: dict[str, Callable[[Present], str]] = {
        "rules": lambda by: _change_rules(request, by),
        "poll": lambda by: _draft_poll(request, by),
        "groups": lambda by: _make_groups(request, by),
        "share": lambda by: _share_out(by),
        "person": lambda by: _change_person(request, by),
    }

    def work(by: Present) -> str:
        if form not in works:
            raise RoomError(_("There is no such decision."))
        return works[form](by)

    # The person is found again where they stood in the list.
    listed = f"?{request.GET.urlencode()}" if request.GET else ""
    return act(
        request, present, work, refused=refused, form=form, back="live_manage",
        anchor=f"{listed}#{form}",
    )  # fmt: skip


def _change_rules(request: HttpRequest, by: Present) -> str:
    minutes = number_of(request.POST.get("floor_minutes", ""))
    if minutes is None or not 1 <= minutes <= 60:
        raise WordsError("floor_minutes", _("Give 1 to 60 minutes."))
    conducting.change_rules(
        takes_questions="takes_questions" in request.POST,
        approves_questions="approves_questions" in request.POST,
        balances_floor="balances_floor" in request.POST,
        chooses_groups="chooses_groups" in request.POST,
        floor_minutes=minutes,
        seen=request.POST.get("seen", ""),
        by=by,
    )
    return _("Saved.")


def _draft_poll(request: HttpRequest, by: Present) -> str:
    kind = request.POST.get("kind", "")
    steps = number_of(request.POST.get("steps") or "5")
    if kind not in Poll.Kind.values:
        raise WordsError("kind", _("Choose a form of answer."))
    if steps is None or not 3 <= steps <= 10:
        raise WordsError("steps", _("Give 3 to 10 steps."))
    polling.draft_poll(
        text=request.POST.get("text", ""),
        kind=kind,
        choices=request.POST.get("choices", "").splitlines(),
        shows_at_once="shows_at_once" in request.POST,
        steps=steps,
        by=by,
    )
    return _("The poll is drafted. Open it in the room.")


def _make_groups(request: HttpRequest, by: Present) -> str:
    noting.make_groups(request.POST.get("names", "").splitlines(), by=by)
    return _("Saved.")


def _share_out(by: Present) -> str:
    noting.share_out(by=by)
    return _("Everybody has a group.")


def _change_person(request: HttpRequest, by: Present) -> str:
    number = number_of(request.POST.get("person", ""))
    person = Participant.objects.filter(room=by.room, pk=number or 0).first()
    if person is None:
        raise RoomError(_("This person is not in the room."))
    what = request.POST.get("do", "")
    if what in {"mute", "unmute"}:
        conducting.mute(person, is_muted=what == "mute", by=by)
    elif what in {"moderate", "unmoderate"}:
        conducting.let_moderate(person, moderates=what == "moderate", by=by)
    elif what == "group":
        wanted = request.POST.get("group", "")
        group = own_of(by, BreakoutGroup, wanted) if wanted else None
        assert group is None or isinstance(group, BreakoutGroup)
        noting.assign_group(person, group, by=by)
    else:
        raise RoomError(_("There is no such decision."))
    return _("Saved.")


def _manage_page(
    request: HttpRequest, present: Present, fault: Fault, status: int, feed_key: str = ""
) -> HttpResponse:
    present.room.refresh_from_db()
    wanted = " ".join(request.GET.get("name", "").split())[:100]
    people = present.room.participants.select_related("group")
    if wanted:
        people = people.filter(name__icontains=wanted)
    language = current_language()
    page = page_of(people, page_number(request), _PEOPLE_A_PAGE)
    context: dict[str, Any] = {
        "card": session_card(present.session, language),
        "session": present.session,
        "room": present.room,
        "present": present,
        "people": [(each, _group_of(each, language)) for each in page],
        "page": page,
        "total": page.paginator.count,
        "wanted": wanted,
        "polls": Poll.objects.filter(session=present.session),
        "kinds": Poll.Kind.choices,
        "groups": BreakoutGroup.objects.filter(session=present.session),
        "feed_key": feed_key,
        "acts": last_acts(present.session, _SHOWN_ACTS),
        "fault": fault,
    }
    return render(request, "meetings/live/manage.html", context, status=status)


def _group_of(participant: Participant, language: str) -> str:
    entry = labels().concept("SH", participant.stakeholder)
    return entry.label(language) if entry else ""
