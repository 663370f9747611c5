"""Actions of moderators on the room as a whole."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from tessera.lib.errors import NotAllowedError
from tessera.meetings.live.acts import log_act
from tessera.meetings.live.attribution import protects_names
from tessera.meetings.live.errors import RoomError, StaleError
from tessera.meetings.live.models import FloorRequest, Participant, Poll, PollAnswer, Question, Room
from tessera.meetings.live.presence import Present, check_moderates
from tessera.meetings.live.sent_questions import take_sent_questions
from tessera.meetings.live.withholding import withhold_names
from tessera.meetings.models import Session

MOST_ADDED_MINUTES = 120
#: A room that nobody closes is closed by itself so long after its end.
LEFT_AFTER = timedelta(hours=3)


def touch(session: Session) -> None:
    """Let everybody in the room know that something is new. Call it inside the transaction, last:
    the room's row stays locked from here to the end.
    """
    Room.objects.filter(session=session).update(version=F("version") + 1)


def _locked(by: Present) -> Room:
    """The room for a moderator's act, locked and not closed."""
    check_moderates(by)
    room: Room = Room.objects.select_for_update().get(pk=by.room.pk)
    if room.closed_at:
        raise RoomError(_("This session was closed. Nothing more can be added."))
    return room


def _save(room: Room, **changed: Any) -> Room:
    for name, value in changed.items():
        setattr(room, name, value)
    room.version += 1
    room.save(update_fields=[*changed, "version"])
    return room


def open_room(*, by: Present) -> Room:
    """Begin: the first part of the programme runs from now.

    Raises:
        NotAllowedError: no moderator.
        StaleError: it was opened already.
    """
    with transaction.atomic():
        room = _locked(by)
        if room.opened_at:
            raise StaleError(_("Another moderator has opened the session already."))
        take_sent_questions(room)
        now = timezone.now()
        first = by.session.programme.first()
        _save(room, opened_at=now, part=first, part_began_at=now, added_minutes=0)
        Session.objects.filter(pk=by.session.pk).exclude(state=Session.State.DRAFT).update(
            state=Session.State.LIVE, updated_at=now
        )
        log_act(by, "open")
    return room


def go_to_part(*, after: int | None, by: Present) -> Room:
    """Begin the part after the one with the number ``after``, which the moderator saw running.

    Raises:
        NotAllowedError: no moderator.
        StaleError: another part is running meanwhile.
        RoomError: it was the last part, or the session was not opened.
    """
    with transaction.atomic():
        room = _locked(by)
        _check_part(room, after)
        parts = list(by.session.programme.all())
        numbers = [part.pk for part in parts]
        index = numbers.index(room.part_id) + 1 if room.part_id in numbers else 0
        if index >= len(parts):
            raise RoomError(_("This is the last part of the programme."))
        _save(room, part=parts[index], part_began_at=timezone.now(), added_minutes=0)
        log_act(by, "part")
    return room


def _check_part(room: Room, seen: int | None) -> None:
    if not room.opened_at:
        raise RoomError(_("The session was not opened yet."))
    if room.part_id != seen:
        raise StaleError(_("Another moderator has moved on meanwhile. Nothing was changed by you."))


def add_minutes(minutes: int, *, part: int | None, by: Present) -> Room:
    """Give the running part so many more minutes; a negative number takes them back.

    Raises:
        NotAllowedError: no moderator.
        StaleError: another part is running meanwhile.
    """
    with transaction.atomic():
        room = _locked(by)
        _check_part(room, part)
        added = room.added_minutes + minutes
        if abs(added) > MOST_ADDED_MINUTES:
            raise RoomError(_("A part can be lengthened by two hours at most."))
        _save(room, added_minutes=added)
        log_act(by, "minutes")
    return room


def change_rules(
    *,
    by: Present,
    takes_questions: bool | None = None,
    approves_questions: bool | None = None,
    balances_floor: bool | None = None,
    chooses_groups: bool | None = None,
    floor_minutes: int | None = None,
    seen: str = "",
) -> Room:
    """Open or close questions, switch approval or turns of groups; ``None`` leaves as it is.

    Raises:
        NotAllowedError: no moderator.
        StaleError: the rules are others than those ``seen`` (``Room.rules``) meanwhile.
    """
    given = {
        "takes_questions": takes_questions,
        "approves_questions": approves_questions,
        "balances_floor": balances_floor,
        "chooses_groups": chooses_groups,
        "floor_minutes": floor_minutes,
    }
    with transaction.atomic():
        room = _locked(by)
        if seen and room.rules != seen:
            raise StaleError(_("Another moderator has changed the rules meanwhile."))
        _save(room, **{name: value for name, value in given.items() if value is not None})
        log_act(by, "rules")
    return room


def mute(participant: Participant, *, is_muted: bool, by: Present) -> Participant:
    """Let a participant send nothing more into the room, or let them again.

    Raises:
        NotAllowedError: no moderator, or it is themselves.
    """
    with transaction.atomic():
        _locked(by)
        _check_other(participant, by)
        participant.is_muted = is_muted
        participant.save(update_fields=["is_muted"])
        if is_muted:
            FloorRequest.objects.filter(
                participant=participant, state=FloorRequest.State.WAITING
            ).update(state=FloorRequest.State.WITHDRAWN, ended_at=timezone.now())
        touch(by.session)
        log_act(by, "mute" if is_muted else "unmute")
    return participant


def let_moderate(participant: Participant, *, moderates: bool, by: Present) -> Participant:
    """Ask a participant to moderate too, so that a moderator can leave; or take it back.

    Raises:
        NotAllowedError: no moderator, or it is themselves.
    """
    with transaction.atomic():
        _locked(by)
        _check_other(participant, by)
        participant.moderates = moderates
        participant.save(update_fields=["moderates"])
        touch(by.session)
        log_act(by, "moderators")
    return participant


def _check_other(participant: Participant, by: Present) -> None:
    if participant.room_id != by.room.pk or participant.pk == by.participant.pk:
        raise NotAllowedError(_("You can do that only for others in this room."))


def close_room(*, by: Present) -> Room:
    """End: polls close, the floor is free, and what must not be traced is no longer traceable.

    Raises:
        NotAllowedError: no moderator.
        RoomError: it was closed already, or never opened.
    """
    with transaction.atomic():
        room = _locked(by)
        if not room.opened_at:
            raise RoomError(_("The session was not opened yet."))
        _end(room, by.session)
        log_act(by, "close")
    return room


def _end(room: Room, session: Session) -> None:
    now = timezone.now()
    close_polls(session, now)
    end_speeches(session, now)
    if protects_names(session):
        forget_names(session)
        withhold_names(session)
    _save(room, closed_at=now)
    Session.objects.filter(pk=session.pk, state=Session.State.LIVE).update(
        state=Session.State.SUMMARY, updated_at=now
    )


def close_left_rooms(*, now: datetime) -> int:
    """Close rooms that every moderator has left open, three hours after their announced end and
    the end of the running part; how many. What must not be traced is then no longer traceable.
    """
    left = now - LEFT_AFTER
    rooms = Room.objects.filter(
        opened_at__isnull=False, closed_at=None, session__starts_at__lte=left
    ).select_related("session", "part")
    closed = 0
    for found in rooms:
        ends = [found.session.ends_at, found.part_ends_at or found.session.ends_at]
        if max(ends) > left:
            continue
        with transaction.atomic():
            room = Room.objects.select_for_update().get(pk=found.pk)
            if room.closed_at is None:
                _end(room, found.session)
                log(found.session, "meetings.live.close")
                closed += 1
    return closed


def close_polls(session: Session, now: datetime) -> None:
    """Close all open polls; nobody's answer can be traced afterwards."""
    running = Poll.objects.filter(session=session, state=Poll.State.OPEN)
    PollAnswer.objects.filter(poll__in=list(running)).update(participant=None)
    running.update(state=Poll.State.CLOSED, closed_at=now)


def end_speeches(session: Session, now: datetime) -> None:
    """End whoever speaks; hands that are still raised are taken down."""
    requests = FloorRequest.objects.filter(session=session)
    requests.filter(state=FloorRequest.State.SPEAKING).update(
        state=FloorRequest.State.DONE, ended_at=now
    )
    requests.filter(state=FloorRequest.State.WAITING).update(
        state=FloorRequest.State.WITHDRAWN, ended_at=now
    )


def forget_names(session: Session) -> None:
    """Cut the links from what was asked and said to those who did."""
    Question.objects.filter(session=session).update(author=None, name="")
    FloorRequest.objects.filter(session=session).update(participant=None, name="")
