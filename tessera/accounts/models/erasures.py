"""Wishes to be erased."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Erasure(models.Model):
    """Somebody wants to be erased; carried out when the cooling-off period is over.

    ``fate`` is what becomes of the contributions (``personal_data.Fate``). ``done_at`` is set once,
    by then the user's row tells nothing any more.
    """

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="erasure")
    fate = models.CharField(_("contributions"), max_length=10)
    asked_at = models.DateTimeField(_("asked"), default=timezone.now)
    due_at = models.DateTimeField(_("due"), db_index=True)
    done_at = models.DateTimeField(_("done"), null=True, blank=True)

    class Meta:
        verbose_name = _("erasure")
        verbose_name_plural = _("erasures")

    def __str__(self) -> str:
        return f"#{self.user_id}"
