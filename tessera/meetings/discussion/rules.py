"""When a discussion in writing is open, and who may read, write and moderate."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from tessera.lib.errors import NotAllowedError
from tessera.meetings.attendance import Attendee
from tessera.meetings.errors import SessionStateError
from tessera.meetings.models import Session
from tessera.meetings.permissions import is_moderator, is_participant


def is_written(session: Session) -> bool:
    """Whether it is discussed in writing over days."""
    return session.closes_at is not None


def is_running(session: Session, *, now: datetime) -> bool:
    """Whether contributions are taken: by the clock, whatever state the session is in."""
    is_announced = session.state != Session.State.DRAFT and session.cancelled_at is None
    return (
        is_written(session)
        and is_announced
        and session.starts_at <= now
        and not session.is_over(now=now)
    )


def may_see(session: Session, attendee: Attendee | None) -> bool:
    """Everybody sees what an announced discussion asks and when; a draft only its moderators."""
    return session.state != Session.State.DRAFT or is_moderator(attendee)


def may_read(session: Session, attendee: Attendee | None) -> bool:
    """Everybody where it is open to everybody; else those who take part."""
    is_admitted = attendee is not None or session.access == Session.Access.OPEN
    return is_admitted and may_see(session, attendee)


def check_running(session: Session) -> None:
    """Raises ``SessionStateError`` before it opens and after it has closed."""
    now = timezone.now()
    if is_running(session, now=now):
        return
    if session.starts_at > now and session.cancelled_at is None:
        raise SessionStateError(_("This discussion is not open yet."))
    raise SessionStateError(_("This discussion is closed. Nothing more can be added."))


def check_writes(by: Attendee | None) -> Attendee:
    """Whoever takes part, and is no observer.

    Raises:
        NotAllowedError: a stranger or an observer.
    """
    if by is None or not (is_participant(by) or is_moderator(by)):
        raise NotAllowedError(_("Only those who take part can write here."))
    return by


def check_moderates(by: Attendee | None) -> Attendee:
    """Raises ``NotAllowedError`` for everybody but moderators and organizers."""
    if by is None or not is_moderator(by):
        raise NotAllowedError(_("Only moderators of this session may do that."))
    return by
