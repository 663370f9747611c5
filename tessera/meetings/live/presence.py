"""Who is in the room, and what each may do there."""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from tessera.lib.errors import NotAllowedError
from tessera.meetings.attendance import Attendee
from tessera.meetings.live.errors import RoomError
from tessera.meetings.live.models import Participant, Room
from tessera.meetings.live.sent_questions import take_sent_questions
from tessera.meetings.models import Session
from tessera.meetings.permissions import (
    is_captioner,
    is_moderator,
    is_participant,
    is_rapporteur,
)


@dataclass(frozen=True)
class Present:
    """An attendee in a room: who acts in every action of the live room."""

    attendee: Attendee
    participant: Participant
    room: Room

    @property
    def session(self) -> Session:
        """The room's session."""
        return self.room.session

    @property
    def moderates(self) -> bool:
        """By their role, or because a moderator asked them to."""
        return self.participant.moderates or is_moderator(self.attendee)

    @property
    def reports(self) -> bool:
        """Rapporteurs; moderators too, for a session without one."""
        return is_rapporteur(self.attendee) or self.moderates

    @property
    def captions(self) -> bool:
        """Captioners; moderators too."""
        return is_captioner(self.attendee) or self.moderates


def enter(session: Session, attendee: Attendee) -> Present:
    """Come in, or be there again. The room is made for whoever comes first."""
    room, is_new = Room.objects.select_related("part").get_or_create(session=session)
    room.session = session
    if is_new:
        take_sent_questions(room)
    participant, has_come = Participant.objects.get_or_create(
        room=room,
        key=attendee.key,
        defaults={
            "name": attendee.name[:200],
            "stakeholder": attendee.stakeholder[:20],
            "user": attendee.user,
        },
    )
    sent = attendee.registration.question if attendee.registration else ""
    if has_come and sent and not room.closed_at and take_sent_questions(room):
        # Registered after somebody had come in first.
        Room.objects.filter(pk=room.pk).update(version=F("version") + 1)
    told = (attendee.name[:200], attendee.stakeholder[:20])
    if attendee.name and (participant.name, participant.stakeholder) != told:
        with transaction.atomic():
            participant.name, participant.stakeholder = told
            participant.save(update_fields=["name", "stakeholder"])
    return Present(attendee, participant, room)


def check_moderates(by: Present) -> None:
    """Raises ``NotAllowedError`` for everybody but moderators."""
    if not by.moderates:
        raise NotAllowedError(_("Only moderators of this session may do that."))


def check_may_speak(by: Present) -> None:
    """Whether they may send something into the room now.

    Raises:
        NotAllowedError: a moderator muted them.
        RoomError: the room was closed.
    """
    check_takes_part(by)
    if Participant.objects.filter(pk=by.participant.pk, is_muted=True).exists():
        raise NotAllowedError(_("A moderator has muted you. You can read on."))
    check_not_closed(by.session)


def check_takes_part(by: Present) -> None:
    """Raises ``NotAllowedError`` for observers."""
    if not (is_participant(by.attendee) or by.moderates):
        raise NotAllowedError(_("You are here as an observer: you can read everything."))


def check_not_closed(session: Session) -> None:
    """Raises ``RoomError`` once the room was closed."""
    if Room.objects.filter(session=session, closed_at__isnull=False).exists():
        raise RoomError(_("This session was closed. Nothing more can be added."))
