"""Series and forums: sessions that belong together, the rooms of a forum, and what is where."""

from datetime import datetime
from typing import ClassVar, Final
from zoneinfo import ZoneInfo

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tessera.lib.fields import LanguageTagField
from tessera.lib.identifiers import new_identifier
from tessera.lib.texts import best_text
from tessera.lib.time_zones import check_time_zone
from tessera.meetings.models.sessions import Session
from tessera.meetings.series.querysets import SeriesQuerySet, SeriesSessionQuerySet
from tessera.network.models import TextStatus
from tessera.vocabularies.fields import PlaceField
from tessera.vocabularies.models import Place

#: A timetable is one page, so that a forum is bounded.
MOST_SESSIONS: Final = 400
MOST_ROOMS: Final = 20
MOST_DAYS: Final = 60


class Series(models.Model):
    """Sessions that belong together. The days of a forum are those of its time zone."""

    class Kind(models.TextChoices):
        """How its sessions belong together."""

        SERIES = "series", _("series of sessions")
        FORUM = "forum", pgettext_lazy("several days with parallel rooms", "forum")

    identifier = models.CharField(
        _("identifier"), max_length=9, unique=True, default=new_identifier, editable=False
    )
    slug = models.SlugField(_("name in addresses"), max_length=80, default="-", editable=False)
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices, default=Kind.FORUM)
    is_public = models.BooleanField(_("public"), default=False, db_index=True, editable=False)
    first_day = models.DateField(_("first day"), null=True, blank=True)
    last_day = models.DateField(_("last day"), null=True, blank=True)
    time_zone = models.CharField(
        _("time zone"), max_length=64, default="UTC", validators=[check_time_zone]
    )
    place = PlaceField(
        Place, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("place")
    )
    convener = models.CharField(_("convened by"), max_length=250, blank=True)
    convener_names = models.JSONField(_("name by language"), default=dict, blank=True)
    original_language = LanguageTagField(_("its own language"), default="en")
    rooms_given = models.PositiveSmallIntegerField(
        _("rooms that it ever had"), default=0, editable=False
    )
    created_at = models.DateTimeField(_("written at"), auto_now_add=True)
    updated_at = models.DateTimeField(_("changed at"), auto_now=True, db_index=True)

    #: What ``with_extent`` adds.
    count: int
    begins: datetime | None
    latest: datetime | None

    objects = SeriesQuerySet.as_manager()

    class Meta:
        verbose_name = _("series")
        verbose_name_plural = _("series")
        ordering = ("-pk",)

    def __str__(self) -> str:
        text = best_text(self.texts.all(), "en", self.original_language)
        return text.title if text else self.identifier

    def get_absolute_url(self) -> str:
        """Its page in the present language."""
        return reverse("series_detail", args=[self.identifier, self.slug or "-"])

    @property
    def zone(self) -> ZoneInfo:
        """The time zone that its timetable is announced in."""
        return ZoneInfo(self.time_zone)

    @property
    def is_forum(self) -> bool:
        """Whether it has days and rooms."""
        return self.kind == self.Kind.FORUM


class SeriesText(models.Model):
    """What a series is called and about, in one language."""

    series = models.ForeignKey(Series, models.CASCADE, related_name="texts")
    language = LanguageTagField(_("language"))
    status = models.CharField(
        _("how this text came to be"),
        max_length=16,
        choices=TextStatus.choices,
        default=TextStatus.ORIGINAL,
    )
    title = models.CharField(_("title"), max_length=250)
    about = models.TextField(_("about it"), blank=True, max_length=4000)
    source = models.TextField(_("where this was gathered"), blank=True, max_length=600)

    class Meta:
        verbose_name = _("text")
        verbose_name_plural = _("texts")
        ordering = ("id",)
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["series", "language"], name="one_series_text_per_language"
            )
        ]

    def __str__(self) -> str:
        return self.title


class SeriesRoom(models.Model):
    """A room of a forum. Its number stands in the address that hangs at its door."""

    series = models.ForeignKey(Series, models.CASCADE, related_name="rooms")
    number = models.PositiveSmallIntegerField(_("number"), editable=False)
    position = models.PositiveSmallIntegerField(_("order"), default=0)
    name = models.CharField(_("name"), max_length=100)
    note = models.CharField(_("how to find it"), max_length=250, blank=True)

    class Meta:
        verbose_name = _("room")
        verbose_name_plural = _("rooms")
        ordering = ("position", "pk")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["series", "number"], name="one_room_per_number")
        ]

    def __str__(self) -> str:
        return self.name


class SeriesSession(models.Model):
    """That a session belongs to a series: to one at most, in one room of it."""

    series = models.ForeignKey(Series, models.CASCADE, related_name="sessions")
    session = models.OneToOneField(Session, models.CASCADE, related_name="in_series")
    room = models.ForeignKey(
        SeriesRoom,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="sessions",
        verbose_name=_("room"),
    )
    is_shown = models.BooleanField(
        _("shown to everybody, although it is by invitation"), default=False
    )

    objects = SeriesSessionQuerySet.as_manager()

    class Meta:
        verbose_name = _("session of a series")
        verbose_name_plural = _("sessions of a series")
        ordering = ("pk",)

    def __str__(self) -> str:
        return str(self.pk)
