"""Who may do what with offers and seeks."""

from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from tessera.exchange.models import Listing
from tessera.network.contact import can_moderate
from tessera.network.models import Organization, TeamMember


def can_change(user: Any, listing: Listing) -> bool:
    """Who wrote it."""
    return bool(user.is_authenticated and user.is_active and listing.person.user_id == user.pk)


def can_pass(user: Any, listing: Listing) -> bool:
    """Moderators, but not about their own, nor about an appeal against their own decision."""
    is_against = listing.appealed_at is not None and listing.decided_by_id == user.pk
    return can_moderate(user) and listing.person.user_id != user.pk and not is_against


def organizations_of(user: Any) -> "QuerySet[Organization]":
    """The public organizations for which somebody may write: their place there is confirmed."""
    year = timezone.localdate().year
    team = TeamMember.objects.filter(user=user, state=TeamMember.State.ACTIVE)
    present = Organization.objects.public().filter(
        Q(affiliations__person__user=user, affiliations__confirmed_at__isnull=False)
        | Q(pk__in=team.values("organization"))
    )
    ended = Organization.objects.filter(
        affiliations__person__user=user, affiliations__until__lt=year
    )
    left = ended.exclude(pk__in=team.values("organization"))
    return present.exclude(pk__in=left.values("pk")).distinct()


def can_write_for(user: Any, organization: Organization) -> bool:
    """Who belongs to it, and editors."""
    if can_moderate(user):
        return bool(organization.live and not organization.withdrawn_at)
    return organizations_of(user).filter(pk=organization.pk).exists()
