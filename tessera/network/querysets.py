"""Questions over organizations."""

from typing import Any

from django.db import models

from tessera.changes.querysets import AnnouncesDeletion


class OrganizationQuerySet(AnnouncesDeletion, models.QuerySet[Any]):
    """Questions over organizations."""

    def public(self) -> "OrganizationQuerySet":
        """What any reader may see. The only place where that is decided."""
        return self.filter(live=True, withdrawn_at__isnull=True)

    def with_texts(self) -> "OrganizationQuerySet":
        """With the texts of all languages: one more query."""
        return self.prefetch_related("texts")
