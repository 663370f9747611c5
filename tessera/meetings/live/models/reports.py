"""Captions, and the rapporteur's interventions."""

from typing import ClassVar, Final

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from tessera.lib.fields import LanguageTagField
from tessera.meetings.models.programme import ProgrammePart
from tessera.meetings.models.sessions import Session

LONGEST_CAPTION: Final = 600
LONGEST_SPEAKER: Final = 200
MOST_MINUTES: Final = 600


class Caption(models.Model):
    """A line of captions. Protected names were taken out before it was kept.

    ``sent_as`` tells a line that is sent again, since its answer was lost, from another one.
    """

    session = models.ForeignKey(Session, models.CASCADE, related_name="captions")
    language = LanguageTagField()
    text = models.CharField(max_length=LONGEST_CAPTION)
    sent_as = models.CharField(max_length=64, blank=True, db_default="", editable=False)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("pk",)
        indexes: ClassVar = [models.Index(fields=["session", "id"], name="caption_by_session")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["session", "sent_as"],
                condition=~models.Q(sent_as=""),
                name="one_caption_each_time",
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Intervention(models.Model):
    """What somebody said, as the rapporteur sums it up.

    ``speaker`` is empty wherever the attribution rule protects the name: it was never kept.
    """

    session = models.ForeignKey(Session, models.CASCADE, related_name="interventions")
    part = models.ForeignKey(
        ProgrammePart, models.SET_NULL, null=True, blank=True, related_name="+",
    )  # fmt: skip
    speaker = models.CharField(max_length=LONGEST_SPEAKER, blank=True)
    stakeholder = models.CharField(max_length=20, blank=True)
    minutes = models.PositiveSmallIntegerField(
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_MINUTES)],
    )
    summary = models.TextField(max_length=2000)
    themes = models.JSONField(default=list, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ("created_at", "pk")

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def version(self) -> str:
        """Which text it is: a form that began from another one is stale."""
        return self.updated_at.isoformat() if self.updated_at else ""
