"""Questions about communities. What somebody may read is decided here, and nowhere else."""

from datetime import datetime, timedelta
from typing import Any, Self

from django.db import models
from django.db.models import Count, Q

from tessera.network.models import Block


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
        return lasting.filter(~Q(access="private") | Q(pk__in=_of_member(user)))

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


class DiscussionQuerySet(models.QuerySet[Any]):
    """Discussions."""

    def readable_by(self, user: Any) -> Self:
        """In communities that a person may read; what is held only for its author and moderators,
        what is for members only for them.

        No further query: what may be read and moderated are subqueries.
        """
        from tessera.communities.models import Community  # the models use this query set

        inside = self.filter(community__in=Community.objects.readable_by(user).values("pk"))
        if not user.is_authenticated or not user.is_active:
            return inside.filter(is_visible=True, is_for_members=False)
        if user.has_perm("communities.change_community"):
            return inside
        inside = inside.filter(Q(is_for_members=False) | Q(community__in=_of_member(user)))
        managed = _managed_by(user)
        return inside.filter(Q(is_visible=True) | Q(author=user) | Q(community__in=managed))


class PostQuerySet(models.QuerySet[Any]):
    """Posts."""

    def shown_to(self, user: Any, *, manages: bool) -> Self:
        """What a reader of the discussion sees; of hidden ones, that there was something."""
        if manages:
            return self
        if not user.is_authenticated:
            return self.exclude(state="held")
        return self.filter(~Q(state="held") | Q(author=user))

    def live(self) -> Self:
        """What everybody sees who reads the discussion."""
        return self.filter(state="live")

    def moderated_by(self, user: Any) -> Self:
        """In communities that somebody looks after; editors look after all."""
        if user.has_perm("communities.change_community"):
            return self
        return self.filter(discussion__community__in=_managed_by(user))


class EventQuerySet(models.QuerySet[Any]):
    """Events."""

    def live(self) -> Self:
        """What everybody sees who reads the community."""
        return self.filter(state="live")

    def readable_by(self, user: Any) -> Self:
        """In communities that a person may read; held and hidden ones for authors and moderators.

        No further query: what may be read and moderated are subqueries.
        """
        from tessera.communities.models import Community  # the models use this query set

        inside = self.filter(community__in=Community.objects.readable_by(user).values("pk"))
        if not user.is_authenticated:
            return inside.live()
        if user.has_perm("communities.change_community"):
            return inside
        managed = _managed_by(user)
        return inside.filter(Q(state="live") | Q(author=user) | Q(community__in=managed))

    def moderated_by(self, user: Any) -> Self:
        """In communities that somebody looks after; editors look after all."""
        if user.has_perm("communities.change_community"):
            return self
        return self.filter(community__in=_managed_by(user))

    def coming(self, now: datetime) -> Self:
        """Not yet over, the next first."""
        return self.filter(_is_coming(now)).order_by("starts_at", "pk")

    def past(self, now: datetime) -> Self:
        """Over, the latest first."""
        return self.exclude(_is_coming(now)).order_by("-starts_at", "-pk")

    def for_calendars(self, now: datetime) -> Self:
        """What is to come or goes on, or began within the last 90 days; the latest first,
        cancelled ones too, so that they are struck out.
        """
        recent = Q(starts_at__gt=now - timedelta(days=90)) | Q(ends_at__gt=now)
        return self.live().filter(recent).order_by("-starts_at", "-pk")


def _is_coming(now: datetime) -> Q:
    from tessera.communities.models.events import USUAL_LENGTH  # the models use this query set

    return Q(ends_at__gt=now) | Q(ends_at=None, starts_at__gt=now - USUAL_LENGTH)


class SharedDraftQuerySet(models.QuerySet[Any]):
    """Drafts that members show each other. Whether they are drafts still is asked elsewhere."""

    def readable_by(self, user: Any) -> Self:
        """In communities that a person belongs to; but for those of people kept apart by a block.

        Who looks after a community reads all that is in it, to take it off if need be. No further
        query.
        """
        if not user.is_authenticated or not user.is_active:
            return self.none()
        lasting = self.filter(community__state__in=["active", "closed"], by__is_active=True)
        if user.has_perm("communities.change_community"):
            return lasting
        met = ~Q(by__in=Block.objects.filter(blocked=user).values("by"))
        met &= ~Q(by__in=Block.objects.filter(by=user).values("blocked"))
        inside = lasting.filter(community__in=_of_member(user))
        return inside.filter(met | Q(community__in=_managed_by(user)))


def _of_member(user: Any) -> Any:
    from tessera.communities.models import Membership  # the models use this query set

    return Membership.objects.accepted().filter(user=user).values("community")


def _managed_by(user: Any) -> Any:
    from tessera.communities.models import Membership  # the models use this query set

    return Membership.objects.focal_points().filter(user=user).values("community")
