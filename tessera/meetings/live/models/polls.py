"""Polls, and what was answered."""

from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from tessera.meetings.live.models.rooms import Participant
from tessera.meetings.models.sessions import Session


class Poll(models.Model):
    """A question with one form of answer."""

    class Kind(models.TextChoices):
        """The form of the answer."""

        SINGLE = "single", _("one choice")
        MULTIPLE = "multiple", _("several choices")
        RANKING = "ranking", _("ranking")
        SCALE = "scale", _("scale")
        WORDS = "words", _("words of one's own")

    class State(models.TextChoices):
        """Where it stands."""

        DRAFT = "draft", _("not opened yet")
        OPEN = "open", _("open")
        CLOSED = "closed", _("closed")

    session = models.ForeignKey(Session, models.CASCADE, related_name="polls")
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.SINGLE)
    text = models.CharField(max_length=300)
    state = models.CharField(max_length=8, choices=State.choices, default=State.DRAFT)
    shows_at_once = models.BooleanField(default=False)
    steps = models.PositiveSmallIntegerField(
        default=5,
        validators=[MinValueValidator(3), MaxValueValidator(10)],
    )
    created_at = models.DateTimeField(auto_now_add=True)
    opened_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("created_at", "pk")

    def __str__(self) -> str:
        return self.text


class PollChoice(models.Model):
    """Something that can be chosen."""

    poll = models.ForeignKey(Poll, models.CASCADE, related_name="choices")
    position = models.PositiveSmallIntegerField(default=0)
    text = models.CharField(max_length=200)

    class Meta:
        ordering = ("position", "pk")

    def __str__(self) -> str:
        return self.text


class PollAnswer(models.Model):
    """A participant's whole answer; the database allows one a poll.

    ``chosen`` has the numbers of choices (in order, for a ranking), ``step`` the scale's step,
    ``words`` what was typed. Whose it is goes when the poll closes, so that no answer can be
    traced afterwards.
    """

    poll = models.ForeignKey(Poll, models.CASCADE, related_name="answers")
    participant = models.ForeignKey(
        Participant, models.SET_NULL, null=True, blank=True, related_name="poll_answers"
    )
    chosen = models.JSONField(default=list, blank=True)
    step = models.PositiveSmallIntegerField(null=True, blank=True)
    words = models.JSONField(default=list, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["poll", "participant"], name="one_answer_per_participant"
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)
