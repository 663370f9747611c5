"""Discussions and their posts."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tessera.communities.models.circles import Community
from tessera.communities.querysets import DiscussionQuerySet, PostQuerySet
from tessera.lib.fields import LanguageTagField
from tessera.lib.identifiers import new_identifier

MOST_LETTERS = 20_000


class Discussion(models.Model):
    """What was asked or told, and what others said to it. Its first post has the number 1.

    ``about`` is the identifier of the draft, or of the record that it became, that it is about.
    Such a discussion is for members, in open communities too, and stays so.
    """

    identifier = models.CharField(max_length=9, unique=True, default=new_identifier, editable=False)
    community = models.ForeignKey(Community, models.CASCADE, related_name="discussions")
    title = models.CharField(max_length=160)
    language = LanguageTagField()
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    accepted = models.ForeignKey(
        "communities.Post", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    reply_count = models.PositiveIntegerField(default=0)
    is_visible = models.BooleanField(default=True)
    is_for_members = models.BooleanField(default=False, db_default=False)
    about = models.CharField(max_length=9, blank=True, db_default="", db_index=True)
    lock_reason = models.CharField(max_length=500, blank=True)
    locked_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    last_at = models.DateTimeField()

    objects = DiscussionQuerySet.as_manager()

    class Meta:
        ordering = ("-last_at", "pk")
        indexes: ClassVar = [models.Index(fields=["community", "is_visible", "-last_at"])]
        verbose_name_plural = _("discussions")

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Its page in the present language."""
        return reverse("discussion_detail", args=[self.identifier])

    @property
    def is_private(self) -> bool:
        """Whether only members read it. Its community comes with it."""
        return self.is_for_members or self.community.is_private


class Post(models.Model):
    """What one person said. ``number`` is its place in the discussion, from 1.

    ``records`` are the identifiers that stand in the text, in their order.
    """

    class State(models.TextChoices):
        """Who sees it."""

        LIVE = "live", _("visible")
        HELD = "held", _("waiting to be read by a moderator")
        HIDDEN = "hidden", _("hidden by a moderator")
        WITHDRAWN = "withdrawn", _("taken back by its author")

    discussion = models.ForeignKey(Discussion, models.CASCADE, related_name="posts")
    number = models.PositiveIntegerField()
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    language = LanguageTagField()
    is_markdown = models.BooleanField(default=False)
    text = models.TextField(max_length=MOST_LETTERS)
    records = models.JSONField(default=list, blank=True)
    answers = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="replies"
    )
    state = models.CharField(max_length=9, choices=State.choices, default=State.LIVE)
    created_at = models.DateTimeField(auto_now_add=True)
    edited_at = models.DateTimeField(null=True, blank=True)

    objects = PostQuerySet.as_manager()

    class Meta:
        ordering = ("number",)
        verbose_name_plural = _("posts in discussions")
        indexes: ClassVar = [models.Index(fields=["state", "created_at"])]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["discussion", "number"], name="one_post_per_number")
        ]

    def __str__(self) -> str:
        return f"{self.discussion_id} #{self.number}"

    def get_absolute_url(self) -> str:
        """Where it stands, whatever page that is."""
        return reverse("discussion_post", args=[self.discussion.identifier, self.number])


class PostVersion(models.Model):
    """What a post said before it was edited."""

    post = models.ForeignKey(Post, models.CASCADE, related_name="versions")
    text = models.TextField()
    language = LanguageTagField()
    is_markdown = models.BooleanField(default=False)
    written_at = models.DateTimeField()

    class Meta:
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"{self.post_id}: {self.written_at}"


class Mention(models.Model):
    """Somebody is named in a post; ``written`` is how, without the sign before it."""

    post = models.ForeignKey(Post, models.CASCADE, related_name="mentions")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    written = models.CharField(max_length=120)

    class Meta:
        ordering = ("pk",)
        verbose_name_plural = _("mentions in discussions")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["post", "user"], name="one_mention_per_post")
        ]

    def __str__(self) -> str:
        return f"{self.post_id}: {self.user_id}"
