"""What was flagged, what moderators decided, and appeals against it."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from tessera.communities.models.talk import Post


class Flag(models.Model):
    """Somebody says that a post should be looked at. ``closed_at``: a moderator did."""

    class Reason(models.TextChoices):
        """What is the matter."""

        HARM = "harm", _("It may harm somebody")
        PRIVACY = "privacy", _("It shows private data")
        INSULT = "insult", _("It insults or discriminates")
        ADVERTISING = "advertising", _("It advertises")
        OTHER = "other", _("Something else")

    post = models.ForeignKey(Post, models.CASCADE, related_name="flags")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    reason = models.CharField(max_length=12, choices=Reason.choices)
    text = models.CharField(max_length=1000, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("pk",)
        verbose_name_plural = _("flags of posts")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["post", "by"], name="one_flag_per_post_and_person")
        ]

    def __str__(self) -> str:
        return f"{self.post_id}: {self.reason}"


class Ruling(models.Model):
    """A post was hidden, or its discussion locked: why, by whom, and what became of an appeal."""

    class Kind(models.TextChoices):
        """What was done."""

        HIDE = "hide", _("hidden")
        LOCK = "lock", _("locked")

    class Appeal(models.TextChoices):
        """Where an appeal stands."""

        NONE = "none", _("no appeal")
        OPEN = "open", _("appeal open")
        UPHELD = "upheld", _("decision stays")
        OVERTURNED = "overturned", _("decision taken back")

    post = models.ForeignKey(Post, models.CASCADE, related_name="rulings")
    kind = models.CharField(max_length=4, choices=Kind.choices)
    reason = models.CharField(max_length=1000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    appeal_state = models.CharField(max_length=10, choices=Appeal.choices, default=Appeal.NONE)
    appeal = models.CharField(max_length=2000, blank=True)
    answer = models.CharField(max_length=2000, blank=True)

    class Meta:
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"{self.post_id}: {self.kind}"
