"""Questions over records."""

from collections.abc import Iterable
from typing import Any

from django.db import models
from wagtail.query import SpecificQuerySetMixin

from tessera.changes.querysets import AnnouncesDeletion


class RecordQuerySet(AnnouncesDeletion, SpecificQuerySetMixin, models.QuerySet[Any]):
    """Questions over records; each can be asked of another's answer."""

    def public(self) -> "RecordQuerySet":
        """What any reader may see. The only place where that is decided."""
        return self.filter(live=True, withdrawn_at__isnull=True)

    def of_kind(self, kind: str) -> "RecordQuerySet":
        """Records of one kind, by its code."""
        return self.filter(kind=kind)

    def with_identifiers(self, identifiers: Iterable[str]) -> "RecordQuerySet":
        """Records by their permanent identifiers, in no order."""
        return self.filter(identifier__in=list(identifiers))

    def titled(self, words: str) -> "RecordQuerySet":
        """Records whose titles, in whatever languages, have all these words (of eight at most)."""
        rows = self
        for word in words.split()[:8]:
            found = self.model._default_manager.filter(texts__title__icontains=word)
            rows = rows.filter(pk__in=found.values("pk"))
        return rows

    def with_card(self) -> "RecordQuerySet":
        """With what a result card shows: two more queries, whatever the number of rows."""
        return self.prefetch_related("texts", "record_places")

    def newest(self) -> "RecordQuerySet":
        """Newest published first."""
        return self.order_by("-first_published_at", "-pk")
