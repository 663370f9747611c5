"""Self-checks: questions made from a guideline, and what somebody answered for themselves."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tessera.catalogue.models import Record
from tessera.lib.fields import LanguageTagField
from tessera.network.models import TextStatus
from tessera.vocabularies.fields import concept_field


class Standing(models.TextChoices):
    """How far somebody is with what a question asks."""

    NOT_YET = "0", pgettext_lazy("self-check", "not yet")
    IN_PART = "1", pgettext_lazy("self-check", "in part")
    LARGELY = "2", pgettext_lazy("self-check", "largely")
    FULLY = "3", pgettext_lazy("self-check", "fully")
    NOT_OURS = "x", pgettext_lazy("self-check", "not our task")


class CheckItem(models.Model):
    """One question about what a guideline asks for. Its theme leads to what helps."""

    record = models.ForeignKey(Record, models.CASCADE, related_name="check_items")
    position = models.PositiveSmallIntegerField(default=0)
    theme = concept_field("TH", _("theme"))

    class Meta:
        verbose_name = _("question of a self-check")
        verbose_name_plural = _("questions of self-checks")
        ordering = ("position", "pk")

    def __str__(self) -> str:
        return f"{self.record_id}: {self.position}"


class CheckItemText(models.Model):
    """A question in one language, and what would show that it is so."""

    item = models.ForeignKey(CheckItem, models.CASCADE, related_name="texts")
    language = LanguageTagField(_("language"))
    question = models.CharField(_("question"), max_length=400)
    evidence = models.CharField(_("what would show it"), max_length=400, blank=True)
    status = models.CharField(
        _("how this text came to be"),
        max_length=16,
        choices=TextStatus.choices,
        default=TextStatus.ORIGINAL,
        db_default=TextStatus.ORIGINAL,
    )

    class Meta:
        verbose_name = _("text")
        verbose_name_plural = _("texts")
        ordering = ("pk",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["item", "language"], name="one_check_text_per_language")
        ]

    def __str__(self) -> str:
        return self.question


class SelfCheck(models.Model):
    """What somebody answered and chose to keep; nobody else ever sees it.

    ``answers`` maps numbers of questions to values of ``Standing``.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="self_checks")
    record = models.ForeignKey(Record, models.CASCADE, related_name="+")
    answers = models.JSONField(default=dict)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("self-check")
        verbose_name_plural = _("self-checks")
        ordering = ("-changed_at", "pk")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "record"], name="one_self_check_per_guideline")
        ]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.record_id}"
