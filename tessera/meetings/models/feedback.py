"""What those who took part say about a session, without their names unless they agree."""

from datetime import datetime
from typing import ClassVar, Final

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tessera.lib.fields import LanguageTagField
from tessera.meetings.models.sessions import Session

LONGEST_WORDS: Final = 1000


class Survey(models.Model):
    """The questions to everybody who took part; there is one, opened when the session ends."""

    session = models.OneToOneField(Session, models.CASCADE, related_name="survey")
    opened_at = models.DateTimeField()
    closes_at = models.DateTimeField(db_index=True)
    is_in_summary = models.BooleanField(default=False)

    def __str__(self) -> str:
        return str(self.session_id)

    def is_open(self, *, now: datetime) -> bool:
        """Whether answers are taken, and can be changed."""
        return now < self.closes_at


class FeedbackAnswer(models.Model):
    """One person's answer. ``key`` is made of the attendee's and the site's secret, so that a row
    does not say whose it is; it goes when the survey is closed. A name is kept only with consent,
    an address only for that or for the question six months later (``may_ask``, ``used``).
    """

    class Intention(models.TextChoices):
        """Whether somebody means to use what was heard."""

        YES = "yes", _("yes, I have something in mind")
        PERHAPS = "perhaps", pgettext_lazy("an intention", "perhaps")
        NO = "no", pgettext_lazy("an intention", "no")

    class Extent(models.TextChoices):
        """How far something was so."""

        YES = "yes", pgettext_lazy("an extent", "yes")
        PARTLY = "partly", pgettext_lazy("an extent", "partly")
        NO = "no", pgettext_lazy("an extent", "no")

    session = models.ForeignKey(Session, models.CASCADE, related_name="feedback")
    key = models.CharField(max_length=64, blank=True)
    usefulness = models.PositiveSmallIntegerField()
    news = models.CharField(max_length=LONGEST_WORDS, blank=True)
    intention = models.CharField(max_length=8, choices=Intention.choices)
    use = models.CharField(max_length=LONGEST_WORDS, blank=True)
    was_heard = models.CharField(max_length=8, choices=Extent.choices)
    access = models.CharField(max_length=8, choices=Extent.choices)
    barriers = models.CharField(max_length=LONGEST_WORDS, blank=True)
    further = models.CharField(max_length=LONGEST_WORDS, blank=True)
    name = models.CharField(max_length=200, blank=True)
    email = models.EmailField(blank=True)
    language = LanguageTagField(blank=True)
    may_ask = models.BooleanField(default=False)
    asked_at = models.DateTimeField(null=True, blank=True)
    used = models.CharField(max_length=8, choices=Extent.choices, blank=True)
    used_note = models.CharField(max_length=LONGEST_WORDS, blank=True)

    class Meta:
        ordering = ("pk",)
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["session", "key"], condition=~Q(key=""), name="one_feedback_per_attendee"
            ),
            models.CheckConstraint(
                condition=Q(usefulness__gte=1, usefulness__lte=5), name="usefulness_of_one_to_five"
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)
