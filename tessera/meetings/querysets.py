"""Questions over sessions."""

from datetime import datetime, timedelta
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Max


class SessionQuerySet(models.QuerySet[Any]):
    """Questions over sessions."""

    def public(self) -> "SessionQuerySet":
        """What any reader may see. The only place where that is decided."""
        return self.exclude(state="DRAFT")

    def running(self, now: datetime) -> "SessionQuerySet":
        """Discussions in writing that are open, the next to close first."""
        open_now = self.filter(starts_at__lte=now, closes_at__gt=now, cancelled_at=None)
        return open_now.exclude(state__in=["SUMMARY", "CHECK", "CLOSED", "FOLLOW-UP"]).order_by(
            "closes_at", "pk"
        )

    def upcoming(self, now: datetime) -> "SessionQuerySet":
        """Those that have not begun, the next first; cancelled ones too, so that it is read."""
        return self.filter(starts_at__gt=now).order_by("starts_at", "pk")

    def begun(self, now: datetime) -> "SessionQuerySet":
        """Those that have begun, the latest first."""
        return self.filter(starts_at__lte=now).order_by("-starts_at", "-pk")

    def for_calendars(self, now: datetime) -> "SessionQuerySet":
        """What calendars need: what is to come, is open, or began within the last 90 days; the
        latest first, cancelled ones too, so that they are struck out.
        """
        recent = models.Q(starts_at__gt=now - timedelta(days=90)) | models.Q(closes_at__gt=now)
        return self.filter(recent).order_by("-starts_at", "-pk")

    def with_texts(self) -> "SessionQuerySet":
        """With the texts of all languages: one more query."""
        return self.prefetch_related("texts")


def latest_change() -> int:
    """A number that grows with every change of a session, for pages that are kept. One query."""
    newest = apps.get_model("meetings", "Session").objects.aggregate(last=Max("updated_at"))["last"]
    return int(newest.timestamp() * 1_000_000) if newest else 0
