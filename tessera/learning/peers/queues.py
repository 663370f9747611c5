"""What waits for moderators here: reported feedback between learners."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tessera.accounts.moderation import Figures, ModerationQueue, Waiting, add_moderation_queue
from tessera.learning.models import PeerFeedback
from tessera.learning.peers.sharing import waiting_feedback
from tessera.network.contact import can_moderate


def _oldest(user: Any, most: int) -> Sequence[Waiting]:
    return [
        Waiting(
            since=each.reported_at or each.at,
            title=_("Feedback on an answer"),
            url=reverse("feedback_moderate", args=[each.pk]),
            text=each.text[:200],
        )
        for each in waiting_feedback(user).order_by("reported_at", "pk")[:most]
    ]


def _figures(since: datetime) -> Figures:
    decided = PeerFeedback.objects.filter(decided_at__gte=since)
    hidden = decided.filter(hidden_at__isnull=False).count()
    return Figures(taken_away=hidden, left=decided.count() - hidden)


def register() -> None:
    """Called when the application is ready."""
    add_moderation_queue(
        ModerationQueue(
            code="feedback",
            label=gettext_lazy("Feedback between learners"),
            is_for=can_moderate,
            count=lambda user: waiting_feedback(user).count(),
            oldest=_oldest,
            figures=_figures,
        )
    )
