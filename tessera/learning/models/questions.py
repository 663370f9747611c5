"""The questions of a quiz."""

from typing import ClassVar

from django.core.validators import MaxLengthValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tessera.learning.models.courses import Unit
from tessera.lib.fields import LanguageTagField
from tessera.network.models import TextStatus


class Question(models.Model):
    """A question of a quiz.

    ``right`` holds the numbers of the right choices, from 0, for questions with one or several.
    The choices of an ordering question are written in their right order.
    """

    class Kind(models.TextChoices):
        """How it is answered."""

        SINGLE = "single", pgettext_lazy("a question of a quiz", "One answer")
        MULTIPLE = "multiple", pgettext_lazy("a question of a quiz", "Several answers")
        ORDERING = "ordering", pgettext_lazy("a question of a quiz", "Order")
        SHORT = "short", pgettext_lazy("a question of a quiz", "A word or two")

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="questions")
    position = models.PositiveSmallIntegerField(_("order"), default=0)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.SINGLE)
    right = models.JSONField(_("right choices"), default=list, blank=True)

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ("position", "pk")

    def __str__(self) -> str:
        return str(self.pk)


class QuestionText(models.Model):
    """A question in one language.

    ``feedback`` has a sentence for each choice, or is empty; ``accepted`` the words that count as
    right for a short answer.
    """

    question = models.ForeignKey(Question, models.CASCADE, related_name="texts")
    language = LanguageTagField(_("language"))
    status = models.CharField(
        _("how this text came to be"),
        max_length=16,
        choices=TextStatus.choices,
        default=TextStatus.ORIGINAL,
    )
    text = models.TextField(_("question"), validators=[MaxLengthValidator(1000)])
    choices = models.JSONField(_("choices"), default=list, blank=True)
    feedback = models.JSONField(_("feedback on each choice"), default=list, blank=True)
    accepted = models.JSONField(_("accepted answers"), default=list, blank=True)
    explanation = models.TextField(
        _("explanation"), blank=True, validators=[MaxLengthValidator(2000)]
    )

    class Meta:
        verbose_name = _("text")
        verbose_name_plural = _("texts")
        ordering = ("pk",)
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["question", "language"], name="one_question_text_per_language"
            )
        ]

    def __str__(self) -> str:
        return self.text
