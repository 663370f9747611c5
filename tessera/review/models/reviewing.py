"""Peer review: the roster, rounds, assignments, reviews, decisions, and appeals (``domain.md`` D).

What a reviewer typed stands in ``Review.content`` as typed, so that saving while typing is one
update. Who reviewed stands in ``Assignment`` and nowhere else: entries of the audit log, steps of
the submission and mails to authors speak of “reviewer 2”.
"""

from datetime import date
from typing import Any, ClassVar, Final

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tessera.lib.identifiers import new_identifier
from tessera.network.models import Organization
from tessera.review.models.submissions import Submission

DEFAULT_YEARLY_CAP: Final = 6
MOST_EXCLUDED: Final = 2


def _identifier() -> Any:
    return models.CharField(max_length=9, unique=True, default=new_identifier, editable=False)


def _user() -> Any:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )


class Reviewer(models.Model):
    """Somebody's entry in the roster. Lists hold codes: themes, languages, regions, bases."""

    class State(models.TextChoices):
        """Where an entry is on its way."""

        APPLIED = "applied", _("application to be decided")
        ACTIVE = "active", _("on the roster")
        REFUSED = "refused", _("application refused")
        ENDED = "ended", _("left the roster")

    identifier = _identifier()
    #: Empty once the account was erased; what was reviewed stays, without a name.
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="reviewer",
    )
    name = models.CharField(max_length=120)
    country = models.CharField(max_length=2)
    languages = models.JSONField(default=list)
    themes = models.JSONField(default=list)
    regions = models.JSONField(default=list, blank=True)
    basis = models.JSONField(default=list)
    motivation = models.TextField(max_length=1500, blank=True)
    is_internal = models.BooleanField(default=False)
    state = models.CharField(max_length=8, choices=State.choices, default=State.APPLIED)
    applied_at = models.DateTimeField(default=timezone.now)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = _user()
    term_from = models.DateField(null=True, blank=True)
    term_until = models.DateField(null=True, blank=True)
    yearly_cap = models.PositiveSmallIntegerField(
        default=DEFAULT_YEARLY_CAP,
        validators=[MinValueValidator(1), MaxValueValidator(24)],
    )

    class Meta:
        ordering = ("name", "pk")
        indexes: ClassVar = [models.Index(fields=["state"], name="reviewer_by_state")]

    def __str__(self) -> str:
        return self.name

    def is_available(self, on: date) -> bool:
        """Whether the term runs on a day."""
        return (
            self.state == self.State.ACTIVE
            and self.term_until is not None
            and self.term_until >= on
        )

    @property
    def is_practitioner(self) -> bool:
        """Whether practice is among the bases."""
        return "PRAC" in self.basis

    @property
    def has_lived_experience(self) -> bool:
        """Whether lived experience is among the bases."""
        return "LIVE" in self.basis


class ReviewerAffiliation(models.Model):
    """An organization that a reviewer works or worked for."""

    reviewer = models.ForeignKey(Reviewer, models.CASCADE, related_name="affiliations")
    organization = models.ForeignKey(
        Organization, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    name = models.CharField(max_length=200)
    until = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.name


class ReviewRound(models.Model):
    """One round of review: from the request to the decision.

    ``excluded`` are at most two names or addresses whom the author does not want; ``snapshot`` is
    what the record said when the author was asked to revise it.
    """

    submission = models.ForeignKey(Submission, models.CASCADE, related_name="rounds")
    number = models.PositiveSmallIntegerField(default=1)
    excluded = models.JSONField(default=list, blank=True)
    snapshot = models.JSONField(default=dict, blank=True)
    is_anonymous = models.BooleanField(default=False)
    asked_by = _user()
    asked_at = models.DateTimeField(default=timezone.now)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("submission", "number")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["submission", "number"], name="round_number_once")
        ]

    def __str__(self) -> str:
        return f"{self.submission_id}/{self.number}"


class Assignment(models.Model):
    """A reviewer's task. ``number`` is what authors and readers may know: “reviewer 2”."""

    class Seat(models.TextChoices):
        """For what the reviewer was asked."""

        EXTERNAL = "external", _("external reviewer")
        INTERNAL = "internal", _("internal reviewer")
        ARBITER = "arbiter", _("arbiter")

    class State(models.TextChoices):
        """Where an assignment is on its way."""

        INVITED = "invited", _("invited")
        ACCEPTED = "accepted", _("reading")
        SUBMITTED = "submitted", _("review sent in")
        DECLINED = "declined", _("declined by the reviewer")
        CONFLICT = "conflict", _("conflict of interest")
        REPLACED = "replaced", _("replaced")

    identifier = _identifier()
    round = models.ForeignKey(ReviewRound, models.CASCADE, related_name="assignments")
    reviewer = models.ForeignKey(Reviewer, models.CASCADE, related_name="assignments")
    number = models.PositiveSmallIntegerField()
    seat = models.CharField(max_length=8, choices=Seat.choices)
    state = models.CharField(max_length=9, choices=State.choices, default=State.INVITED)
    assigned_by = _user()
    assigned_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField()
    reminded_at = models.DateTimeField(null=True, blank=True)
    declared_at = models.DateTimeField(null=True, blank=True)
    interests = models.JSONField(default=list, blank=True)
    interests_note = models.TextField(max_length=1000, blank=True)
    agrees_to_name = models.BooleanField(default=False)
    submitted_at = models.DateTimeField(null=True, blank=True)

    #: States in which something is expected of the reviewer.
    OPEN: ClassVar = (State.INVITED, State.ACCEPTED)
    #: States that take up a seat.
    SEATED: ClassVar = (State.INVITED, State.ACCEPTED, State.SUBMITTED)

    class Meta:
        ordering = ("round", "number")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["round", "reviewer"], name="reviewer_once_a_round"),
            models.UniqueConstraint(fields=["round", "number"], name="assignment_number_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["state", "due_at"], name="assignment_by_state")]

    def __str__(self) -> str:
        return self.identifier

    @property
    def is_open(self) -> bool:
        """Whether something is expected of the reviewer."""
        return self.state in self.OPEN

    @property
    def is_overdue(self) -> bool:
        """Whether it is open and its day has passed."""
        return self.is_open and self.due_at < timezone.now()


class Review(models.Model):
    """What a reviewer typed (``peer_scores.py`` says under which names) and how often saved."""

    assignment = models.OneToOneField(Assignment, models.CASCADE, related_name="review")
    content = models.JSONField(default=dict, blank=True)
    revision = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return str(self.assignment)


class ReviewReply(models.Model):
    """The author's answer to one point of one review (``Q3``, or ``questions``)."""

    assignment = models.ForeignKey(Assignment, models.CASCADE, related_name="replies")
    point = models.CharField(max_length=12)
    text = models.TextField(max_length=3000)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("assignment", "pk")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["assignment", "point"], name="one_reply_per_point")
        ]

    def __str__(self) -> str:
        return self.text[:80]


class ReviewDecision(models.Model):
    """What was decided in a round; the last one, once it says “peer reviewed”, is public.

    ``profile`` has the scores of each criterion, one per review and never a total; ``reviewers``
    the names of those who agreed; ``interests`` what was declared, without names.
    """

    class Outcome(models.TextChoices):
        """What was decided."""

        REVIEWED = "reviewed", _("peer reviewed")
        REVISE = "revise", _("to be revised")
        LISTED = "listed", _("stays listed")

    round = models.ForeignKey(ReviewRound, models.CASCADE, related_name="decisions")
    outcome = models.CharField(max_length=8, choices=Outcome.choices)
    note = models.TextField(max_length=3000)
    language = models.CharField(max_length=16, default="en")
    evidence_level = models.CharField(max_length=24, blank=True)
    evidence_direction = models.CharField(max_length=24, blank=True)
    profile = models.JSONField(default=dict, blank=True)
    reviewers = models.JSONField(default=list, blank=True)
    interests = models.JSONField(default=list, blank=True)
    review_count = models.PositiveSmallIntegerField(default=0)
    decided_by = _user()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("-at",)

    def __str__(self) -> str:
        return f"{self.round} {self.outcome}"
