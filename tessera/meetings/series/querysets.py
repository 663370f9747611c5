"""Questions over series, and over the sessions in them."""

from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Count, F, Max, Min, Q

#: What a reader may see of a series: no draft, and nothing by invitation that organizers keep out.
_HIDDEN = Q(session__state="DRAFT") | Q(session__access="invitation", is_shown=False)
_SHOWN_OF_SERIES = ~Q(sessions__session__state="DRAFT") & ~Q(
    sessions__session__access="invitation", sessions__is_shown=False
)


class SeriesQuerySet(models.QuerySet[Any]):
    """Questions over series."""

    def public(self) -> "SeriesQuerySet":
        """What any reader may see. The only place where that is decided."""
        return self.filter(is_public=True)

    def with_texts(self) -> "SeriesQuerySet":
        """With the texts of all languages: one more query."""
        return self.prefetch_related("texts")

    def with_extent(self) -> "SeriesQuerySet":
        """With ``count``, ``begins`` and ``latest`` of the sessions that readers see."""
        return self.annotate(
            count=Count("sessions", filter=_SHOWN_OF_SERIES & Q(sessions__isnull=False)),
            begins=Min("sessions__session__starts_at", filter=_SHOWN_OF_SERIES),
            latest=Max("sessions__session__starts_at", filter=_SHOWN_OF_SERIES),
        )

    def newest_first(self) -> "SeriesQuerySet":
        """By their latest session; those without one first. After ``with_extent``."""
        return self.order_by(F("latest").desc(nulls_first=True), "-pk")


class SeriesSessionQuerySet(models.QuerySet[Any]):
    """Questions over the sessions of series."""

    def public(self) -> "SeriesSessionQuerySet":
        """What a reader may see of them. The only place where that is decided."""
        return self.exclude(_HIDDEN)

    def in_order(self) -> "SeriesSessionQuerySet":
        """By their begin, then by the order of rooms."""
        return self.order_by("session__starts_at", "room__position", "pk")

    def with_sessions(self) -> "SeriesSessionQuerySet":
        """With sessions, their texts and rooms: one more query."""
        return self.select_related("session", "room").prefetch_related("session__texts")


def latest_series_change() -> int:
    """A number that grows with every change of a series, for pages that are kept. One query."""
    newest = apps.get_model("meetings", "Series").objects.aggregate(last=Max("updated_at"))["last"]
    return int(newest.timestamp() * 1_000_000) if newest else 0
