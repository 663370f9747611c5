"""Files that somebody puts to what they say."""

from typing import Any, ClassVar

from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _

from tessera.communities.models.talk import Post


def storage_name(instance: Any, filename: str) -> str:
    """A name that tells nothing: random, with the ending of its type."""
    return f"discussions/{get_random_string(32)}.{filename.rpartition('.')[2].lower()}"


class Attachment(models.Model):
    """A file of a post. ``number`` is its place there; its own name is kept for saving it."""

    post = models.ForeignKey(Post, models.CASCADE, related_name="attachments")
    number = models.PositiveSmallIntegerField()
    file = models.FileField(upload_to=storage_name, max_length=200)
    name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("number",)
        verbose_name_plural = _("files in discussions")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["post", "number"], name="one_attachment_per_number")
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Where it is saved from; its post comes with its discussion."""
        post = self.post
        return reverse(
            "discussion_attachment", args=[post.discussion.identifier, post.number, self.number]
        )

    @property
    def ending(self) -> str:
        """What kind of file it is, as people call it."""
        return self.name.rpartition(".")[2].upper()
