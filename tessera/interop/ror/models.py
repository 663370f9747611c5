"""Identifiers that organizations may have in the registry, until an editor decides."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from tessera.network.models import Organization


class RorProposal(models.Model):
    """An entry of the registry that may be the same as an organization here, and why."""

    class State(models.TextChoices):
        """What an editor said."""

        OPEN = "open", _("to be decided")
        CONFIRMED = "confirmed", _("the same")
        REFUSED = "refused", _("another one")

    organization = models.ForeignKey(
        Organization, models.CASCADE, related_name="+", verbose_name=_("organization")
    )
    ror = models.CharField(_("ROR ID"), max_length=40)
    name = models.CharField(_("name in the registry"), max_length=250)
    country = models.CharField(_("country"), max_length=2, blank=True)
    city = models.CharField(_("city"), max_length=120, blank=True)
    website = models.CharField(_("website"), max_length=300, blank=True)
    reasons = models.JSONField(_("what is the same"), default=list)
    weight = models.PositiveSmallIntegerField(default=0)
    state = models.CharField(
        _("state"), max_length=10, choices=State.choices, default=State.OPEN, db_index=True
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("proposed ROR ID")
        verbose_name_plural = _("proposed ROR IDs")
        app_label = "interop"
        ordering = ("-weight", "pk")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organization", "ror"], name="one_proposal_per_ror")
        ]

    def __str__(self) -> str:
        return f"{self.ror} {self.name}"
