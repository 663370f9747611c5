"""Cohorts: people who take a course together, with dates and a facilitator."""

import secrets
from datetime import date

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tessera.learning.models.courses import Course
from tessera.lib.identifiers import new_identifier


def new_token() -> str:
    """The secret part of the address by which one joins."""
    return secrets.token_urlsafe(12)


class Cohort(models.Model):
    """A cohort. Who joins lets the facilitator see what is done, and nothing that is written."""

    identifier = models.CharField(
        _("identifier"), max_length=9, unique=True, default=new_identifier, editable=False
    )
    course = models.ForeignKey(
        Course, models.PROTECT, related_name="cohorts", verbose_name=_("course")
    )
    facilitator = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("facilitator"),
    )
    name = models.CharField(_("name"), max_length=120)
    starts_on = models.DateField(_("begins"))
    ends_on = models.DateField(_("ends"))
    token = models.CharField(max_length=24, unique=True, default=new_token, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("cohort")
        verbose_name_plural = _("cohorts")
        ordering = ("-starts_on", "-pk")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The facilitator's cockpit."""
        return reverse("cohort", args=[self.identifier])

    def is_over(self, *, on: date) -> bool:
        """Whether its last day has passed; nobody joins it then."""
        return on > self.ends_on
