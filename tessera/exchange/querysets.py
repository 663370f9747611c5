"""Questions over offers and seeks."""

from typing import Any

from django.db import models
from django.utils import timezone

from tessera.network.models import Person


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

    def waiting(self) -> "ListingQuerySet":
        """Those that a moderator has to read, the longest waiting first."""
        return self.filter(state="held").order_by("created_at", "pk")
