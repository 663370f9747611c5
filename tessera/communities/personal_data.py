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
from tessera.communities.models import Community, Invitation, Membership


def _erase_communities(user: User, fate: Fate) -> None:
    """What waits for approval goes; an active community belongs to its members."""
    Community.objects.filter(proposed_by=user, state=Community.State.PROPOSED).delete()
    Community.objects.filter(proposed_by=user).update(proposed_by=None)


def _invitations(user: User) -> Iterator[Mapping[str, Any]]:
    own = Invitation.objects.filter(by=user)
    received = Invitation.objects.filter(email__iexact=user.email)
    yield from (own | received).values("community__name", "created_at", "used_at")


def _erase_invitations(user: User, fate: Fate) -> None:
    Invitation.objects.filter(Q(by=user) | Q(email__iexact=user.email)).delete()


def register() -> None:
    """Called when the application is ready."""
    register_personal_data(
        Community,
        export=rows_by(Community, "proposed_by", "name", "purpose", "created_at", "state"),
        erase=_erase_communities,
        retention=_("As long as the community, without your name once the account is erased."),
    )
    register_personal_data(
        Membership,
        export=rows_by(
            Membership, "user", "community__name", "role", "note", "is_accepted", "created_at"
        ),
        erase=delete_by(Membership, "user"),
        retention=WITH_THE_ACCOUNT,
    )
    register_personal_data(
        Invitation,
        export=_invitations,
        erase=_erase_invitations,
        retention=_("30 days, or until it is used."),
    )
