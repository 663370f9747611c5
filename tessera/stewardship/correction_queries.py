"""Questions over corrections."""

from typing import Any

from django.db import models
from django.db.models import Count, Q
from django.utils import timezone


class CorrectionQuerySet(models.QuerySet[Any]):
    """Each can be asked of another's answer."""

    def waiting(self) -> "CorrectionQuerySet":
        """Not answered yet."""
        return self.filter(state="open")

    def counted(self) -> tuple[int, int]:
        """How many, and for how many of them the answer is late. One query."""
        late = Q(due_at__lt=timezone.now())
        found = self.order_by().aggregate(all=Count("pk"), late=Count("pk", late))
        return found["all"], found["late"]
