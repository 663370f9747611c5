"""Questions over courses."""

from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Max


class CourseQuerySet(models.QuerySet[Any]):
    """Questions over courses."""

    def public(self) -> "CourseQuerySet":
        """What any reader may see. The only place where that is decided."""
        return self.filter(state="PUBLIC")

    def with_texts(self) -> "CourseQuerySet":
        """With the texts of all languages: one more query."""
        return self.prefetch_related("texts")


def latest_change() -> int:
    """A number that grows with each change of a course or path, for kept pages. Two queries."""
    total = 0
    for name in ("Course", "LearningPath"):
        newest = apps.get_model("learning", name).objects.aggregate(last=Max("updated_at"))["last"]
        total += int(newest.timestamp() * 1_000_000) if newest else 0
    return total
