"""What waits for moderators here: reported profiles and messages, and appeals."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tessera.accounts.moderation import Figures, ModerationQueue, Waiting, add_moderation_queue
from tessera.network.contact import can_moderate
from tessera.network.models import Report

State = Report.State


def _open(user: Any) -> Any:
    """What the moderator may decide about: nothing of their own."""
    own = Q(reporter=user) | Q(person__user=user) | Q(message__sender=user)
    return Report.objects.filter(state=State.OPEN).exclude(pk__in=Report.objects.filter(own))


def _oldest(user: Any, most: int) -> Sequence[Waiting]:
    rows = _open(user).select_related("person").order_by("at", "pk")[:most]
    return [
        Waiting(
            since=each.at,
            title=each.person.display_name if each.person else _("A message"),
            url=reverse("moderate", args=[each.pk]),
            text=f"{each.get_reason_display()}. {each.text}".strip(),
        )
        for each in rows
    ]


def _figures(since: datetime) -> Figures:
    decided = Report.objects.filter(decided_at__gte=since)
    appeals = decided.filter(reason=Report.Reason.APPEAL)
    others = decided.exclude(reason=Report.Reason.APPEAL)
    return Figures(
        taken_away=others.filter(state=State.UPHELD).count(),
        left=others.filter(state=State.DISMISSED).count(),
        appeals=appeals.count(),
        overturned=appeals.filter(state=State.UPHELD).count(),
    )


def register() -> None:
    """Called when the application is ready."""
    add_moderation_queue(
        ModerationQueue(
            code="reports",
            label=gettext_lazy("Reported profiles and messages"),
            is_for=can_moderate,
            count=lambda user: _open(user).count(),
            oldest=_oldest,
            figures=_figures,
        )
    )
