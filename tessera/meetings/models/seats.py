"""Seats of a session."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tessera.meetings.models.sessions import Session
from tessera.network.models import Person
from tessera.vocabularies.fields import concept_field


class Seat(models.Model):
    """A seat for one position: whoever sits there, with a part in the session."""

    session = models.ForeignKey(Session, models.CASCADE, related_name="seats")
    position = models.PositiveSmallIntegerField(_("order"), default=0)
    role = concept_field("SR", _("role"), required=True)
    stakeholder = concept_field("SH", _("stakeholder group"))
    name = models.CharField(pgettext_lazy("of a person", "name"), max_length=200, blank=True)
    affiliation = models.CharField(_("organization or position"), max_length=250, blank=True)
    #: Whose entry it is, where that is known; shown only on the person's own page, by their choice.
    person = models.ForeignKey(
        Person, models.SET_NULL, null=True, blank=True, related_name="seats", editable=False
    )

    class Meta:
        verbose_name = _("seat")
        verbose_name_plural = _("seats")
        ordering = ("position", "pk")

    def __str__(self) -> str:
        return self.name or str(self.pk)
