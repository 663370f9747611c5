"""What is counted so that nobody asks too often."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class SharedValue(models.Model):
    """The table of the cache ``shared``; Django's ``DatabaseCache`` reads and writes it alone."""

    cache_key = models.CharField(max_length=255, primary_key=True)
    value = models.TextField()
    expires = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = _("shared value")
        verbose_name_plural = _("shared values")

    def __str__(self) -> str:
        return self.cache_key


class AttemptCount(models.Model):
    """How often something was tried in one stretch of time.

    ``subject`` is a keyed hash: neither addresses of people nor of machines can be read from it.
    ``stretch`` is the number of the stretch since 1970, ``until`` when the row counts no more.
    """

    purpose = models.CharField(max_length=50)
    subject = models.CharField(max_length=64)
    stretch = models.BigIntegerField()
    count = models.PositiveIntegerField(default=1)
    until = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = _("count of attempts")
        verbose_name_plural = _("counts of attempts")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["purpose", "subject", "stretch"], name="one_count_per_stretch"
            )
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.stretch}: {self.count}"
