"""Actions on the floor list, and its order."""

from collections import Counter
from collections.abc import Sequence
from typing import Final

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tessera.lib.errors import NotAllowedError
from tessera.meetings.live.acts import log_act
from tessera.meetings.live.attribution import protects_names
from tessera.meetings.live.conducting import touch
from tessera.meetings.live.errors import RoomError, StaleError
from tessera.meetings.live.models import FloorRequest
from tessera.meetings.live.presence import (
    Present,
    check_may_speak,
    check_moderates,
    check_not_closed,
)
from tessera.meetings.models import Seat, Session

State = FloorRequest.State
MOST_HANDS: Final = 200


def floor_order(
    waiting: Sequence[FloorRequest], spoken: Counter[str], *, is_balanced: bool
) -> list[FloorRequest]:
    """Who speaks next. ``waiting`` comes in the order of hands, ``spoken`` counts by stakeholder.

    When balanced, each place goes to the group that has had (and was given above) the fewest
    places, and in the group to the hand raised first.
    """
    if not is_balanced:
        return list(waiting)
    left, counts, ordered = list(waiting), Counter(spoken), []
    while left:
        # min() keeps the first among equals: the hand raised first.
        following = min(left, key=lambda each: counts[each.stakeholder])
        counts[following.stakeholder] += 1
        left.remove(following)
        ordered.append(following)
    return ordered


def floor_list(session: Session, *, is_balanced: bool) -> list[FloorRequest]:
    """Raised hands in the order in which they will speak. Two queries."""
    requests = FloorRequest.objects.filter(session=session)
    waiting = list(requests.filter(state=State.WAITING).select_related("participant"))
    spoken = Counter(
        requests.filter(state__in=[State.SPEAKING, State.DONE]).values_list(
            "stakeholder", flat=True
        )
    )
    return floor_order(waiting, spoken, is_balanced=is_balanced)


def raise_hand(*, by: Present) -> FloorRequest:
    """Ask for the floor. Asking twice changes nothing.

    Raises:
        NotAllowedError: muted.
        RoomError: the room is closed, or the list is full.
    """
    check_may_speak(by)
    with transaction.atomic():
        waiting = FloorRequest.objects.filter(session=by.session, state=State.WAITING)
        if waiting.count() >= MOST_HANDS:
            raise RoomError(_("The floor list is full at present."))
        try:
            with transaction.atomic():
                raised = FloorRequest.objects.create(
                    session=by.session,
                    participant=by.participant,
                    stakeholder=by.participant.stakeholder,
                )
        except IntegrityError:
            kept: FloorRequest = waiting.get(participant=by.participant)
            return kept
        touch(by.session)
    return raised


def lower_hand(*, by: Present) -> int:
    """Take the raised hand down; how many there were (0 or 1)."""
    with transaction.atomic():
        lowered = FloorRequest.objects.filter(
            participant=by.participant, state=State.WAITING
        ).update(state=State.WITHDRAWN, ended_at=timezone.now())
        if lowered:
            touch(by.session)
    return lowered


def give_floor(
    *,
    by: Present,
    request: FloorRequest | None = None,
    seat: Seat | None = None,
    minutes: int | None = None,
) -> FloorRequest:
    """Give the floor to a raised hand or to somebody on a seat; whoever spoke before has ended.

    Raises:
        NotAllowedError: no moderator, or a hand or seat of another session.
        StaleError: the hand is down meanwhile, or has spoken.
    """
    check_moderates(by)
    thing = request or seat
    if thing is None or thing.session_id != by.room.session_id:
        raise NotAllowedError(_("That is not on the floor list of this session."))
    now = timezone.now()
    with transaction.atomic():
        check_not_closed(by.session)
        _end(by.session)
        if request:
            given = FloorRequest.objects.select_for_update().get(pk=request.pk)
            if given.state != State.WAITING:
                raise StaleError(_("This hand is no longer raised."))
        else:
            assert seat is not None
            stakeholder = seat.stakeholder.code if seat.stakeholder else ""
            given = FloorRequest(session=by.session, name=seat.name, stakeholder=stakeholder)
        given.state, given.began_at = State.SPEAKING, now
        given.minutes = minutes or by.room.floor_minutes
        given.save()
        touch(by.session)
        log_act(by, "floor")
    return given


def end_speech(*, speaking: int, by: Present) -> int:
    """Take the floor back from the request of that number; how many ended.

    Raises:
        NotAllowedError: no moderator.
        StaleError: somebody else speaks meanwhile.
    """
    check_moderates(by)
    with transaction.atomic():
        check_not_closed(by.session)
        present = FloorRequest.objects.filter(session=by.session, state=State.SPEAKING)
        if not present.filter(pk=speaking).exists():
            raise StaleError(_("Somebody else has the floor meanwhile."))
        ended = _end(by.session)
        touch(by.session)
        log_act(by, "floor")
    return ended


def _end(session: Session) -> int:
    """End whoever speaks. Under a rule that protects names, who it was is forgotten at once."""
    forgotten = {"name": "", "participant": None} if protects_names(session) else {}
    return FloorRequest.objects.filter(session=session, state=State.SPEAKING).update(
        state=State.DONE, ended_at=timezone.now(), **forgotten
    )
