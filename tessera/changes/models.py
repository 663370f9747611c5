"""The change log."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Change(models.Model):
    """One public change. ``sequence`` grows in the order in which changes became visible."""

    class Kind(models.TextChoices):
        """What changed."""

        RECORD = "record", _("record")
        ORGANIZATION = "organization", _("organization")
        CONCEPT = "concept", _("concept")
        PLACE = "place", _("place")
        PAGE = "page", _("page")

    class What(models.TextChoices):
        """How it changed. *Checked*: what is known about it did, and not what it says."""

        PUBLISHED = "published", _("published")
        UPDATED = "updated", _("updated")
        WITHDRAWN = "withdrawn", _("withdrawn")
        MERGED = "merged", _("merged")
        REMOVED = "removed", _("removed")
        CHECKED = "checked", _("checked")

    sequence = models.BigAutoField(primary_key=True)
    kind = models.CharField(max_length=16, choices=Kind.choices)
    identifier = models.CharField(max_length=64)
    what = models.CharField(max_length=16, choices=What.choices)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("change")
        verbose_name_plural = _("changes")
        indexes = (
            models.Index(fields=["kind", "identifier"]),
            models.Index(fields=["at"]),
            # Harvests read the log of records by time, from where they stopped.
            models.Index(fields=["kind", "at", "sequence"], name="change_by_kind_and_time"),
        )

    def __str__(self) -> str:
        return f"{self.sequence} {self.kind} {self.identifier} {self.what}"


class Version(models.Model):
    """What a published thing said at one publication. Never edited, never deleted with it."""

    identifier = models.CharField(max_length=9)
    number = models.PositiveIntegerField()
    snapshot = models.JSONField()
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    reason = models.TextField(blank=True)

    class Meta:
        verbose_name = _("version")
        verbose_name_plural = _("versions")
        ordering = ("identifier", "number")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["identifier", "number"], name="one_version_per_number")
        ]

    def __str__(self) -> str:
        return f"{self.identifier} v{self.number}"
