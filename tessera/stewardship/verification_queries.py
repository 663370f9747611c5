"""Questions over what is to be verified again."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import models
from django.db.models import Count, Q

#: Three silences, and nobody is asked any more.
MOST_ASKED: Final = 3
ASK_AGAIN_AFTER: Final = timedelta(days=30)


class VerificationQuerySet(models.QuerySet[Any]):
    """Each can be asked of another's answer."""

    def of_kinds(self, kinds: Collection[str]) -> "VerificationQuerySet":
        """Of these kinds only."""
        return self.filter(kind__in=kinds)

    def overdue(self) -> "VerificationQuerySet":
        """Due or stale; not what is only nearly due."""
        return self.filter(age__in=["due", "stale"])

    def counted(self) -> tuple[int, int]:
        """How many, and how many of them are stale. One query."""
        found = self.order_by().aggregate(all=Count("pk"), late=Count("pk", Q(age="stale")))
        return found["all"], found["late"]

    def silent(self) -> "VerificationQuerySet":
        """Asked about as often as is decent, or nobody there to be asked."""
        return self.filter(
            Q(has_nobody=True) | Q(asked__gte=MOST_ASKED), wants_change_at__isnull=True
        )

    def changes_wanted(self) -> "VerificationQuerySet":
        """Somebody answered that something must change."""
        return self.filter(wants_change_at__isnull=False)

    def to_ask(self, now: datetime) -> "VerificationQuerySet":
        """Those whose people are asked now, the longest due first."""
        waited = Q(asked_at__isnull=True) | Q(asked_at__lte=now - ASK_AGAIN_AFTER)
        return self.filter(
            waited, asked__lt=MOST_ASKED, has_nobody=False, wants_change_at__isnull=True
        ).order_by("due_on", "pk")
