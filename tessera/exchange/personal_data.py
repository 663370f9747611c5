"""What this room keeps about a person, for taking away and erasing."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tessera.accounts.models import User
from tessera.accounts.personal_data import (
    WITH_THE_ACCOUNT,
    Fate,
    delete_by,
    register_personal_data,
    rows_by,
)
from tessera.exchange.models import Listing, ListingReport, Mentorship


def _mentoring(user: User) -> Iterator[Mapping[str, Any]]:
    """What was agreed; of how it fits only one's own word."""
    rows = Mentorship.objects.filter(Q(mentor__user=user) | Q(mentee__user=user))
    for one in rows.with_people().iterator(chunk_size=500):
        role = one.role_of(user)
        yield {
            "role": role,
            "with": one.other_of(user).display_name,
            "goal": one.goal,
            "rhythm": one.rhythm,
            "months": one.months,
            "state": one.state,
            "agreed_at": one.agreed_at,
            "first_meeting_on": one.first_meeting_on,
            "how_it_fits": getattr(one, f"{role}_fit"),
            "ended_at": one.ended_at,
        }


def _erase_mentoring(user: User, fate: Fate) -> None:
    """It was between two: when one leaves, it goes."""
    Mentorship.objects.filter(Q(mentor__user=user) | Q(mentee__user=user)).delete()


def register() -> None:
    """Called when the application is ready."""
    register_personal_data(
        Listing,
        export=rows_by(
            Listing, "person__user", "identifier", "side", "kind__code", "title", "text",
            "language", "languages", "place__code", "until", "readers", "state", "created_at",
        ),
        erase=delete_by(Listing, "person__user"),
        retention=_("Seen until the day you set; kept until you erase your account."),
    )  # fmt: skip
    register_personal_data(
        Mentorship, export=_mentoring, erase=_erase_mentoring, retention=WITH_THE_ACCOUNT
    )
    register_personal_data(
        ListingReport,
        export=rows_by(ListingReport, "by", "listing__identifier", "text", "at"),
        erase=delete_by(ListingReport, "by"),
        retention=WITH_THE_ACCOUNT,
        title=_("Reports of offers and seeks"),
    )
