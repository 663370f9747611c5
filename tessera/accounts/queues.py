"""What waits for moderators here: appeals of members who may not write or not sign in."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tessera.accounts.models import Sanction
from tessera.accounts.moderation import Figures, ModerationQueue, Waiting, add_moderation_queue
from tessera.accounts.naming import name_of
from tessera.accounts.rules import MODERATORS_MAY

Kind = Sanction.Kind


def is_for(user: Any) -> bool:
    """Those who moderate the whole site. Asks nothing that is not asked anyway."""
    return user.has_perm(MODERATORS_MAY) or user.has_perm("accounts.add_sanction")


def _open(user: Any) -> Any:
    """Of mutes those that others decided; of suspensions only administrators see any."""
    rows = Sanction.objects.filter(appealed_at__isnull=False, answer="", lifted_at=None)
    rows = rows.exclude(user=user).exclude(kind=Kind.MUTE, by=user)
    return rows if user.has_perm("accounts.add_sanction") else rows.filter(kind=Kind.MUTE)


def _oldest(user: Any, most: int) -> Sequence[Waiting]:
    return [
        Waiting(
            since=each.appealed_at,
            title=name_of(each.user, user),
            url=reverse("member_mute" if each.is_mute else "suspend_user", args=[each.user_id]),
            text=f"{each.get_kind_display()}: {each.appeal[:200]}",
        )
        for each in _open(user).select_related("user").order_by("appealed_at", "pk")[:most]
    ]


def _figures(since: datetime) -> Figures:
    rows = Sanction.objects.filter(began_at__gte=since)
    appeals = rows.filter(appealed_at__isnull=False)
    early = appeals.filter(lifted_at__isnull=False, lifted_at__lt=F("until"))
    return Figures(rows.count(), 0, appeals.count(), early.count())


def register() -> None:
    """Called when the application is ready."""
    add_moderation_queue(
        ModerationQueue(
            code="members",
            label=_("Appeals of members"),
            is_for=is_for,
            count=lambda user: _open(user).count(),
            oldest=_oldest,
            figures=_figures,
        )
    )
