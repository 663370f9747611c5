"""What waits for editors here: claims of entries, and accepted ones that are disputed."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tessera.accounts.moderation import ModerationQueue, Waiting, add_moderation_queue
from tessera.network.contact import can_moderate
from tessera.network.models import Claim


def waiting_claims(user: Any) -> Any:
    """What the editor may decide about: nothing of their own."""
    waits = Q(state=Claim.State.OPEN) | Q(disputed_at__isnull=False)
    return Claim.objects.filter(waits).exclude(claimer=user)


def _oldest(user: Any, most: int) -> Sequence[Waiting]:
    rows = waiting_claims(user).select_related("person").prefetch_related("organization__texts")
    return [
        Waiting(
            since=each.disputed_at or each.at,
            title=each.name,
            url=reverse("claim_decide", args=[each.pk]),
            text=each.text,
        )
        for each in rows.order_by("at", "pk")[:most]
    ]


def register() -> None:
    """Called when the application is ready."""
    add_moderation_queue(
        ModerationQueue(
            code="claims",
            label=_("Claims"),
            is_for=can_moderate,
            count=lambda user: waiting_claims(user).count(),
            oldest=_oldest,
        )
    )
