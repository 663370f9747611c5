"""Funding that organizations announce, until its deadline."""

from datetime import date
from typing import Any

from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tessera.lib.fields import LanguageTagField, WebAddressField
from tessera.lib.identifiers import new_identifier
from tessera.network.models.organizations import Organization


class FundingProgrammeQuerySet(models.QuerySet[Any]):
    """Questions over funding programmes."""

    def public(self) -> "FundingProgrammeQuerySet":
        """What any reader may see: programmes of public organizations, past or not."""
        return self.filter(organization__live=True, organization__withdrawn_at=None)

    def open(self, on: date) -> "FundingProgrammeQuerySet":
        """Those to which one can still apply on a day, the next deadline first."""
        return self.public().filter(closes_on__gte=on).order_by("closes_on", "pk")


class FundingProgramme(models.Model):
    """Money that an organization gives, with a deadline. It leaves every list when that is past.

    Without ``applicants`` anybody may apply, without ``places`` from anywhere.
    """

    identifier = models.CharField(max_length=9, unique=True, default=new_identifier, editable=False)
    organization = models.ForeignKey(Organization, models.CASCADE, related_name="programmes")
    language = LanguageTagField(_("language of these words"))
    title = models.CharField(_("title"), max_length=160)
    summary = models.TextField(_("what it funds"), max_length=2000)
    website = WebAddressField(_("where to apply"), max_length=500)
    closes_on = models.DateField(_("last day to apply"), db_index=True)
    amount = models.CharField(_("amount"), max_length=120, blank=True)
    partner_rule = models.CharField(_("partners needed"), max_length=300, blank=True)
    themes = models.ManyToManyField(
        "vocabularies.Concept",
        related_name="+",
        limit_choices_to={"scheme__code": "TH"},
        verbose_name=_("themes"),
    )
    applicants = models.ManyToManyField(
        "vocabularies.Concept",
        blank=True,
        related_name="+",
        limit_choices_to={"scheme__code": "OT"},
        verbose_name=_("who may apply"),
    )
    places = models.ManyToManyField(
        "vocabularies.Place", blank=True, related_name="+", verbose_name=_("from where")
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True, db_index=True)

    objects = FundingProgrammeQuerySet.as_manager()

    class Meta:
        verbose_name = _("funding programme")
        verbose_name_plural = _("funding programmes")
        ordering = ("closes_on", "pk")

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Its page in the present language."""
        return reverse("funding_detail", args=[self.identifier])

    @property
    def is_open(self) -> bool:
        """Whether one can still apply today."""
        return self.closes_on >= timezone.localdate()
