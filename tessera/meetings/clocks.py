"""What happens to sessions with time, without anyone asking."""

import logging
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from tessera.meetings.attendance import Holder
from tessera.meetings.discussion.clock import ring_discussion_clocks
from tessera.meetings.discussion.personal_data import forget_contributors
from tessera.meetings.inviting import count_reminder
from tessera.meetings.live.conducting import close_left_rooms
from tessera.meetings.live.personal_data import forget_participants
from tessera.meetings.mails import remind, tell_invited
from tessera.meetings.models import (
    FeedbackAnswer,
    Invitation,
    PaperComment,
    PaperReading,
    Registration,
    Session,
)
from tessera.meetings.paper_mails import ring_paper_clocks
from tessera.meetings.registering import let_lapse

logger = logging.getLogger(__name__)

#: Who was invited is asked again after so long, so often; everybody is reminded so long before.
REMIND_EVERY: Final = timedelta(days=5)
MOST_REMINDERS: Final = 2
REMIND_BEFORE: Final = timedelta(hours=26)
_AT_ONCE: Final = 200


def ring_session_clocks() -> None:
    """Let lapse what was not confirmed, move waiting lists up, close rooms, delete what is due."""
    now = timezone.now()
    held = Q(registrations__confirmed_at=None, registrations__confirm_by__lte=now)
    waiting = Q(registrations__state=Registration.State.WAITING)
    to_come = Session.objects.filter(
        Q(starts_at__gt=now - timedelta(days=1)) | Q(closes_at__gt=now), cancelled_at=None
    )
    for session in to_come.filter(held | waiting).distinct():
        let_lapse(session, now=now)
    _remind_invited(now)
    _remind_of_sessions(now)
    ring_paper_clocks(now)
    ring_discussion_clocks(now)
    close_left_rooms(now=now)
    delete_expired()


def _remind_invited(now: datetime) -> None:
    """Ask those again who have not answered, twice at most, while there is time."""
    for after in range(MOST_REMINDERS):
        waiting = Invitation.objects.filter(
            state=Invitation.State.SENT,
            reminders=after,
            sent_at__lte=now - REMIND_EVERY * (after + 1),
            seat__session__starts_at__gt=now,
            seat__session__cancelled_at=None,
        )
        for each in waiting.select_related("seat__session", "user").order_by("pk")[:_AT_ONCE]:
            with transaction.atomic():
                if count_reminder(each, after=after):
                    tell_invited(each, "reminder")


def _remind_of_sessions(now: datetime) -> None:
    """Remind everybody with a place or a seat, a day before; of discussions when they open."""
    near = Session.objects.public().filter(
        starts_at__gt=now,
        starts_at__lte=now + REMIND_BEFORE,
        cancelled_at=None,
        closes_at=None,
    )
    for session in near:
        seats = Invitation.objects.filter(seat__session=session, state=Invitation.State.ACCEPTED)
        holders: list[Holder] = [
            *session.registrations.filter(state=Registration.State.SEATED).select_related("user"),
            *seats.select_related("seat__session", "user"),
        ]
        with transaction.atomic():
            for holder in holders:
                remind(holder)


def delete_expired() -> int:
    """Delete registrations and invitations whose stated time is over; of how many sessions."""
    now, deleted = timezone.now(), 0
    ended = Session.objects.filter(starts_at__lt=now - timedelta(days=1)).filter(
        Q(registrations__isnull=False)
        | Q(seats__invitations__isnull=False)
        | Q(room__participants__isnull=False)
        | Q(contributors__isnull=False)
    )
    for session in ended.distinct():
        if session.kept_until > now:
            continue
        with transaction.atomic():
            Registration.objects.filter(session=session).delete()
            PaperReading.objects.filter(version__paper__session=session).delete()
            PaperComment.objects.filter(version__paper__session=session).update(name="", key="")
            Invitation.objects.filter(seat__session=session).delete()
            given = FeedbackAnswer.objects.filter(session=session)
            given.update(name="", key="")
            given.filter(may_ask=False).update(email="")
            forget_participants(session)
            forget_contributors(session)
        deleted += 1
        logger.info("the registrations of a session were deleted", extra={"session": session.pk})
    return deleted
