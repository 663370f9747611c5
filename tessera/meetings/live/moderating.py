"""What moderators send: from their bar, from questions and the floor list, from their own page."""

from collections.abc import Callable

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from tessera.meetings.detail import session_card
from tessera.meetings.live import asking, conducting, floor, polling
from tessera.meetings.live.answering import Fault, act, in_room
from tessera.meetings.live.attribution import may_name
from tessera.meetings.live.errors import RoomError, WordsError
from tessera.meetings.live.models import (
    FloorRequest,
    Poll,
    Question,
)
from tessera.meetings.live.models.questions import SUPPORTABLE, moves_from
from tessera.meetings.live.presence import Present
from tessera.meetings.live.taking_part import number_of, own_of, shown_again
from tessera.meetings.models import Seat
from tessera.vocabularies.labels import current_language

_MOST_LISTED = 200


@in_room("POST")
def conduct(request: HttpRequest, present: Present) -> HttpResponse:
    """A button of the bar. It says which part the moderator saw, so that a stale tab is told."""
    what, _dash, value = request.POST.get("act", "").partition("-")
    part = number_of(request.POST.get("part", ""))
    acts: dict[str, Callable[[Present], object]] = {
        "open": lambda by: conducting.open_room(by=by),
        "next": lambda by: conducting.go_to_part(after=part, by=by),
        "more": lambda by: conducting.add_minutes(number_of(value) or 2, part=part, by=by),
        "less": lambda by: conducting.add_minutes(-(number_of(value) or 2), part=part, by=by),
        "questions": lambda by: conducting.change_rules(takes_questions=value == "1", by=by),
        "approval": lambda by: conducting.change_rules(approves_questions=value == "1", by=by),
        "balance": lambda by: conducting.change_rules(balances_floor=value == "1", by=by),
        "give": lambda by: _give_next(request, by),
        "mute": lambda by: _mute(value, by, is_muted=True),
        "unmute": lambda by: _mute(value, by, is_muted=False),
        "end": lambda by: floor.end_speech(speaking=number_of(value) or 0, by=by),
        "poll": lambda by: _set_poll(value, by),
        "close": lambda by: _close(request, by),
    }

    def work(by: Present) -> str:
        if what not in acts:
            raise RoomError(_("There is no such decision."))
        acts[what](by)
        return ""

    return act(request, present, work, refused=shown_again(request, present), form="bar")


def _close(request: HttpRequest, by: Present) -> None:
    if not request.POST.get("sure"):
        raise WordsError("sure", _("Tick the box first: a closed session stays closed."))
    conducting.close_room(by=by)


def _set_poll(told: str, by: Present) -> None:
    """``12-draft-open``: the poll, the state in which the moderator saw it, and the new one."""
    number, seen, state = [*told.split("-"), "", ""][:3]
    poll = own_of(by, Poll, number)
    assert isinstance(poll, Poll)
    polling.set_poll(poll, state=state, seen=seen, by=by)


def _mute(whose: str, by: Present, *, is_muted: bool) -> None:
    """Whoever raised a hand or asked a question (``hand-12``, ``question-3``)."""
    kind, _dash, number = whose.partition("-")
    person = None
    if kind == "hand":
        hand = own_of(by, FloorRequest, number)
        assert isinstance(hand, FloorRequest)
        person = hand.participant
    elif kind == "question":
        asked = own_of(by, Question, number)
        assert isinstance(asked, Question)
        person = asked.author
    if person is None:
        raise RoomError(_("This person is not in the room."))
    conducting.mute(person, is_muted=is_muted, by=by)


def _give_next(request: HttpRequest, by: Present) -> None:
    """To the seat or hand that was chosen, else to whoever is next on the list."""
    kind, _dash, number = request.POST.get("to", "").partition("-")
    if kind == "seat":
        seat = own_of(by, Seat, number)
        assert isinstance(seat, Seat)
        floor.give_floor(by=by, seat=seat)
        return
    hand = number_of(number) if kind == "hand" else None
    hands = floor.floor_list(by.session, is_balanced=by.room.balances_floor)
    if hand is not None:
        given = own_of(by, FloorRequest, number)
        assert isinstance(given, FloorRequest)
        floor.give_floor(by=by, request=given)
    elif hands:
        floor.give_floor(by=by, request=hands[0])
    else:
        raise RoomError(_("Nobody has raised a hand."))


@in_room("GET", "HEAD", "POST")
def question(request: HttpRequest, present: Present, number: str) -> HttpResponse:
    """One question for moderators: take, set aside, answer, decline, merge."""
    asked = own_of(present, Question, number)
    assert isinstance(asked, Question)
    if not present.moderates:
        raise PermissionDenied

    def work(by: Present) -> str:
        into = request.POST.get("into", "")
        target = own_of(by, Question, into) if into else None
        assert target is None or isinstance(target, Question)
        asking.decide(
            asked,
            request.POST.get("move", ""),
            reason=request.POST.get("reason", ""),
            answer=request.POST.get("answer", ""),
            answered_by=request.POST.get("answered_by", ""),
            into=target,
            seen=request.POST.get("seen", ""),
            by=by,
        )
        return ""

    def refused(fault: Fault, status: int) -> HttpResponse:
        return _question_page(request, present, asked, fault, status)

    if request.method != "POST":
        return refused(Fault(), 200)
    return act(
        request, present, work, refused=refused, form=request.POST.get("move", ""),
        anchor="#questions",
    )  # fmt: skip


def _question_page(
    request: HttpRequest, present: Present, asked: Question, fault: Fault, status: int
) -> HttpResponse:
    asked.refresh_from_db()
    others = Question.objects.filter(session=present.session, state__in=SUPPORTABLE)
    context = {
        "card": session_card(present.session, current_language()),
        "session": present.session,
        "question": asked,
        "support": asked.votes.count(),
        "others": others.exclude(pk=asked.pk)[:_MOST_LISTED],
        "fault": fault,
        "moves": frozenset() if present.room.closed_at else moves_from(asked.state),
        "keeps_names": may_name(present.session, consents=True),
    }
    return render(request, "meetings/live/question.html", context, status=status)


@in_room("POST")
def poll_state(request: HttpRequest, present: Present) -> HttpResponse:
    """Open or close a poll that was seen in a state, or remove its draft."""
    poll = own_of(present, Poll, request.POST.get("poll", ""))
    assert isinstance(poll, Poll)

    def work(by: Present) -> str:
        if request.POST.get("state") == "drop":
            polling.drop_poll(poll, by=by)
            return _("The draft is removed.")
        polling.set_poll(
            poll, state=request.POST.get("state", ""), seen=request.POST.get("seen", ""), by=by
        )
        return ""

    return act(
        request, present, work, refused=shown_again(request, present), form=f"poll-{poll.pk}",
        anchor="#polls",
    )  # fmt: skip
