"""Questions over offers and seeks."""

from typing import Any

from django.db import models
from django.utils import timezone

from tessera.network.models import Block, Person


class ListingQuerySet(models.QuerySet[Any]):
    """Questions over offers and seeks."""

    def open(self) -> "ListingQuerySet":
        """Those that others may answer today."""
        return self.filter(state="open", until__gte=timezone.localdate())

    def seen_by(self, viewer: Any) -> "ListingQuerySet":
        """What ``viewer`` may see: open, of people whom they may meet, and for such readers.

        The only place where that is decided. One's own listings are no exception.
        """
        met = self.open().filter(person__in=Person.objects.seen_by(viewer))
        return met if viewer.is_authenticated else met.filter(readers="all")

    def of(self, user: Any) -> "ListingQuerySet":
        """Somebody's own, in whatever state."""
        return self.filter(person__user=user)

    def mentoring(self) -> "ListingQuerySet":
        """Those about mentoring."""
        return self.filter(kind__code="MEN")

    def offers(self) -> "ListingQuerySet":
        """Those that offer something."""
        return self.filter(side="offer")

    def waiting(self) -> "ListingQuerySet":
        """Those that a moderator has to read: first ones, reported ones, and appeals.

        The longest waiting first.
        """
        reports = self.model.objects.filter(reports__closed_at=None, reports__isnull=False)
        is_appealed = models.Q(appealed_at__isnull=False, appeal_answered_at=None)
        due = models.Q(state="held") | is_appealed | models.Q(pk__in=reports.values("pk"))
        return self.filter(due).order_by("created_at", "pk")

    def waiting_for(self, moderator: Any) -> "ListingQuerySet":
        """What a moderator may decide: nothing of their own, no appeal against themselves."""
        against = models.Q(appealed_at__isnull=False, decided_by=moderator)
        return self.waiting().exclude(person__user=moderator).exclude(against)


class MentorshipQuerySet(models.QuerySet[Any]):
    """Questions over mentoring between two people."""

    def with_people(self) -> "MentorshipQuerySet":
        """With both people, their accounts, and the offer."""
        return self.select_related("mentor__user", "mentee__user", "offer")

    def running(self) -> "MentorshipQuerySet":
        """Proposed or agreed."""
        return self.filter(state__in=["proposed", "active"])

    def with_person(self, person: Any) -> "MentorshipQuerySet":
        """Those in which a person is either of the two."""
        return self.filter(models.Q(mentor=person) | models.Q(mentee=person))

    def kept_apart(self) -> "MentorshipQuerySet":
        """Those where one of the two has blocked the other."""
        return self.filter(_a_block_is_between())

    def of(self, user: Any) -> "MentorshipQuerySet":
        """Somebody's own; none with somebody whom a block keeps away."""
        own = models.Q(mentor__user=user) | models.Q(mentee__user=user)
        return self.filter(own).exclude(_a_block_is_between())


def _a_block_is_between() -> models.Q:
    mentor, mentee = models.OuterRef("mentor__user"), models.OuterRef("mentee__user")
    one = Block.objects.filter(by=mentor, blocked=mentee)
    other = Block.objects.filter(by=mentee, blocked=mentor)
    return models.Q(models.Exists(one)) | models.Q(models.Exists(other))
