"""Questions over “we tried this” notes."""

from typing import Any, Final

from django.db import models
from django.db.models import Count, Q
from django.utils import timezone

_PUBLIC: Final = ("listed", "in_review", "revise", "arbitration", "reviewed")


class TriedNoteQuerySet(models.QuerySet[Any]):
    """Each can be asked of another's answer."""

    def public(self) -> "TriedNoteQuerySet":
        """Accepted, with a snapshot and something tried that readers may see; the newest first."""
        return self.filter(
            submission__state__in=_PUBLIC,
            submission__record__live=True,
            submission__record__withdrawn_at__isnull=True,
            record__live=True,
            record__withdrawn_at__isnull=True,
        )

    def waiting(self) -> "TriedNoteQuerySet":
        """Sent in, and with an editor."""
        return self.filter(submission__state__in=["submitted", "screening"])

    def counted(self) -> tuple[int, int]:
        """How many, and for how many of them an editor is late. One query."""
        late = Q(submission__due_at__lt=timezone.now())
        found = self.order_by().aggregate(all=Count("pk"), late=Count("pk", late))
        return found["all"], found["late"]
