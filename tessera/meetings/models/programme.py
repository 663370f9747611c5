"""The programme of a session."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from tessera.meetings.models.sessions import MOST_MINUTES, Session
from tessera.vocabularies.fields import concept_field


class ProgrammePart(models.Model):
    """A part of the programme. Of a past session its minutes may be unknown."""

    session = models.ForeignKey(Session, models.CASCADE, related_name="programme")
    position = models.PositiveSmallIntegerField(_("order"), default=0)
    kind = concept_field("PK", _("kind"), required=True)
    minutes = models.PositiveSmallIntegerField(
        _("minutes"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_MINUTES)],
    )
    title = models.CharField(_("title"), max_length=250, blank=True)
    titles = models.JSONField(_("title by language"), default=dict, blank=True)
    people = models.CharField(_("people"), max_length=400, blank=True)

    class Meta:
        verbose_name = _("part of the programme")
        verbose_name_plural = _("parts of the programme")
        ordering = ("position", "pk")

    def __str__(self) -> str:
        return self.title or str(self.pk)
