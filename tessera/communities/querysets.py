"""Questions about communities. What somebody may read is decided here, and nowhere else."""

from typing import Any, Self

from django.db import models
from django.db.models import Count, Q


class CommunityQuerySet(models.QuerySet[Any]):
    """Communities."""

    def readable_by(self, user: Any) -> Self:
        """Those that a person may read: the public ones, and private ones that they belong to.

        Editors read all, to look after them. No further query: memberships are a subquery.
        """
        lasting = self.filter(state__in=["active", "closed"])
        if not user.is_authenticated or not user.is_active:
            return lasting.exclude(access="private")
        if user.has_perm("communities.change_community"):
            return self
        from tessera.communities.models import Membership  # the models use this query set

        own = Membership.objects.filter(user=user, is_accepted=True).values("community")
        return lasting.filter(~Q(access="private") | Q(pk__in=own))

    def public(self) -> Self:
        """What a stranger may read."""
        return self.filter(state__in=["active", "closed"]).exclude(access="private")

    def with_member_count(self) -> Self:
        """With ``member_count``: how many belong to each."""
        accepted = Q(memberships__is_accepted=True)
        return self.annotate(member_count=Count("memberships", filter=accepted, distinct=True))


class MembershipQuerySet(models.QuerySet[Any]):
    """Memberships."""

    def accepted(self) -> Self:
        """Of those who belong to it."""
        return self.filter(is_accepted=True)

    def asked(self) -> Self:
        """Of those who wait for a focal point's answer."""
        return self.filter(is_accepted=False)

    def focal_points(self) -> Self:
        """Of those who look after it."""
        return self.filter(is_accepted=True, role="focal")
