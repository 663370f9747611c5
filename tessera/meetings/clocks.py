"""What happens to sessions with time, without anyone asking."""

import logging
from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from tessera.meetings.live.personal_data import forget_participants
from tessera.meetings.models import Invitation, Registration, Session
from tessera.meetings.registering import let_lapse

logger = logging.getLogger(__name__)


def ring_session_clocks() -> None:
    """Let lapse what was not confirmed, move waiting lists up, and delete what is due."""
    now = timezone.now()
    held = Q(registrations__confirmed_at=None, registrations__confirm_by__lte=now)
    waiting = Q(registrations__state=Registration.State.WAITING)
    to_come = Session.objects.filter(starts_at__gt=now - timedelta(days=1), cancelled_at=None)
    for session in to_come.filter(held | waiting).distinct():
        let_lapse(session, now=now)
    delete_expired()


def delete_expired() -> int:
    """Delete registrations and invitations whose stated time is over; of how many sessions."""
    now, deleted = timezone.now(), 0
    ended = Session.objects.filter(starts_at__lt=now - timedelta(days=1)).filter(
        Q(registrations__isnull=False)
        | Q(seats__invitations__isnull=False)
        | Q(room__participants__isnull=False)
    )
    for session in ended.distinct():
        if session.kept_until > now:
            continue
        with transaction.atomic():
            Registration.objects.filter(session=session).delete()
            Invitation.objects.filter(seat__session=session).delete()
            forget_participants(session)
        deleted += 1
        logger.info("the registrations of a session were deleted", extra={"session": session.pk})
    return deleted
