"""Questions over mails."""

from datetime import datetime
from typing import Any

from django.db import models


class MailQuerySet(models.QuerySet[Any]):
    """Questions over mails."""

    def due(self, *, at: datetime) -> "MailQuerySet":
        """What waits and may be sent now, the oldest first."""
        return self.filter(state="queued", due_at__lte=at).order_by("due_at", "pk")

    def left_behind(self, *, before: datetime) -> "MailQuerySet":
        """What somebody took long ago and never finished."""
        return self.filter(state__in=["taken", "handed"], taken_at__lt=before)

    def wanting_attention(self) -> "MailQuerySet":
        """What an administrator should look at, the newest first."""
        return self.filter(state__in=["failed", "uncertain"]).order_by("-pk")
