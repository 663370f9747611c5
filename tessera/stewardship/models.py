"""Addresses that are looked after, what readers want corrected, and what is verified again."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tessera.catalogue.models import Record
from tessera.review.models import Submission
from tessera.review.models.submissions import KINDS
from tessera.stewardship.correction_queries import CorrectionQuerySet
from tessera.stewardship.tried_queries import TriedNoteQuerySet
from tessera.stewardship.verification_queries import MOST_ASKED, VerificationQuerySet


class WatchedAddress(models.Model):
    """When a web address is asked next, and how often in a row it did not answer.

    One row for each address, however many records name it; what was found stands beside the
    address itself, in the record's link or the organization.
    """

    address = models.CharField(_("address"), max_length=500, unique=True)
    next_at = models.DateTimeField(_("asked next"), db_index=True)
    failures = models.PositiveSmallIntegerField(_("times without an answer"), default=0)

    class Meta:
        ordering = ["next_at", "pk"]
        verbose_name = _("watched address")
        verbose_name_plural = _("watched addresses")

    def __str__(self) -> str:
        return self.address


class Verification(models.Model):
    """A record or organization whose clock runs out, and what came of asking about it.

    There is one while it is nearly due, due or stale, and none otherwise. When it is due stands in
    the thing itself; ``due_on`` is the day as it was when the asking began.
    """

    class Age(models.TextChoices):
        """How far the clock has run."""

        CURRENT = "current", _("nearly due")
        DUE = "due", _("due")
        STALE = "stale", _("overdue")

    identifier = models.CharField(_("identifier"), max_length=9, unique=True)
    kind = models.CharField(_("kind"), max_length=3, choices=KINDS)
    due_on = models.DateField(_("to be verified again by"))
    age = models.CharField(_("age"), max_length=8, choices=Age.choices, default=Age.CURRENT)
    asked = models.PositiveSmallIntegerField(_("times asked"), default=0)
    asked_at = models.DateTimeField(_("last asked"), null=True, blank=True)
    has_nobody = models.BooleanField(_("nobody can be asked"), default=False)
    wants_change_at = models.DateTimeField(_("a change was asked for"), null=True, blank=True)
    wanted_change = models.TextField(_("what should be different"), max_length=4000, blank=True)

    objects = VerificationQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "pk"]
        indexes = [models.Index(fields=["kind", "age", "due_on"])]
        verbose_name = _("verification")
        verbose_name_plural = _("verifications")

    def __str__(self) -> str:
        return f"{self.identifier} {self.due_on}"

    @property
    def is_silent(self) -> bool:
        """Whether it was asked about as often as is decent, and nobody answered."""
        return self.asked >= MOST_ASKED and self.wants_change_at is None


class Correction(models.Model):
    """What somebody says is wrong with a public record, and what became of it.

    The address is kept until the answer is sent, and no longer.
    """

    class Reason(models.TextChoices):
        """What is the matter."""

        WRONG = "wrong", _("Something is wrong")
        OUTDATED = "outdated", _("It is out of date")
        LINK = "link", _("A link does not work")
        HARMFUL = "harmful", _("It may harm somebody")
        PRIVACY = "privacy", _("It shows private data")

    class State(models.TextChoices):
        """What became of it."""

        OPEN = "open", _("waiting for an answer")
        ACCEPTED = "accepted", _("accepted")
        DECLINED = "declined", _("not accepted")

    record = models.ForeignKey(Record, models.CASCADE, related_name="corrections")
    reason = models.CharField(_("what is the matter"), max_length=12, choices=Reason.choices)
    text = models.TextField(_("what should be different"), max_length=4000)
    sender = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    email = models.EmailField(_("your e-mail address"), blank=True)
    language = models.CharField(_("language"), max_length=16)
    created_at = models.DateTimeField(_("sent"))
    due_at = models.DateTimeField(_("answer due"))
    reminded_at = models.DateTimeField(_("editors reminded"), null=True, blank=True)
    #: Perhaps written by a machine: nobody is sent a mail, and editors see a hint.
    is_doubtful = models.BooleanField(default=False, db_default=False)
    state = models.CharField(_("state"), max_length=12, choices=State.choices, default=State.OPEN)
    answer = models.TextField(_("answer"), max_length=4000, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)

    objects = CorrectionQuerySet.as_manager()

    class Meta:
        ordering = ["due_at", "pk"]
        indexes = [models.Index(fields=["state", "due_at"])]
        verbose_name = _("correction")
        verbose_name_plural = _("corrections")

    def __str__(self) -> str:
        return f"{self.record_id}: {self.reason}"

    @property
    def is_overdue(self) -> bool:
        """Whether the answer is late."""
        return self.state == self.State.OPEN and self.due_at < timezone.now()


class TriedNote(models.Model):
    """That an approach or practice was tried elsewhere, and what came of it.

    The words are those of the submission and of its record, a snapshot; it is public when they are.
    """

    class Result(models.TextChoices):
        """What came of it, as those say who did it."""

        WORKED = "worked", _("worked")
        HALF = "half", _("worked in part")
        FAILED = "failed", _("did not work")

    record = models.ForeignKey(Record, models.CASCADE, related_name="tried_notes")
    submission = models.OneToOneField(Submission, models.CASCADE, related_name="tried_note")
    place = models.CharField(_("place"), max_length=200)
    year = models.PositiveSmallIntegerField(_("year"))
    result = models.CharField(_("result"), max_length=8, choices=Result.choices)
    created_at = models.DateTimeField(_("sent"), auto_now_add=True)

    objects = TriedNoteQuerySet.as_manager()

    class Meta:
        ordering = ["-year", "-pk"]
        indexes = [models.Index(fields=["record", "result"])]
        verbose_name = _("“we tried this” note")
        verbose_name_plural = _("“we tried this” notes")

    def __str__(self) -> str:
        return f"{self.place} {self.year}"
