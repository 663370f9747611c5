"""What people follow, what is new for them, and when they want to hear of it."""

from typing import ClassVar, Final

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tessera.lib.fields import LanguageTagField
from tessera.meetings.models import Series, Session

#: The longest search that can be followed, as the query of its address.
LONGEST_TARGET: Final = 600


class Follow(models.Model):
    """Somebody follows something. ``target`` is the canonical query of a search, or an identifier.

    Themes, kinds, countries and regions are followed as the search that is narrowed to them.
    """

    class Kind(models.TextChoices):
        """What is followed."""

        SEARCH = "search", _("search")
        RECORD = "record", _("record")
        ORGANIZATION = "organization", _("organization")
        PERSON = "person", _("person")
        COMMUNITY = "community", _("community of practice")
        SERIES = "series", _("series of sessions or forum")

    class Level(models.TextChoices):
        """How soon one hears of it."""

        MUTE = "mute", _("Only on this site")
        WEEKLY = "weekly", _("Once a week")
        DAILY = "daily", _("Once a day")
        AT_ONCE = "at-once", _("At once")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="follows")
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    target = models.CharField(max_length=LONGEST_TARGET)
    language = LanguageTagField(_("language"), default="en")
    level = models.CharField(_("mail"), max_length=8, choices=Level.choices, default=Level.WEEKLY)
    created_at = models.DateTimeField(_("since"), default=timezone.now)

    class Meta:
        verbose_name = _("something followed")
        verbose_name_plural = _("what you follow")
        ordering = ("pk",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "kind", "target"], name="followed_once")
        ]
        indexes: ClassVar = [models.Index(fields=["kind", "target"], name="follow_by_target")]

    def __str__(self) -> str:
        return f"{self.kind} {self.target}"


class Notice(models.Model):
    """That something is new for somebody: shown on the site, and once in a mail.

    ``once`` makes it unique for what is followed: of a search a record is news one time, of a
    record every change.
    """

    follow = models.ForeignKey(Follow, models.CASCADE, related_name="notices")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notices")
    identifier = models.CharField(max_length=9)
    what = models.CharField(max_length=16)
    once = models.CharField(max_length=40)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)
    mailed_at = models.DateTimeField(null=True, blank=True)
    #: Came while no mail was wanted: done with as if mailed, but no mail told of it.
    is_passed_over = models.BooleanField(default=False, db_default=False, editable=False)

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering = ("-at", "-pk")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["follow", "once"], name="noticed_once")
        ]
        indexes: ClassVar = [
            models.Index(fields=["user", "at"], name="notice_by_user"),
            models.Index(
                fields=["follow"], condition=models.Q(mailed_at=None), name="notice_to_be_mailed"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.identifier} {self.what}"


class Follower(models.Model):
    """When somebody wants mail: an hour and a weekday on their own clock, and quiet hours."""

    class Weekday(models.IntegerChoices):
        """Days as Python counts them."""

        MONDAY = 0, _("Monday")
        TUESDAY = 1, _("Tuesday")
        WEDNESDAY = 2, _("Wednesday")
        THURSDAY = 3, _("Thursday")
        FRIDAY = 4, _("Friday")
        SATURDAY = 5, _("Saturday")
        SUNDAY = 6, _("Sunday")

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="follower")
    time_zone = models.CharField(_("time zone"), max_length=64, default="UTC")
    hour = models.PositiveSmallIntegerField(
        _("hour of digests"), default=7, validators=[MaxValueValidator(23)]
    )
    weekday = models.PositiveSmallIntegerField(
        _("day of weekly digests"), choices=Weekday.choices, default=Weekday.MONDAY
    )
    quiet_from = models.PositiveSmallIntegerField(
        _("quiet from"), default=21, validators=[MaxValueValidator(23)]
    )
    quiet_until = models.PositiveSmallIntegerField(
        _("quiet until"), default=7, validators=[MaxValueValidator(23)]
    )
    daily_at = models.DateTimeField(null=True, blank=True, editable=False)
    weekly_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("when you want mail")
        verbose_name_plural = _("when you want mail")

    def __str__(self) -> str:
        return f"{self.user_id}"


class SeenSession(models.Model):
    """How a session of a followed series stood when its followers were last told."""

    series = models.ForeignKey(Series, models.CASCADE, related_name="+")
    session = models.ForeignKey(Session, models.CASCADE, related_name="+")
    starts_at = models.DateTimeField()
    closes_at = models.DateTimeField(null=True)
    is_cancelled = models.BooleanField()
    has_summary = models.BooleanField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["series", "session"], name="session_seen_once")
        ]

    def __str__(self) -> str:
        return f"{self.series_id}: {self.session_id}"


class Progress(models.Model):
    """How far the change log was read; one row."""

    sequence = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.sequence}"
