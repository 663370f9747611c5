"""The addresses that are looked after."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class WatchedAddress(models.Model):
    """When a web address is asked next, and how often in a row it did not answer.

    One row for each address, however many records name it; what was found stands beside the
    address itself, in the record's link or the organization.
    """

    address = models.CharField(_("address"), max_length=500, unique=True)
    next_at = models.DateTimeField(_("asked next"), db_index=True)
    failures = models.PositiveSmallIntegerField(_("times without an answer"), default=0)

    class Meta:
        ordering = ["next_at", "pk"]
        verbose_name = _("watched address")
        verbose_name_plural = _("watched addresses")

    def __str__(self) -> str:
        return self.address
