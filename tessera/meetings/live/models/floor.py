"""The floor list of the group discussion."""

from datetime import datetime, timedelta
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from tessera.meetings.live.models.rooms import Participant
from tessera.meetings.models.sessions import Session


class FloorRequest(models.Model):
    """A raised hand, or the floor that a moderator gave to somebody on the panel.

    ``name`` is only for those who are no participants of the room; a participant's name stays in
    the participant's row, so that it goes when that goes.
    """

    class State(models.TextChoices):
        """Where it stands."""

        WAITING = "waiting", _("waits")
        SPEAKING = "speaking", _("speaks")
        DONE = "done", _("has spoken")
        WITHDRAWN = "withdrawn", _("taken back")

    session = models.ForeignKey(Session, models.CASCADE, related_name="floor_requests")
    participant = models.ForeignKey(
        Participant, models.SET_NULL, null=True, blank=True, related_name="floor_requests"
    )
    name = models.CharField(max_length=200, blank=True)
    stakeholder = models.CharField(max_length=20, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    minutes = models.PositiveSmallIntegerField(default=3)
    created_at = models.DateTimeField(auto_now_add=True)
    began_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("created_at", "pk")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["participant"],
                condition=models.Q(state="waiting"),
                name="one_hand_per_participant",
            ),
            models.UniqueConstraint(
                fields=["session"],
                condition=models.Q(state="speaking"),
                name="one_speaker_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def ends_at(self) -> datetime | None:
        """When the granted minutes are over."""
        return self.began_at + timedelta(minutes=self.minutes) if self.began_at else None
