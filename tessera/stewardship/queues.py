"""What waits for editors here: what readers flagged in records."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tessera.accounts.moderation import Figures, ModerationQueue, Waiting, add_moderation_queue
from tessera.review.desk_rules import kinds_of_editor
from tessera.stewardship.models import Correction

State = Correction.State


def _waiting(user: Any) -> Any:
    kinds = kinds_of_editor(user)
    return Correction.objects.waiting().filter(record__kind__in=kinds)


def _oldest(user: Any, most: int) -> Sequence[Waiting]:
    rows = _waiting(user).select_related("record").prefetch_related("record__texts")
    return [
        Waiting(
            since=each.created_at,
            title=str(each.record),
            url=reverse("correction", args=[each.pk]),
            text=f"{each.get_reason_display()}: {each.text[:200]}",
        )
        for each in rows.order_by("created_at", "pk")[:most]
    ]


def _figures(since: datetime) -> Figures:
    answered = Correction.objects.filter(answered_at__gte=since)
    return Figures(
        taken_away=answered.filter(state=State.ACCEPTED).count(),
        left=answered.filter(state=State.DECLINED).count(),
    )


def register() -> None:
    """Called when the application is ready."""
    add_moderation_queue(
        ModerationQueue(
            code="records",
            label=_("Flagged records"),
            is_for=lambda user: bool(kinds_of_editor(user)),
            count=lambda user: _waiting(user).count(),
            oldest=_oldest,
            figures=_figures,
        )
    )
