"""Answers to reflections that learners share without their names, and what others say to them."""

from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from tessera.learning.models.courses import Unit
from tessera.learning.models.learners import Enrolment


class SharedAnswer(models.Model):
    """A learner lets others of the course read the answer to one reflection, without the name.

    It is the present answer that they read; taking it back ends that, and takes the feedback along.
    """

    enrolment = models.ForeignKey(Enrolment, models.CASCADE, related_name="shared_answers")
    unit = models.ForeignKey(Unit, models.CASCADE, related_name="+")
    shared_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("answer shared in a course")
        verbose_name_plural = _("answers shared in courses")
        ordering = ("pk",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["enrolment", "unit"], name="one_shared_answer_per_unit")
        ]

    def __str__(self) -> str:
        return str(self.pk)


class PeerFeedback(models.Model):
    """What one learner says to the answer of another; neither learns who the other is.

    ``reported_at``: the other asked a moderator to look at it; ``hidden_at``: it was taken away.
    """

    answer = models.ForeignKey(SharedAnswer, models.CASCADE, related_name="feedback")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    text = models.TextField(_("feedback"), validators=[MaxLengthValidator(3000)])
    at = models.DateTimeField(auto_now_add=True)
    reported_at = models.DateTimeField(null=True, blank=True, db_index=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    hidden_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("feedback to an answer")
        verbose_name_plural = _("feedback to answers")
        ordering = ("pk",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["answer", "by"], name="one_feedback_per_answer")
        ]

    def __str__(self) -> str:
        return str(self.pk)
