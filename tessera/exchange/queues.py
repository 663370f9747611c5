"""What waits for moderators here: first offers and seeks."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tessera.accounts.moderation import Figures, ModerationQueue, Waiting, add_moderation_queue
from tessera.exchange.models import Listing
from tessera.network.contact import can_moderate


def _waiting(user: Any) -> Any:
    return Listing.objects.waiting_for(user)


def _oldest(user: Any, most: int) -> Sequence[Waiting]:
    return [
        Waiting(
            since=each.created_at,
            title=each.title,
            url=reverse("listing_decide", args=[each.identifier]),
            text=each.appeal or each.text[:200],
            language=each.language,
        )
        for each in _waiting(user)[:most]
    ]


def _figures(since: datetime) -> Figures:
    changed = Listing.objects.filter(changed_at__gte=since)
    return Figures(
        taken_away=changed.filter(state=Listing.State.DECLINED).count(),
        left=changed.filter(passed_at__gte=since).exclude(state=Listing.State.DECLINED).count(),
        appeals=Listing.objects.filter(appealed_at__gte=since).count(),
        overturned=Listing.objects.filter(appealed_at__gte=since)
        .exclude(state=Listing.State.DECLINED)
        .count(),
    )


def register() -> None:
    """Called when the application is ready."""
    add_moderation_queue(
        ModerationQueue(
            code="listings",
            label=_("Offers and seeks"),
            is_for=can_moderate,
            count=lambda user: _waiting(user).count(),
            oldest=_oldest,
            figures=_figures,
        )
    )
