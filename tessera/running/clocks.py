"""What happens at regular times, without anyone asking."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.core.management import call_command
from django.utils import timezone

from tessera.accounts.actions import carry_out_due_erasures, end_suspensions
from tessera.accounts.limits import prune_attempts
from tessera.communities.actions.asking import follow_up_questions
from tessera.communities.actions.belonging import prune_invitations
from tessera.communities.actions.sharing import send_digests
from tessera.exchange.actions.mentoring import ring_mentoring_clock
from tessera.following.digests import send_digests as send_followers_digests
from tessera.following.events import notice_events
from tessera.following.noticing import forget_old, notice_changes
from tessera.interop.deposits.sending import send_deposits
from tessera.interop.dumps.nightly import begin_dump, renew_dump
from tessera.meetings.afterwards.certifying import forget_certificates
from tessera.meetings.afterwards.feedback import ring_feedback_clocks
from tessera.meetings.afterwards.follow_ups import ring_outcome_clocks
from tessera.meetings.clocks import ring_session_clocks
from tessera.network.clocks import ring_network_clocks
from tessera.notifications.actions import prune_mails
from tessera.notifications.delivery import deliver_mails
from tessera.review.peer_clocks import ring_review_clocks
from tessera.running import tasks
from tessera.stewardship.verification_clock import ring_verification_clock

logger = logging.getLogger(__name__)

NIGHT_HOUR = 3


@dataclass
class Clock:
    """Runs something once per ``every_seconds``; the first time one period after the start."""

    name: str
    every_seconds: float
    ring: Callable[[], object]
    due_at: float = 0.0

    def __post_init__(self) -> None:
        self.due_at = self.due_at or time.monotonic() + self.every_seconds

    def tick(self) -> bool:
        """Ring when it is time; whether it was. An error is logged and waits for the next time."""
        if time.monotonic() < self.due_at:
            return False
        self.due_at = time.monotonic() + self.every_seconds
        try:
            self.ring()
        except Exception:
            logger.exception("the clock %s failed", self.name)
        return True


def seconds_until_night(now: datetime) -> float:
    """Seconds until the next quiet hour (three o'clock UTC)."""
    night = now.replace(hour=NIGHT_HOUR, minute=0, second=0, microsecond=0)
    if night <= now:
        night += timedelta(days=1)
    return (night - now).total_seconds()


def nightly(name: str, ring: Callable[[], object]) -> Clock:
    """A clock that rings every night."""
    first = time.monotonic() + seconds_until_night(datetime.now(UTC))
    return Clock(name, 24 * 3600, ring, due_at=first)


def worker_clocks() -> list[Clock]:
    """The clocks of the worker. The nightly check of the index belongs to the index's own loop."""
    return [
        Clock("publish scheduled", 60, lambda: call_command("publish_scheduled", verbosity=0)),
        Clock("erase accounts that are due", 3600, carry_out_due_erasures),
        Clock("send mails", 2, deliver_mails),
        Clock("tell followers what is new", 20, notice_changes),
        Clock("tell followers of people and communities", 300, notice_events),
        Clock("send digests of what people follow", 60, send_followers_digests),
        nightly("forget old notices", lambda: forget_old(timezone.now() - timedelta(days=92))),
        Clock("ask how first meetings of mentoring were", 3600, ring_mentoring_clock),
        nightly("ask for consent again, prune messages", ring_network_clocks),
        nightly("prune mails", lambda: prune_mails(older_than=timedelta(days=60))),
        Clock("remind and replace reviewers", 3600, ring_review_clocks),
        Clock("move waiting lists, forget participants", 600, ring_session_clocks),
        Clock("ask whether records are still correct", 3600, ring_verification_clock),
        Clock("ask what became of outcomes", 3600, ring_outcome_clocks),
        Clock("open feedback surveys of sessions", 300, ring_feedback_clocks),
        Clock("end suspensions", 600, end_suspensions),
        Clock("release abandoned tasks", 30, tasks.release_abandoned),
        Clock("register DOIs", 5, send_deposits),
        Clock("dump for the first time", 60, begin_dump),
        nightly("dump everything public", renew_dump),
        nightly("forget old certificates of attendance", forget_certificates),
        nightly("prune tasks", lambda: tasks.prune_finished(older_than=timedelta(days=14))),
        nightly("prune counts of attempts", prune_attempts),
        Clock("follow up questions to peers", 3600, follow_up_questions),
        Clock("mail digests of communities", 3600, send_digests),
        nightly("prune invitations to communities", prune_invitations),
        nightly("clear browser sessions", lambda: call_command("clearsessions", verbosity=0)),
    ]
