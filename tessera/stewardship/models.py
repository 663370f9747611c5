"""The addresses that are looked after, and what readers want corrected."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tessera.catalogue.models import Record


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
    state = models.CharField(_("state"), max_length=12, choices=State.choices, default=State.OPEN)
    answer = models.TextField(_("answer"), max_length=4000, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)

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
