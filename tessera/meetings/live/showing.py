"""What the parts of the room's page show, gathered without further questions from templates.

Each part of the page is a *fragment*: it is the same for everybody of one *tier* (participants,
moderators) and language, so that it is made once and handed to thousands. What only concerns one
person (own support, own hand) is in ``Personal``; the page's script keeps it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from django.db.models import Count, Q

from tessera.lib.time_zones import zone_label
from tessera.meetings.detail import PartShown, programme_shown
from tessera.meetings.live.acts import last_acts
from tessera.meetings.live.attribution import rule_of
from tessera.meetings.live.floor import MOST_HANDS, floor_list
from tessera.meetings.live.marks import own_mark
from tessera.meetings.live.models import (
    BreakoutGroup,
    Caption,
    FloorRequest,
    NoteParagraph,
    Participant,
    Poll,
    PollAnswer,
    Question,
    QuestionVote,
    Room,
)
from tessera.meetings.live.presence import Present
from tessera.meetings.models import Session
from tessera.vocabularies.labels import labels

#: Questions on the room's page; the others are on a page of their own.
SHOWN_QUESTIONS: Final = 20
_SHOWN_HANDS: Final = 12
_SHOWN_CAPTIONS: Final = 5
_MOST_MARKS: Final = 300


@dataclass(frozen=True)
class Personal:
    """What concerns one person: numbers of supported questions, raised hand, answers, group."""

    supported: frozenset[int] = frozenset()
    hand: int | None = None
    answers: Mapping[int, PollAnswer] = field(default_factory=dict)
    group: int | None = None


@dataclass(frozen=True)
class View:
    """Whom a fragment is made for."""

    room: Room
    language: str
    moderates: bool
    personal: Personal = Personal()

    @property
    def session(self) -> Session:
        """The room's session."""
        return self.room.session


@dataclass(frozen=True)
class FloorShown:
    """A hand or a speech; ``name`` is empty where names are not shown."""

    request: FloorRequest
    name: str
    group: str


def personal(present: Present) -> Personal:
    """Four queries."""
    participant = present.participant
    votes = QuestionVote.objects.filter(participant=participant)
    hand = FloorRequest.objects.filter(participant=participant, state=FloorRequest.State.WAITING)
    answers = PollAnswer.objects.filter(participant=participant)
    return Personal(
        supported=frozenset(votes.values_list("question_id", flat=True)),
        hand=hand.values_list("pk", flat=True).first(),
        answers={answer.poll_id: answer for answer in answers},
        group=participant.group_id,
    )


def _floor_shown(view: View, request: FloorRequest) -> FloorShown:
    participant = request.participant
    name = participant.name if participant else request.name
    group = labels().concept("SH", request.stakeholder)
    return FloorShown(
        request=request,
        # In the room people see who speaks, also under the Chatham House Rule.
        name="" if rule_of(view.session) == "ANO" else name,
        group=group.label(view.language) if group else "",
    )


def parts_of(view: View) -> tuple[tuple[int, PartShown], ...]:
    """The programme, with the numbers of its parts. One query."""
    parts = view.session.programme.all()
    shown = programme_shown(view.session, view.language, view.session.zone)
    return tuple(zip([part.pk for part in parts], shown, strict=True))


def now_context(view: View) -> dict[str, Any]:
    """Which part is running until when, who speaks, what comes next."""
    parts = parts_of(view)
    numbers = [number for number, _shown in parts]
    index = numbers.index(view.room.part_id) if view.room.part_id in numbers else -1
    speeches = FloorRequest.objects.filter(
        session=view.session, state=FloorRequest.State.SPEAKING
    ).select_related("participant")
    speech = speeches.first()
    bars = [
        ("done" if place < index else "now" if place == index else "", shown)
        for place, (_number, shown) in enumerate(parts)
    ]
    return {
        "part": parts[index][1] if index >= 0 else None,
        "number": index + 1,
        "count": len(parts),
        "bars": bars,
        "following": parts[index + 1][1] if index + 1 < len(parts) else None,
        "began_at": view.room.part_began_at,
        "ends_at": view.room.part_ends_at,
        "speech": _floor_shown(view, speech) if speech else None,
        "zone": zone_label(view.session.time_zone, view.session.starts_at, view.language),
    }


def bar_context(view: View) -> dict[str, Any]:
    """What the moderator's bar offers in the present state, and what a moderator did last."""
    return {
        **now_context(view),
        "seats": view.session.seats.exclude(name=""),
        "poll": _poll_of_bar(view.session),
        "acts": last_acts(view.session, 1),
    }


def _poll_of_bar(session: Session) -> Poll | None:
    """The poll that the bar closes or opens: the first open one, else the first draft."""
    for state in (Poll.State.OPEN, Poll.State.DRAFT):
        if found := Poll.objects.filter(session=session, state=state).first():
            return found
    return None


def people_context(view: View) -> dict[str, Any]:
    """Marks of those who are muted, and of those who were asked to moderate. One query."""
    people = Participant.objects.filter(room=view.room).filter(Q(is_muted=True) | Q(moderates=True))
    rows = list(people.values_list("pk", "is_muted", "moderates")[:_MOST_MARKS])
    marks = {pk: own_mark(view.session.identifier, pk) for pk, *_flags in rows}
    return {
        "muted": [marks[pk] for pk, is_muted, _moderates in rows if is_muted],
        "moderating": [marks[pk] for pk, _is_muted, moderates in rows if moderates],
    }


def captions_context(view: View) -> dict[str, Any]:
    """The last lines, the newest last."""
    lines = Caption.objects.filter(session=view.session).order_by("-pk")[:_SHOWN_CAPTIONS]
    return {"lines": list(lines)[::-1]}


def questions_context(view: View, order: str) -> dict[str, Any]:
    """The question being answered, what waits (the first of it), and what was set aside."""
    questions = Question.objects.filter(session=view.session).annotate(support=Count("votes"))
    if view.moderates:
        questions = questions.select_related("author")
    waiting = questions.filter(state=Question.State.QUEUED)
    total = waiting.count()
    return {
        "order": order,
        "taken": questions.filter(state=Question.State.LIVE),
        "waiting": in_order(waiting, order)[:SHOWN_QUESTIONS],
        "total": total,
        "more": max(total - SHOWN_QUESTIONS, 0),
        "pending": questions.filter(state=Question.State.NEW)[:SHOWN_QUESTIONS]
        if view.moderates
        else (),
        "parked": questions.filter(state=Question.State.PARKED)[:10],
        "answered": questions.filter(state=Question.State.ANSWERED).order_by("-decided_at")[:5],
    }


def in_order(questions: Any, order: str) -> Any:
    """By support, or the newest first."""
    if order == "new":
        return questions.order_by("-created_at", "-pk")
    return questions.order_by("-support", "created_at", "pk")


def floor_context(view: View) -> dict[str, Any]:
    """Raised hands in the order in which they will speak: the first, for moderators all."""
    hands = floor_list(view.session, is_balanced=view.room.balances_floor)
    most = MOST_HANDS if view.moderates else _SHOWN_HANDS
    own = [place for place, each in enumerate(hands, 1) if each.pk == view.personal.hand]
    return {
        "hands": [_floor_shown(view, each) for each in hands[:most]],
        "total": len(hands),
        "more": max(len(hands) - most, 0),
        "numbers": [each.pk for each in hands],
        "place": own[0] if own else None,
    }


def notes_context(view: View) -> dict[str, Any]:
    """The paragraphs of everybody."""
    rows = NoteParagraph.objects.filter(note__session=view.session, note__group=None)
    return {"paragraphs": rows.exclude(text="")}


def groups_context(view: View) -> dict[str, Any]:
    """The groups with how many are in each, how many people have none yet, and marks of those whom
    a moderator has assigned by hand, each with the group's number (0: none). Three queries.
    """
    groups = BreakoutGroup.objects.filter(session=view.session)
    people = view.room.participants
    assigned = people.filter(was_assigned=True).values_list("pk", "group")[:_MOST_MARKS]
    return {
        "groups": groups.annotate(n=Count("members")),
        "free": people.filter(group=None).count(),
        "assigned": [
            f"{own_mark(view.session.identifier, pk)}.{group or 0}" for pk, group in assigned
        ],
    }


def agenda_context(view: View) -> dict[str, Any]:
    """The programme with the running part marked."""
    return {"parts": parts_of(view), "running": view.room.part_id}


def group_notes_context(view: View, group: int) -> dict[str, Any]:
    """The paragraphs of one group."""
    rows = NoteParagraph.objects.filter(note__session=view.session, note__group=group)
    return {"paragraphs": rows.exclude(text="")}


def group_report_context(view: View, group: int) -> dict[str, Any]:
    """What one group has reported back."""
    groups = BreakoutGroup.objects.filter(session=view.session, pk=group)
    return {"report": groups.values_list("report", flat=True).first() or ""}


def read_room(identifier: str) -> Room | None:
    """The room of a session, with all that fragments need. Two queries."""
    rooms = Room.objects.select_related("session", "part").prefetch_related(
        "session__breakout_groups"
    )
    found: Room | None = rooms.filter(session__identifier=identifier).first()
    return found


def minutes_left(ends_at: datetime | None, now: datetime) -> int | None:
    """Whole minutes until then, negative when it is over; for pages without a script."""
    return None if ends_at is None else round((ends_at - now).total_seconds() / 60)
