"""Asking a peer: the question, who was asked, and what they answered."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tessera.lib.fields import LanguageTagField
from tessera.lib.identifiers import new_identifier
from tessera.network.models import Person


class PeerQuestion(models.Model):
    """A question for a few people who may know. Seen by who asked, who is asked, and editors.

    ``languages`` are those in which an answer can be read; the question's own is among them.
    """

    class State(models.TextChoices):
        """Where it stands."""

        HELD = "held", _("waiting to be read by a moderator")
        OPEN = "open", _("waiting for answers")
        ANSWERED = "answered", _("answered")
        UNANSWERED = "silent", _("nobody could answer")
        CLOSED = "closed", _("closed")
        DECLINED = "declined", _("not passed on")

    identifier = models.CharField(max_length=9, unique=True, default=new_identifier, editable=False)
    title = models.CharField(max_length=160)
    text = models.TextField(max_length=4000)
    language = LanguageTagField()
    languages = models.JSONField(default=list)
    themes = models.ManyToManyField("vocabularies.Concept", related_name="+")
    place = models.ForeignKey(
        "vocabularies.Place", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    asker = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    reason = models.CharField(max_length=1000, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    routed_at = models.DateTimeField(null=True, blank=True, db_index=True)
    first_answer_at = models.DateTimeField(null=True, blank=True)
    reuse_count = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("-pk",)
        verbose_name_plural = _("questions to peers")

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Its page in the present language."""
        return reverse("ask_question", args=[self.identifier])


class PeerRequest(models.Model):
    """One person is asked; and what they answered.

    ``why`` are codes of what fits: theme, language, region, place_kind.
    """

    class State(models.TextChoices):
        """What became of it."""

        ASKED = "asked", _("asked")
        ANSWERED = "answered", _("answered")
        DECLINED = "declined", _("cannot answer")
        SILENT = "silent", _("no answer came")

    question = models.ForeignKey(PeerQuestion, models.CASCADE, related_name="requests")
    person = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="peer_requests")
    state = models.CharField(max_length=8, choices=State.choices, default=State.ASKED)
    why = models.JSONField(default=list)
    asked_at = models.DateTimeField()
    reminded_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    text = models.TextField(max_length=10_000, blank=True)
    language = LanguageTagField(blank=True)
    is_helpful = models.BooleanField(default=False)
    drafted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("pk",)
        verbose_name_plural = _("questions that peers were asked")
        indexes: ClassVar = [
            models.Index(fields=["person", "asked_at"]),
            models.Index(fields=["state", "asked_at"]),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["question", "person"], name="asked_once_a_question")
        ]

    def __str__(self) -> str:
        return f"{self.question_id}: {self.person_id}"
