"""What the desk remembers: reasons, appeals, checks, and what was done to many at once."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tessera.review.models.submissions import Submission


class DeskDecision(models.Model):
    """An editor's decision with its reason code (``desk_reasons.py``)."""

    submission = models.ForeignKey(Submission, models.CASCADE, related_name="desk_decisions")
    outcome = models.CharField(max_length=12, choices=Submission.State.choices)
    code = models.CharField(max_length=16, blank=True)
    text = models.TextField(max_length=4000, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return f"{self.submission_id} {self.outcome} {self.code}"


class Appeal(models.Model):
    """The one appeal against a refusal, decided by somebody who was not involved."""

    class Outcome(models.TextChoices):
        """What came of it."""

        OPEN = "open", _("to be decided")
        UPHELD = "upheld", _("looked at again")
        REJECTED = "rejected", _("the decision stands")

    submission = models.OneToOneField(Submission, models.CASCADE, related_name="appeal")
    text = models.TextField(max_length=4000)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now)
    outcome = models.CharField(max_length=8, choices=Outcome.choices, default=Outcome.OPEN)
    note = models.TextField(max_length=4000, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return f"{self.submission_id} {self.outcome}"


class DeskCheck(models.Model):
    """What the checks found when they last ran: ``[{"code", "weight", "values"}]``."""

    submission = models.OneToOneField(Submission, models.CASCADE, related_name="desk_check")
    findings = models.JSONField(default=list)
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.submission_id}"


class DeskBatch(models.Model):
    """One change to many submissions, with what they were before, so that it can be taken back."""

    class Verb(models.TextChoices):
        """What was done."""

        CLAIM = "claim", _("Take on")
        ASSIGN = "assign", _("Hand to somebody")
        RETURN = "return", _("Return to the author")
        DECLINE = "decline", _("Decline")

    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    verb = models.CharField(max_length=8, choices=Verb.choices)
    rows = models.JSONField(default=list)
    at = models.DateTimeField(default=timezone.now)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-at"]

    def __str__(self) -> str:
        return f"{self.verb} {len(self.rows)}"
