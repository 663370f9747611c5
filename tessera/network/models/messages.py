"""Messages that are passed on without any address, and what is reported to moderators."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from tessera.network.models.people import Person


class Message(models.Model):
    """A question to a person, or an answer in its thread (``thread`` is the question).

    ``recipient`` is empty while nobody has claimed the entry. ``removed_at``: moderators took the
    text away.
    """

    thread = models.ForeignKey(
        "self", models.CASCADE, null=True, blank=True, related_name="answers"
    )
    person = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="messages")
    sender = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    text = models.TextField(_("your question"), max_length=3000)
    at = models.DateTimeField(auto_now_add=True)
    last_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ("at", "pk")
        indexes: ClassVar = [
            models.Index(fields=["sender", "last_at"], name="message_by_sender"),
            models.Index(fields=["recipient", "last_at"], name="message_by_recipient"),
            models.Index(fields=["person", "at"], name="message_by_person"),
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"


class Report(models.Model):
    """What a member finds wrong with a profile or a message, or an appeal; and the decision."""

    class Reason(models.TextChoices):
        """What is the matter."""

        ABUSE = "abuse", _("It insults or threatens")
        FALSE = "false", _("It is not who it says it is")
        PRIVACY = "privacy", _("It shows private data of others")
        SPAM = "spam", _("It is advertising")
        OTHER = "other", _("Something else")
        APPEAL = "appeal", _("Appeal against a decision")

    class State(models.TextChoices):
        """What became of it."""

        OPEN = "open", _("waiting for a decision")
        UPHELD = "upheld", _("taken away")
        DISMISSED = "dismissed", _("left as it is")

    person = models.ForeignKey(Person, models.CASCADE, null=True, related_name="reports")
    message = models.ForeignKey(Message, models.CASCADE, null=True, related_name="reports")
    reason = models.CharField(_("what is the matter?"), max_length=8, choices=Reason.choices)
    text = models.TextField(_("what should moderators know?"), max_length=2000, blank=True)
    reporter = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    at = models.DateTimeField(auto_now_add=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    answer = models.TextField(_("reason"), max_length=2000, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        ordering = ("at", "pk")
        indexes: ClassVar = [models.Index(fields=["state", "at"], name="report_by_state")]

    def __str__(self) -> str:
        return f"#{self.pk}"
