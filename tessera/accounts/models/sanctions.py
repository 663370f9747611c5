"""Suspensions, with reason, duration and appeal."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class SanctionQuerySet(models.QuerySet[Any]):
    """Questions over sanctions."""

    def suspensions(self) -> "SanctionQuerySet":
        """Those that keep somebody from signing in."""
        return self.filter(kind="suspension")

    def running_mutes(self) -> "SanctionQuerySet":
        """Those that keep somebody from writing now."""
        return self.filter(kind="mute", lifted_at=None, until__gt=timezone.now())


class Sanction(models.Model):
    """Somebody may not sign in, or not write, until ``until`` or until it is lifted.

    The person is told the reason by mail, with a personal link to an appeal. ``appeal`` and
    ``answer`` are texts; an answer does not lift by itself.
    """

    class Kind(models.TextChoices):
        """What somebody may not do."""

        SUSPENSION = "suspension", _("may not sign in")
        MUTE = "mute", _("may not write")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.SUSPENSION)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="sanctions")
    reason = models.TextField(_("reason"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    began_at = models.DateTimeField(_("began"), default=timezone.now)
    until = models.DateTimeField(_("until"), db_index=True)
    lifted_at = models.DateTimeField(_("lifted"), null=True, blank=True)
    appeal = models.TextField(_("appeal"), blank=True)
    appealed_at = models.DateTimeField(_("appealed"), null=True, blank=True)
    answer = models.TextField(_("answer"), blank=True)

    objects = SanctionQuerySet.as_manager()

    class Meta:
        verbose_name = _("suspension")
        verbose_name_plural = _("suspensions")
        ordering = ("-began_at",)

    def __str__(self) -> str:
        return f"#{self.user_id}"

    @property
    def is_mute(self) -> bool:
        """Whether it is about writing, not about signing in."""
        return self.kind == self.Kind.MUTE
