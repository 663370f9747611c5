"""A session's summary, remarks on it, outcomes and what became of them."""

from typing import ClassVar, Final

from django.core.validators import MaxValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tessera.catalogue.models import Record
from tessera.lib.fields import LanguageTagField
from tessera.meetings.models.sessions import Session
from tessera.vocabularies.fields import concept_field

LONGEST_PART: Final = 8000
LONGEST_OUTCOME: Final = 1000
LONGEST_REMARK: Final = 2000


class Summary(models.Model):
    """The summary of a session; ``revision`` grows with every saving."""

    session = models.OneToOneField(Session, models.CASCADE, related_name="summary")
    language = LanguageTagField(_("language"))
    revision = models.PositiveIntegerField(default=0)
    composed_at = models.DateTimeField(_("composed at"))
    check_until = models.DateTimeField(_("open for remarks until"), null=True, blank=True)
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)
    record = models.OneToOneField(
        Record,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="summarized_session",
        verbose_name=_("record"),
    )

    class Meta:
        verbose_name = _("summary")
        verbose_name_plural = _("summaries")

    def __str__(self) -> str:
        return f"{self.session_id}"


class SummaryPart(models.Model):
    """A heading with its text."""

    session = models.ForeignKey(Session, models.CASCADE, related_name="summary_parts")
    position = models.PositiveSmallIntegerField(_("order"), default=0)
    heading = models.CharField(_("heading"), max_length=200)
    text = models.TextField(_("text"), max_length=LONGEST_PART, blank=True)

    class Meta:
        verbose_name = _("part of a summary")
        verbose_name_plural = _("parts of a summary")
        ordering = ("position", "pk")

    def __str__(self) -> str:
        return self.heading


class SummaryRemark(models.Model):
    """What somebody who was there says about the draft. Only those who write it read it.

    ``key`` is the attendee's in the session (``r12``); no name is kept.
    """

    class State(models.TextChoices):
        """What was done with it."""

        OPEN = "open", _("to be looked at")
        TAKEN = "taken", _("taken up")
        LEFT = "left", _("not taken up")

    session = models.ForeignKey(Session, models.CASCADE, related_name="summary_remarks")
    part = models.ForeignKey(
        SummaryPart, models.SET_NULL, null=True, blank=True, related_name="remarks"
    )
    key = models.CharField(max_length=20)
    text = models.TextField(_("remark"), max_length=LONGEST_REMARK)
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.OPEN)
    answer = models.TextField(_("answer"), max_length=LONGEST_REMARK, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("remark on a summary")
        verbose_name_plural = _("remarks on a summary")
        ordering = ("created_at", "pk")

    def __str__(self) -> str:
        return f"{self.pk}"


class SessionOutcome(models.Model):
    """Something that came out of a session, with somebody who answers for it."""

    class State(models.TextChoices):
        """What became of it."""

        OPEN = "open", _("not begun")
        DOING = "doing", _("under way")
        DONE = "done", pgettext_lazy("an outcome", "done")
        DROPPED = "dropped", _("given up")

    session = models.ForeignKey(Session, models.CASCADE, related_name="outcomes")
    position = models.PositiveSmallIntegerField(_("order"), default=0)
    kind = concept_field("OC", _("kind"), required=True)
    text = models.TextField(_("what was said or agreed"), max_length=LONGEST_OUTCOME)
    owner = models.CharField(
        _("who answers for it"),
        max_length=200,
        blank=True,
        help_text=_("An organization or a function rather than a person."),
    )
    owner_email = models.EmailField(
        _("address that is asked what became of it"),
        blank=True,
        help_text=_("It is never shown."),
    )
    due = models.DateField(_("due"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.OPEN)
    supports = models.PositiveIntegerField(
        _("in favour"), null=True, blank=True, validators=[MaxValueValidator(100_000)]
    )
    dissents = models.PositiveIntegerField(
        _("against"), null=True, blank=True, validators=[MaxValueValidator(100_000)]
    )
    records = models.ManyToManyField(
        Record, blank=True, related_name="session_outcomes", verbose_name=_("records cited")
    )
    draft = models.ForeignKey(
        Record, models.SET_NULL, null=True, blank=True, related_name="led_from_outcomes"
    )

    class Meta:
        verbose_name = _("outcome")
        verbose_name_plural = _("outcomes")
        ordering = ("position", "pk")

    def __str__(self) -> str:
        return self.text[:80]


class OutcomeChange(models.Model):
    """What was told to have become of an outcome, by its owner or by those who wrote the summary.

    Rows are added and never changed: together they are the outcome's history.
    """

    outcome = models.ForeignKey(SessionOutcome, models.CASCADE, related_name="changes")
    state = models.CharField(max_length=8, choices=SessionOutcome.State.choices)
    note = models.TextField(max_length=LONGEST_REMARK, blank=True)
    months = models.PositiveSmallIntegerField(null=True, blank=True)
    told_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("told_at", "pk")

    def __str__(self) -> str:
        return f"{self.outcome_id} {self.state}"


class OutcomeFollowUp(models.Model):
    """The question to an owner, some months later, and the answer."""

    outcome = models.ForeignKey(SessionOutcome, models.CASCADE, related_name="follow_ups")
    months = models.PositiveSmallIntegerField(_("months after the session"))
    due_on = models.DateField(_("to be asked on"), db_index=True)
    asked_at = models.DateTimeField(_("asked at"), null=True, blank=True)
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    state = models.CharField(
        _("state"), max_length=8, choices=SessionOutcome.State.choices, blank=True
    )
    note = models.TextField(_("what became of it"), max_length=LONGEST_REMARK, blank=True)

    class Meta:
        verbose_name = _("question about an outcome")
        verbose_name_plural = _("questions about outcomes")
        ordering = ("due_on", "pk")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["outcome", "months"], name="asked_once_a_term")
        ]

    def __str__(self) -> str:
        return f"{self.outcome_id} +{self.months}"
