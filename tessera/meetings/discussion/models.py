"""What is kept of a discussion in writing. The back office lists none of it."""

from typing import ClassVar, Final

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from tessera.lib.fields import LanguageTagField
from tessera.meetings.models.sessions import Session

LONGEST_QUESTION: Final = 600
LONGEST_ABOUT: Final = 2000
LONGEST_CONTRIBUTION: Final = 5000
LONGEST_REASON: Final = 400
LONGEST_SUMMARY: Final = 7500


class WrittenDiscussion(models.Model):
    """Rules of a session's discussion, and which of its clocks have rung.

    Its row is locked while a contribution gets its number.
    """

    session = models.OneToOneField(Session, models.CASCADE, related_name="discussion")
    holds_first = models.BooleanField(default=True)
    opening_told_at = models.DateTimeField(null=True, blank=True)
    halfway_told_at = models.DateTimeField(null=True, blank=True)
    closing_told_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return str(self.pk)


class GuidingQuestion(models.Model):
    """A question with its number, from 1, and what the moderators sum up of the answers."""

    session = models.ForeignKey(Session, models.CASCADE, related_name="guiding_questions")
    number = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=LONGEST_QUESTION)
    about = models.TextField(max_length=LONGEST_ABOUT, blank=True)
    locked_at = models.DateTimeField(null=True, blank=True)
    lock_reason = models.CharField(max_length=LONGEST_REASON, blank=True)
    summary = models.TextField(max_length=LONGEST_SUMMARY, blank=True)
    summarized_at = models.DateTimeField(null=True, blank=True)
    revision = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("number",)
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["session", "number"], name="one_guiding_question_per_number"
            )
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.text}"


class Contributor(models.Model):
    """Somebody who wrote. ``key`` is the attendee's; ``is_known`` means that nothing is held.

    When the session's time is over the row goes, and what was written stays without it.
    """

    session = models.ForeignKey(Session, models.CASCADE, related_name="contributors")
    key = models.CharField(max_length=80)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    name = models.CharField(max_length=200, blank=True)
    stakeholder = models.CharField(max_length=20, blank=True)
    is_known = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["session", "key"], name="one_contributor_per_attendee")
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Contribution(models.Model):
    """What one person wrote to a question. ``number`` is its place in the session, from 1.

    ``name`` is kept only where the attribution rule and the writer allow it.
    """

    class State(models.TextChoices):
        """Who sees it."""

        LIVE = "live", _("visible")
        HELD = "held", _("waiting to be read by a moderator")
        HIDDEN = "hidden", _("hidden by a moderator")
        WITHDRAWN = "withdrawn", _("taken back by its author")

    session = models.ForeignKey(Session, models.CASCADE, related_name="contributions")
    question = models.ForeignKey(GuidingQuestion, models.CASCADE, related_name="contributions")
    number = models.PositiveIntegerField()
    author = models.ForeignKey(
        Contributor, models.SET_NULL, null=True, blank=True, related_name="contributions"
    )
    is_moderators = models.BooleanField(default=False)
    name = models.CharField(max_length=200, blank=True)
    language = LanguageTagField()
    text = models.TextField(max_length=LONGEST_CONTRIBUTION)
    answers = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="replies"
    )
    state = models.CharField(max_length=9, choices=State.choices, default=State.LIVE)
    reason = models.CharField(max_length=LONGEST_REASON, blank=True)
    revision = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()
    edited_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("number",)
        indexes: ClassVar = [models.Index(fields=["question", "state", "number"])]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["session", "number"], name="one_contribution_per_number"
            )
        ]

    def __str__(self) -> str:
        return f"{self.session_id} #{self.number}"
