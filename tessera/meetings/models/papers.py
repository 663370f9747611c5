"""The issues paper of a session: what is written, and the versions that were circulated."""

from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tessera.catalogue.models import Record
from tessera.lib.fields import LanguageTagField
from tessera.meetings.models.sessions import Session


class Paper(models.Model):
    """The paper under way. Readers see the last version that was circulated, never this."""

    session = models.OneToOneField(Session, models.CASCADE, related_name="issues_paper")
    language = LanguageTagField(_("language"), default="en")
    authors = models.CharField(_("authors"), max_length=400, blank=True)
    summary = models.TextField(_("in brief"), max_length=3000)
    background = models.TextField(_("background"), max_length=40_000, blank=True)
    questions = models.TextField(
        _("questions for the panel"),
        max_length=4000,
        blank=True,
        help_text=_("One on each line."),
    )
    options = models.TextField(
        _("options"), max_length=8000, blank=True, help_text=_("One on each line.")
    )
    days_before = models.PositiveSmallIntegerField(
        _("days before the session that it must be out"),
        default=7,
        validators=[MinValueValidator(1), MaxValueValidator(90)],
    )
    comments_until = models.DateField(
        _("comments until"),
        null=True,
        blank=True,
        help_text=_("The last day on which those who take part may comment. Empty: no comments."),
    )
    updated_at = models.DateTimeField(_("changed at"), auto_now=True)

    class Meta:
        verbose_name = _("issues paper")
        verbose_name_plural = _("issues papers")

    def __str__(self) -> str:
        return str(self.session_id)

    @property
    def due_at(self) -> datetime:
        """When it must be out at the latest."""
        return self.session.starts_at - timedelta(days=self.days_before)


class PaperFact(models.Model):
    """A fact of the paper, with the record that shows it."""

    paper = models.ForeignKey(Paper, models.CASCADE, related_name="facts")
    position = models.PositiveSmallIntegerField(_("order"), default=0)
    text = models.CharField(_("fact"), max_length=800)
    record = models.ForeignKey(Record, models.PROTECT, related_name="+", verbose_name=_("record"))

    class Meta:
        verbose_name = _("fact")
        verbose_name_plural = _("facts")
        ordering = ("position", "pk")

    def __str__(self) -> str:
        return self.text


class PaperVersion(models.Model):
    """The paper as it was circulated; ``content`` is kept as it was, whatever changes later."""

    paper = models.ForeignKey(Paper, models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField(_("number"))
    content: Any = models.JSONField(_("content"))
    circulated_at = models.DateTimeField(_("circulated at"))
    circulated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("circulated by"),
    )
    comments_told_at = models.DateTimeField(_("last told of comments at"), null=True, blank=True)

    class Meta:
        verbose_name = _("version of an issues paper")
        verbose_name_plural = _("versions of an issues paper")
        ordering = ("-number",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["paper", "number"], name="one_paper_version_number")
        ]

    def __str__(self) -> str:
        return str(self.number)


class PaperComment(models.Model):
    """What somebody who takes part says about a paragraph. The name is empty where rules say so."""

    version = models.ForeignKey(PaperVersion, models.CASCADE, related_name="comments")
    paragraph = models.CharField(_("paragraph"), max_length=20)
    key = models.CharField(_("who"), max_length=24)
    name = models.CharField(pgettext_lazy("of a person", "name"), max_length=200, blank=True)
    stakeholder = models.CharField(_("stakeholder group"), max_length=12, blank=True)
    text = models.TextField(_("comment"), max_length=2000)
    created_at = models.DateTimeField(_("written at"), auto_now_add=True)

    class Meta:
        verbose_name = _("comment on an issues paper")
        verbose_name_plural = _("comments on an issues paper")
        ordering = ("pk",)

    def __str__(self) -> str:
        return str(self.pk)


class PaperReading(models.Model):
    """That somebody who takes part opened a version: a receipt for the organizer."""

    version = models.ForeignKey(PaperVersion, models.CASCADE, related_name="readings")
    key = models.CharField(_("who"), max_length=24)
    read_at = models.DateTimeField(_("read at"), auto_now_add=True)

    class Meta:
        verbose_name = _("receipt of an issues paper")
        verbose_name_plural = _("receipts of an issues paper")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["version", "key"], name="one_receipt_per_reader")
        ]

    def __str__(self) -> str:
        return str(self.pk)
