"""Questions over organizations and people."""

from typing import Any

from django.apps import apps
from django.db import models
from django.utils import timezone

from tessera.changes.querysets import AnnouncesDeletion


class OrganizationQuerySet(AnnouncesDeletion, models.QuerySet[Any]):
    """Questions over organizations."""

    def public(self) -> "OrganizationQuerySet":
        """What any reader may see. The only place where that is decided."""
        return self.filter(live=True, withdrawn_at__isnull=True)

    def with_texts(self) -> "OrganizationQuerySet":
        """With the texts of all languages: one more query."""
        return self.prefetch_related("texts")


class PersonQuerySet(models.QuerySet[Any]):
    """Questions over people."""

    def shown(self) -> "PersonQuerySet":
        """Those who agree to be shown today."""
        return self.filter(_shown_today())

    def seen_by(self, viewer: Any) -> "PersonQuerySet":
        """Whom ``viewer`` may meet: shown, and no block in either direction; oneself always."""
        if not viewer.is_authenticated:
            return self.shown()
        blocks = apps.get_model("network", "Block").objects
        kept_away = models.Q(user__in=blocks.filter(by=viewer).values("blocked"))
        kept_away |= models.Q(user__in=blocks.filter(blocked=viewer).values("by"))
        others = _shown_today() & (models.Q(user__isnull=True) | ~kept_away)
        return self.filter(models.Q(user=viewer) | others)

    def known_as(self, identifier: str) -> "PersonQuerySet":
        """The one with this identifier, or into whose entry the one with it was joined."""
        named = models.Q(identifier=identifier) | models.Q(former_entries__identifier=identifier)
        return self.filter(named)

    def with_words(self) -> "PersonQuerySet":
        """With texts, languages and affiliations: three more queries."""
        return self.prefetch_related("texts", "languages", "affiliations")


def _shown_today() -> models.Q:
    """The only place where it is decided who is shown at all."""
    has_account = models.Q(user__isnull=True) | models.Q(user__is_active=True)
    today = timezone.localdate()
    return has_account & models.Q(consent_until__gte=today, hidden_at__isnull=True)
