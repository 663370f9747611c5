"""Questions over courses."""

from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Count, Max


class CourseQuerySet(models.QuerySet[Any]):
    """Questions over courses."""

    def public(self) -> "CourseQuerySet":
        """What any reader may see. The only place where that is decided."""
        return self.filter(state="PUBLIC")

    def with_texts(self) -> "CourseQuerySet":
        """With the texts of all languages: one more query."""
        return self.prefetch_related("texts")


def latest_change() -> int:
    """A number that is another after each change of courses, paths, and of which self-checks exist.

    For kept pages. Three queries.
    """
    total = 0
    for name in ("Course", "LearningPath"):
        newest = apps.get_model("learning", name).objects.aggregate(last=Max("updated_at"))["last"]
        total += int(newest.timestamp() * 1_000_000) if newest else 0
    asked = apps.get_model("learning", "CheckItem").objects.aggregate(
        last=Max("pk", default=0), count=Count("pk")
    )
    return total + int(asked["last"]) * 1000 + int(asked["count"])
