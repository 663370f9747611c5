"""The room itself, and those who are in it."""

from datetime import datetime, timedelta
from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from tessera.meetings.models.programme import ProgrammePart
from tessera.meetings.models.sessions import Session


class Room(models.Model):
    """The live room of a session. ``version`` grows with every change that somebody may see.

    Deleting it (with what hangs from its participants) leaves the session's questions, notes and
    interventions, without the names of those who were there.
    """

    session = models.OneToOneField(Session, models.CASCADE, related_name="room")
    version = models.PositiveBigIntegerField(default=1)
    opened_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    part = models.ForeignKey(
        ProgrammePart, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    part_began_at = models.DateTimeField(null=True, blank=True)
    added_minutes = models.SmallIntegerField(default=0)
    takes_questions = models.BooleanField(default=True)
    approves_questions = models.BooleanField(default=False)
    balances_floor = models.BooleanField(default=False)
    floor_minutes = models.PositiveSmallIntegerField(
        default=3,
        validators=[MinValueValidator(1), MaxValueValidator(60)],
    )
    chooses_groups = models.BooleanField(default=True)
    feed_key = models.CharField(max_length=64, blank=True, editable=False)

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def is_open(self) -> bool:
        """Whether it was opened and not yet closed."""
        return self.opened_at is not None and self.closed_at is None

    @property
    def rules(self) -> str:
        """The rules in short: a form that began from others is stale."""
        told = (self.takes_questions, self.approves_questions, self.balances_floor,
                self.chooses_groups, self.floor_minutes)  # fmt: skip
        return "-".join(str(int(each)) for each in told)

    @property
    def part_minutes(self) -> int | None:
        """The present part's minutes, with those that were added; ``None`` when nobody planned."""
        if self.part is None or not self.part.minutes:
            return None
        return max(self.part.minutes + self.added_minutes, 1)

    @property
    def part_ends_at(self) -> datetime | None:
        """When the present part is to end."""
        if self.part_began_at is None or self.part_minutes is None:
            return None
        return self.part_began_at + timedelta(minutes=self.part_minutes)


class Participant(models.Model):
    """Somebody who came into a room. ``key`` is the attendee's, stable within the session.

    What people do in the room hangs from this row, and from it only; when the room's time is over
    the row goes, and questions and notes stay without it.
    """

    room = models.ForeignKey(Room, models.CASCADE, related_name="participants")
    key = models.CharField(max_length=80)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    name = models.CharField(max_length=200, blank=True)
    stakeholder = models.CharField(max_length=20, blank=True)
    is_muted = models.BooleanField(default=False)
    moderates = models.BooleanField(default=False)
    group = models.ForeignKey(
        "meetings.BreakoutGroup",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="members",
    )
    #: By a moderator by hand, into the group or out of all; not by themselves, nor with everybody.
    was_assigned = models.BooleanField(default=False, db_default=False)
    entered_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("entered_at", "pk")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["room", "key"], name="one_participant_per_attendee")
        ]

    def __str__(self) -> str:
        return str(self.pk)
