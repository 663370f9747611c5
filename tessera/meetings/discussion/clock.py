"""What happens to a discussion in writing by the clock: it opens, reminds, and closes.

Whether somebody may write follows from the two dates alone; the clock only tells people, moves the
session's state on, and tidies up. It may run twice, or late.
"""

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Q
from wagtail.log_actions import log

from tessera.meetings.attendance import holders_of, holders_of_keys, key_of, sitting
from tessera.meetings.discussion.mails import tell_discussion, tell_held
from tessera.meetings.discussion.models import (
    Contribution,
    Contributor,
    GuidingQuestion,
    WrittenDiscussion,
)
from tessera.meetings.discussion.rules import is_running
from tessera.meetings.live.attribution import masking, protects_names
from tessera.meetings.live.withholding import rewrite
from tessera.meetings.models import Invitation, Registration, Session

State = Session.State
#: The last reminder goes out so long before the end; of short discussions a quarter of their time.
BEFORE_CLOSING: Final = timedelta(hours=48)
#: A discussion that the clock missed for longer is not told of any more.
_STALE: Final = timedelta(days=3)
_MODERATORS: Final = ("MOD", "CHR")


def ring_discussion_clocks(now: datetime) -> None:
    """Everything that is due now, each session for itself."""
    written = WrittenDiscussion.objects.exclude(session__state=State.DRAFT)
    begun = written.filter(
        ended_at=None, session__cancelled_at=None, session__starts_at__lte=now
    ).exclude(session__closes_at=None)
    for discussion in begun.select_related("session"):
        if is_running(discussion.session, now=now):
            _open(discussion, now)
            _remind(discussion, now)
            _tell_moderators(discussion.session, now)
        else:
            close_discussion(discussion, now=now)


def _open(discussion: WrittenDiscussion, now: datetime) -> None:
    session = discussion.session
    before = Session.objects.filter(pk=session.pk, state__in=[State.CALL, State.PAPER, State.OPEN])
    before.update(state=State.LIVE, updated_at=now)


def due_reminders(session: Session, now: datetime) -> list[str]:
    """Which mails are due by the dates."""
    assert session.closes_at is not None
    whole = session.closes_at - session.starts_at
    last = session.closes_at - min(BEFORE_CLOSING, whole / 4)
    due = []
    if now < session.starts_at + min(whole / 4, _STALE):
        due.append("opening")
    if session.starts_at + whole / 2 <= now < last:
        due.append("halfway")
    if now >= last:
        due.append("closing")
    return due


def _remind(discussion: WrittenDiscussion, now: datetime) -> None:
    for what in due_reminders(discussion.session, now):
        with transaction.atomic():
            locked = WrittenDiscussion.objects.select_for_update().get(pk=discussion.pk)
            field = f"{what}_told_at"
            if getattr(locked, field) is not None:
                continue
            setattr(locked, field, now)
            locked.save(update_fields=[field])
            _tell_all(discussion.session, what)


def _tell_all(session: Session, what: str) -> None:
    """Everybody with a place or a seat; halfway those who wrote nothing yet."""
    questions = session.guiding_questions.count()
    wrote = set(Contributor.objects.filter(session=session).values_list("key", flat=True))
    for holder in holders_of(session):
        if what != "halfway" or key_of(holder) not in wrote:
            tell_discussion(holder, what, session=session, questions=questions)


def _tell_moderators(session: Session, now: datetime) -> None:
    """Once a day, while something waits to be read."""
    held = Contribution.objects.filter(session=session, state=Contribution.State.HELD)
    if not held.exists():
        return
    with transaction.atomic():
        for moderator in sitting(session).filter(seat__role__code__in=_MODERATORS):
            tell_held(moderator, session=session, day=f"{now:%Y%m%d}")


def close_discussion(discussion: WrittenDiscussion, *, now: datetime) -> None:
    """It is over: the summary is to be written, and whoever wrote was there.

    Names of people who came in after they had been written about are withheld now, where the rule
    protects them.
    """
    with transaction.atomic():
        locked = WrittenDiscussion.objects.select_for_update().get(pk=discussion.pk)
        if locked.ended_at is not None:
            return
        locked.ended_at = now
        locked.save(update_fields=["ended_at"])
        session = Session.objects.select_for_update().get(pk=locked.session_id)
        if session.state in {State.CALL, State.PAPER, State.OPEN, State.LIVE}:
            session.state = State.SUMMARY
            session.save(update_fields=["state", "updated_at"])
        _mark_present(session, now)
        if protects_names(session):
            _withhold_names(session)
        log(session, "meetings.discussion.close")


def _mark_present(session: Session, now: datetime) -> None:
    live = Contribution.objects.filter(session=session, state=Contribution.State.LIVE)
    wrote = Contributor.objects.filter(Q(contributions__in=live)).distinct()
    keys = list(wrote.values_list("key", flat=True))
    for model in (Registration, Invitation):
        there = [each.pk for each in holders_of_keys(session, keys) if isinstance(each, model)]
        for some in range(0, len(there), 500):
            rows = model.objects.filter(pk__in=there[some : some + 500], attended_at=None)
            rows.update(attended_at=now)


def _withhold_names(session: Session) -> None:
    mask = masking(session)
    rewrite(session.contributions.exclude(text=""), ("text", "reason"), mask)
    rewrite(GuidingQuestion.objects.filter(session=session), ("summary", "lock_reason"), mask)
