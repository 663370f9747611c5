"""The records that a community works with."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from tessera.catalogue.models import Record
from tessera.communities.models.circles import Community


class CommunityRecord(models.Model):
    """A public record that a member put on the community's shelf, with why."""

    community = models.ForeignKey(Community, models.CASCADE, related_name="shelf")
    record = models.ForeignKey(Record, models.CASCADE, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    note = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-pk",)
        verbose_name_plural = _("records of communities")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["community", "record"], name="one_place_on_the_shelf")
        ]

    def __str__(self) -> str:
        return f"{self.community_id}: {self.record_id}"
