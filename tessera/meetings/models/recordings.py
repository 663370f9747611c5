"""A session's recording, the consent of those who speak in it, and captions."""

from typing import Any, ClassVar, Final

from django.db import models
from django.db.models import Q
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tessera.lib.fields import LanguageTagField, WebAddressField
from tessera.meetings.models.sessions import Session
from tessera.vocabularies.fields import concept_field

MOST_SPEAKERS: Final = 60


def storage_name(instance: Any, filename: str) -> str:
    """A name that tells nothing: random, below the session, with the ending of its type."""
    ending = filename.rpartition(".")[2]
    return f"recordings/{instance.session.identifier}/{get_random_string(24)}.{ending}"


class Recording(models.Model):
    """Where a recording can be seen or heard, or the file itself. Nobody sees it before
    ``published_at`` is set.
    """

    session = models.OneToOneField(Session, models.CASCADE, related_name="recording")
    link = WebAddressField(
        _("address of the recording"),
        max_length=500,
        blank=True,
        help_text=_("Leave it empty to publish the transcript alone."),
    )
    file = models.FileField(upload_to=storage_name, max_length=200, blank=True)
    licence = concept_field("LI", _("licence"))
    begins_at = models.DateTimeField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return str(self.session_id)


class Speaker(models.Model):
    """Somebody who is heard in a recording, and whether they agree to its publication."""

    class Consent(models.TextChoices):
        """What became of the question."""

        OPEN = "open", _("not answered yet")
        GIVEN = "given", _("agrees")
        REFUSED = "refused", _("does not agree")
        CUT = "cut", _("their parts were cut")

    session = models.ForeignKey(Session, models.CASCADE, related_name="speakers")
    name = models.CharField(pgettext_lazy("of a person", "name"), max_length=200)
    email = models.EmailField(_("e-mail address"), blank=True)
    consent = models.CharField(max_length=8, choices=Consent.choices, default=Consent.OPEN)
    is_by_paper = models.BooleanField(default=False)
    asked_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("pk",)
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["session", "email"], condition=~Q(email=""), name="one_consent_per_address"
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)


class CaptionTrack(models.Model):
    """Captions in one language, as WebVTT that we have written ourselves."""

    session = models.ForeignKey(Session, models.CASCADE, related_name="caption_tracks")
    language = LanguageTagField(_("language"))
    text = models.TextField()
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ("language",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["session", "language"], name="one_track_per_language")
        ]

    def __str__(self) -> str:
        return self.language
