"""Mails on their way, and addresses that do not want them or cannot take them."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from tessera.notifications.querysets import MailQuerySet


class Mail(models.Model):
    """One message in the queue, or what is left of it after it was sent."""

    class State(models.TextChoices):
        """Where it is on its way."""

        QUEUED = "queued", _("waiting")
        TAKEN = "taken", _("being prepared")
        HANDED = "handed", _("being handed over")
        SENT = "sent", _("sent")
        UNCERTAIN = "uncertain", _("perhaps sent")
        FAILED = "failed", _("not delivered")
        STOPPED = "stopped", _("not wanted")

    kind = models.CharField(_("kind"), max_length=80)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="mails"
    )
    address = models.EmailField(_("to"), max_length=254)
    language = models.CharField(_("language"), max_length=10)
    context = models.JSONField(default=dict)
    once = models.CharField(max_length=120, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(_("next attempt"), db_index=True)
    taken_at = models.DateTimeField(null=True)
    message_id = models.CharField(max_length=120, unique=True)
    created_at = models.DateTimeField(_("written"), auto_now_add=True)
    sent_at = models.DateTimeField(_("sent on"), null=True)
    problem = models.CharField(_("problem"), max_length=200, blank=True)

    objects = MailQuerySet.as_manager()

    class Meta:
        verbose_name = _("mail")
        verbose_name_plural = _("mails")
        indexes: ClassVar = [models.Index(fields=["state", "due_at"], name="mail_by_state")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["kind", "once"], condition=~models.Q(once=""), name="one_mail_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.message_id}"


class StoppedMail(models.Model):
    """An address that does not want a kind of mail any more."""

    address = models.EmailField(max_length=254)
    kind = models.CharField(max_length=80)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("stopped mail")
        verbose_name_plural = _("stopped mails")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["address", "kind"], name="one_stop_per_kind")
        ]

    def __str__(self) -> str:
        return self.kind


class Bounce(models.Model):
    """An address that a mail server refused for good; it gets essential mails only."""

    address = models.EmailField(max_length=254, unique=True)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    at = models.DateTimeField(_("on"), auto_now=True)

    class Meta:
        verbose_name = _("refused address")
        verbose_name_plural = _("refused addresses")

    def __str__(self) -> str:
        return self.reason
