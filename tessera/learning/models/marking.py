"""Answers that learners of a cohort hand in to their facilitator, and what is said to them."""

from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tessera.learning.models.cohorts import Cohort
from tessera.learning.models.courses import Unit
from tessera.learning.models.learners import LONGEST_TEXT, Enrolment


class HandedIn(models.Model):
    """An answer as it was handed in to a cohort; the learner's own may change without it.

    Handing in again replaces the text and asks for a new mark. The comment stays until the next.
    """

    class Mark(models.TextChoices):
        """What the facilitator says of it."""

        WAITING = "", pgettext_lazy("an answer handed in", "waits to be read")
        ACCEPTED = "accepted", pgettext_lazy("an answer handed in", "accepted")
        AGAIN = "again", pgettext_lazy("an answer handed in", "to be worked on again")

    enrolment = models.ForeignKey(Enrolment, models.CASCADE, related_name="handed_in")
    cohort = models.ForeignKey(Cohort, models.CASCADE, related_name="+", verbose_name=_("cohort"))
    unit = models.ForeignKey(Unit, models.CASCADE, related_name="+")
    text = models.TextField(validators=[MaxLengthValidator(LONGEST_TEXT)])
    handed_in_at = models.DateTimeField(_("handed in at"))
    mark = models.CharField(_("mark"), max_length=8, choices=Mark.choices, blank=True, default="")
    comment = models.TextField(_("comment"), blank=True, validators=[MaxLengthValidator(3000)])
    marked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    marked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("answer handed in")
        verbose_name_plural = _("answers handed in")
        ordering = ("handed_in_at", "pk")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["enrolment", "unit"], name="handed_in_once_per_unit")
        ]

    def __str__(self) -> str:
        return str(self.pk)

    def get_absolute_url(self) -> str:
        """Where the facilitator reads and marks it."""
        return reverse("cohort_mark", args=[self.cohort.identifier, self.pk])
