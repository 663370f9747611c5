"""What members find wrong with an offer or a seek."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from tessera.exchange.models.listings import Listing


class ListingReport(models.Model):
    """A member asks moderators to look at a listing. ``closed_at``: a moderator did."""

    listing = models.ForeignKey(Listing, models.CASCADE, related_name="reports")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    text = models.CharField(_("what is the matter?"), max_length=1000)
    at = models.DateTimeField(auto_now_add=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        ordering = ("pk",)
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["listing", "by"],
                condition=models.Q(closed_at=None),
                name="one_open_report_per_listing_and_member",
            )
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"
