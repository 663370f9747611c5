"""What a community works with: public records, and drafts that members show each other."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tessera.catalogue.models import Record
from tessera.communities.models.circles import Community
from tessera.communities.querysets import SharedDraftQuerySet


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


class SharedDraft(models.Model):
    """A draft that one of its writers shows to the members of a community, with why.

    ``draft`` is its identifier in the room that keeps drafts; what it says is always read there,
    so that nothing of it is copied. Published, it becomes a ``CommunityRecord``.
    """

    community = models.ForeignKey(Community, models.CASCADE, related_name="shared_drafts")
    draft = models.CharField(max_length=9, db_index=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    note = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = SharedDraftQuerySet.as_manager()

    class Meta:
        ordering = ("-pk",)
        verbose_name_plural = _("drafts shown to communities")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["community", "draft"], name="one_showing_per_draft")
        ]

    def __str__(self) -> str:
        return f"{self.community_id}: {self.draft}"

    def get_absolute_url(self) -> str:
        """Where members read it."""
        return reverse("community_draft", args=[self.community.identifier, self.draft])


class WritingOffer(models.Model):
    """A member offers to write along with a draft; gone once it is answered."""

    shared = models.ForeignKey(SharedDraft, models.CASCADE, related_name="offers")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("pk",)
        verbose_name_plural = _("offers to write along")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["shared", "user"], name="one_offer_per_draft")
        ]

    def __str__(self) -> str:
        return f"{self.shared_id}: {self.user_id}"
