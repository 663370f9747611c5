"""Learning paths: courses and records in an order that makes sense."""

from typing import ClassVar

from django.core.validators import MaxLengthValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tessera.learning.querysets import CourseQuerySet
from tessera.lib.fields import LanguageTagField
from tessera.lib.identifiers import new_identifier
from tessera.lib.texts import best_text
from tessera.network.models import TextStatus


class LearningPath(models.Model):
    """A path. Its steps are identifiers of courses, records, organizations or sessions."""

    identifier = models.CharField(
        _("identifier"), max_length=9, unique=True, default=new_identifier, editable=False
    )
    state = models.CharField(
        _("state"),
        max_length=8,
        choices=[("DRAFT", _("draft")), ("PUBLIC", _("published"))],
        default="DRAFT",
    )
    original_language = LanguageTagField(_("its own language"), default="en")
    steps = models.JSONField(_("steps"), default=list, blank=True)
    updated_at = models.DateTimeField(_("changed at"), auto_now=True)

    objects = CourseQuerySet.as_manager()

    class Meta:
        verbose_name = _("learning path")
        verbose_name_plural = _("learning paths")
        ordering = ("pk",)

    def __str__(self) -> str:
        text = best_text(self.texts.all(), "en", self.original_language)
        return text.title if text else self.identifier

    def get_absolute_url(self) -> str:
        """Its page in the present language."""
        return reverse("path_detail", args=[self.identifier])


class PathText(models.Model):
    """What a path is called, and whom it leads where, in one language."""

    path = models.ForeignKey(LearningPath, models.CASCADE, related_name="texts")
    language = LanguageTagField(_("language"))
    status = models.CharField(
        _("how this text came to be"),
        max_length=16,
        choices=TextStatus.choices,
        default=TextStatus.ORIGINAL,
    )
    title = models.CharField(_("title"), max_length=200)
    summary = models.TextField(_("summary"), validators=[MaxLengthValidator(600)])

    class Meta:
        verbose_name = _("text")
        verbose_name_plural = _("texts")
        ordering = ("pk",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["path", "language"], name="one_path_text_per_language")
        ]

    def __str__(self) -> str:
        return self.title
