"""Certificates of those who were there."""

from typing import ClassVar

from django.db import models
from django.urls import reverse

from tessera.lib.certificate_forms import LONGEST_NAME
from tessera.lib.verifiable_codes import CODE_CHARACTERS, new_code
from tessera.meetings.models.sessions import Session


class AttendanceCertificate(models.Model):
    """That somebody took part, to be shown to others, who check it by its code.

    ``key`` is made of the attendee's and the site's secret, so that the row does not say which
    registration or seat it came from. ``email`` is there for erasure and never shown.
    """

    code = models.CharField(max_length=CODE_CHARACTERS, unique=True, default=new_code)
    session = models.ForeignKey(Session, models.CASCADE, related_name="certificates")
    key = models.CharField(max_length=64)
    name = models.CharField(max_length=LONGEST_NAME)
    email = models.EmailField(blank=True)
    issued_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-issued_at", "pk")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["session", "key"], name="one_certificate_per_attendee")
        ]

    def __str__(self) -> str:
        return self.code

    def get_absolute_url(self) -> str:
        """The page by which anybody checks it."""
        return reverse("attendance_certificate", args=[self.code])
