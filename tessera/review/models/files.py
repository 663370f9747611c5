"""Files of a submission."""

from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _

from tessera.review.models.submissions import Submission


def storage_name(instance: Any, filename: str) -> str:
    """A name that tells nothing: random, below the submission, with the ending of its type."""
    ending = filename.rpartition(".")[2].lower()
    return f"contributions/{instance.submission.identifier}/{get_random_string(24)}.{ending}"


class SubmissionFile(models.Model):
    """A document or picture that an author added. The original name is kept for saving it."""

    submission = models.ForeignKey(Submission, models.CASCADE, related_name="files")
    file = models.FileField(_("file"), upload_to=storage_name, max_length=200)
    name = models.CharField(_("name"), max_length=200)
    content_type = models.CharField(_("type"), max_length=100)
    size = models.PositiveIntegerField(_("size in bytes"))
    checksum = models.CharField(_("checksum (SHA-256)"), max_length=64)
    licence = models.CharField(_("licence"), max_length=20)
    alternative_text = models.CharField(_("alternative text"), max_length=300, blank=True)
    text = models.TextField(_("text of the document"), blank=True)
    at = models.DateTimeField(default=timezone.now)
    published_at = models.DateTimeField(_("shown with the record since"), null=True, blank=True)

    class Meta:
        verbose_name = _("file of a submission")
        verbose_name_plural = _("files of submissions")
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return self.name

    @property
    def is_image(self) -> bool:
        """Whether it is a picture."""
        return self.content_type.startswith("image/")
