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
    """A number that grows with every change of a course, for pages that are kept. One query."""
    newest = apps.get_model("learning", "Course").objects.aggregate(last=Max("updated_at"))["last"]
    return int(newest.timestamp() * 1_000_000) if newest else 0
