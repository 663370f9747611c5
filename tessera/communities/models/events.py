"""Events that a community announces, and what members find wrong with them."""

from datetime import datetime, timedelta
from typing import ClassVar, Final
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tessera.communities.models.circles import Community
from tessera.communities.models.moderation import Flag
from tessera.communities.querysets import EventQuerySet
from tessera.lib.fields import LanguageTagField, WebAddressField
from tessera.lib.identifiers import new_identifier
from tessera.lib.time_zones import check_time_zone

MOST_LETTERS: Final = 4000
MOST_DAYS: Final = 92
#: How long an event is taken to last whose end nobody said.
USUAL_LENGTH: Final = timedelta(hours=3)


class CommunityEvent(models.Model):
    """Something that takes place, of which a member tells the community: when, where, how to join.

    ``published_at`` is when others could see it first, ``moved_at`` when its time last changed
    after that; ``sequence`` counts what calendars are told. ``reason`` and what follows are of
    moderation: why a moderator hid it, and the author's appeal.
    """

    class State(models.TextChoices):
        """Who sees it."""

        LIVE = "live", _("visible")
        HELD = "held", _("waiting to be read by a moderator")
        HIDDEN = "hidden", _("hidden by a moderator")

    identifier = models.CharField(max_length=9, unique=True, default=new_identifier, editable=False)
    community = models.ForeignKey(Community, models.CASCADE, related_name="events")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    title = models.CharField(max_length=160)
    text = models.TextField(max_length=MOST_LETTERS, blank=True)
    is_markdown = models.BooleanField(default=False)
    language = LanguageTagField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True)
    time_zone = models.CharField(max_length=64, validators=[check_time_zone])
    place = models.CharField(max_length=200, blank=True)
    organizer = models.CharField(max_length=200, blank=True, db_default="")
    is_online = models.BooleanField(default=False)
    link = WebAddressField(max_length=500, blank=True)
    register_by = models.DateTimeField(null=True, blank=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.LIVE)
    published_at = models.DateTimeField(null=True, blank=True, db_index=True)
    moved_at = models.DateTimeField(null=True, blank=True, db_index=True)
    cancelled_at = models.DateTimeField(null=True, blank=True, db_index=True)
    cancelled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    cancel_reason = models.CharField(max_length=500, blank=True)
    sequence = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    reason = models.CharField(max_length=500, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    appeal = models.CharField(max_length=2000, blank=True)
    appealed_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(max_length=2000, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = EventQuerySet.as_manager()

    class Meta:
        ordering = ("starts_at", "pk")
        verbose_name_plural = _("events of communities")
        indexes: ClassVar = [models.Index(fields=["community", "starts_at"])]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(ends_at=None) | models.Q(ends_at__gt=models.F("starts_at")),
                name="event_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=models.Q(register_by=None)
                | models.Q(register_by__lte=models.F("starts_at")),
                name="event_registration_ends_before_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Its page in the present language."""
        return reverse("event_detail", args=[self.identifier])

    @property
    def zone(self) -> ZoneInfo:
        """The time zone that it is announced in."""
        return ZoneInfo(self.time_zone)

    @property
    def is_cancelled(self) -> bool:
        """Whether it does not take place."""
        return self.cancelled_at is not None

    @property
    def stands(self) -> bool:
        """Whether it can still be changed: nobody cancelled or hid it."""
        return not self.is_cancelled and self.state != self.State.HIDDEN

    @property
    def is_appealed(self) -> bool:
        """Whether its author's appeal waits for an answer."""
        return self.appealed_at is not None and self.answered_at is None

    def is_over(self, *, now: datetime) -> bool:
        """Whether its time has passed."""
        return (self.ends_at or self.starts_at + USUAL_LENGTH) <= now

    def takes_registrations(self, *, now: datetime) -> bool:
        """Whether one can still register or join."""
        return (
            not self.is_cancelled and (self.register_by or now) >= now and not self.is_over(now=now)
        )


class EventReport(models.Model):
    """Somebody says that an event should be looked at. ``closed_at``: a moderator did."""

    event = models.ForeignKey(CommunityEvent, models.CASCADE, related_name="reports")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    reason = models.CharField(max_length=12, choices=Flag.Reason.choices)
    text = models.CharField(max_length=1000, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("pk",)
        verbose_name_plural = _("reports of events")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["event", "by"], name="one_report_per_event_and_person")
        ]

    def __str__(self) -> str:
        return f"{self.event_id}: {self.reason}"
