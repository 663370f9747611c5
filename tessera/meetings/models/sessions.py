"""A working session, its texts and those who convene it."""

from datetime import datetime, timedelta
from typing import ClassVar
from zoneinfo import ZoneInfo

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tessera.lib.fields import LanguageTagField
from tessera.lib.identifiers import new_identifier
from tessera.lib.texts import best_text
from tessera.lib.time_zones import check_time_zone
from tessera.meetings.querysets import SessionQuerySet
from tessera.network.models import Organization, TextStatus
from tessera.vocabularies.fields import LanguageTagsField, PlaceField, concept_field
from tessera.vocabularies.models import Place

#: The longest session of one sitting; what lasts longer is several sessions, or is discussed in
#: writing between two dates.
MOST_MINUTES = 24 * 60
MOST_DAYS = 92
#: The largest hall, and how long addresses of participants may be kept.
MOST_PLACES = 100_000
MOST_KEEP_DAYS = 730


class Session(models.Model):
    """A working session: a question, people on seats, a programme, and a time."""

    class State(models.TextChoices):
        """Where it stands (``domain.md`` C). Readers see everything but drafts."""

        DRAFT = "DRAFT", _("draft")
        CALL = "CALL", _("call for panellists")
        PAPER = "PAPER", _("paper in circulation")
        OPEN = "OPEN", _("open for registration")
        LIVE = "LIVE", _("taking place")
        SUMMARY = "SUMMARY", _("summary being written")
        CHECK = "CHECK", _("summary being checked")
        CLOSED = "CLOSED", _("closed")
        FOLLOW_UP = "FOLLOW-UP", _("followed up")

    #: States of a session that is over, whatever its announced time says.
    ENDED: ClassVar = frozenset({State.SUMMARY, State.CHECK, State.CLOSED, State.FOLLOW_UP})

    class Access(models.TextChoices):
        """Who may take part."""

        UNKNOWN = "", _("not recorded")
        OPEN = "open", _("open to everybody")
        REGISTRATION = "registration", _("open to everybody who registers")
        INVITATION = "invitation", _("by invitation")

    identifier = models.CharField(
        _("identifier"), max_length=9, unique=True, default=new_identifier, editable=False
    )
    slug = models.SlugField(_("name in addresses"), max_length=80, default="-", editable=False)
    state = models.CharField(
        _("state"), max_length=12, choices=State.choices, default=State.DRAFT, db_index=True
    )
    format = concept_field("SF", _("format"), required=True)
    starts_at = models.DateTimeField(_("begins"), db_index=True)
    time_zone = models.CharField(
        _("time zone"), max_length=64, default="UTC", validators=[check_time_zone]
    )
    minutes = models.PositiveSmallIntegerField(
        _("minutes"),
        default=90,
        validators=[MinValueValidator(5), MaxValueValidator(MOST_MINUTES)],
    )
    closes_at = models.DateTimeField(
        _("closes"),
        null=True,
        blank=True,
        help_text=_("Only of a discussion in writing, which is open for days."),
    )
    place = PlaceField(
        Place, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("place")
    )
    venue = models.CharField(
        _("building and room"),
        max_length=250,
        blank=True,
        db_default="",
        help_text=_("Such as the address and the hall. Everybody sees it."),
    )
    is_online = models.BooleanField(_("online"), default=False)
    access = models.CharField(
        _("access"), max_length=12, choices=Access.choices, default=Access.UNKNOWN, blank=True
    )
    capacity = models.PositiveIntegerField(
        _("places for participants"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_PLACES)],
        help_text=_("Leave this empty if there is room for everybody."),
    )
    needs_approval = models.BooleanField(_("registrations need your approval"), default=False)
    joining_link = models.URLField(
        _("joining link"),
        max_length=500,
        blank=True,
        help_text=_("Of the video tool. Only those who have a place see it."),
    )
    keep_days = models.PositiveSmallIntegerField(
        _("days after the session until registrations are deleted"),
        default=60,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_KEEP_DAYS)],
    )
    attribution_rule = concept_field("AR", _("attribution rule"))
    languages = LanguageTagsField(_("languages spoken"), default=list, blank=True)
    has_interpretation = models.BooleanField(_("with interpretation"), default=False)
    original_language = LanguageTagField(_("its own language"), default="en")
    cancelled_at = models.DateTimeField(_("cancelled at"), null=True, blank=True, editable=False)
    sequence = models.PositiveIntegerField(
        _("number of changes sent to calendars"), default=0, editable=False
    )
    created_at = models.DateTimeField(_("written at"), auto_now_add=True)
    updated_at = models.DateTimeField(_("changed at"), auto_now=True, db_index=True)

    objects = SessionQuerySet.as_manager()

    class Meta:
        verbose_name = _("working session")
        verbose_name_plural = _("working sessions")
        ordering = ("starts_at", "pk")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(closes_at=None) | models.Q(closes_at__gt=models.F("starts_at")),
                name="session_closes_after_it_opens",
            )
        ]

    def __str__(self) -> str:
        text = best_text(self.texts.all(), "en", self.original_language)
        return text.title if text else self.identifier

    def get_absolute_url(self) -> str:
        """Its page in the present language."""
        return reverse("session_detail", args=[self.identifier, self.slug or "-"])

    @property
    def ends_at(self) -> datetime:
        """When it ends. Minutes that pass, also where clocks are put forward meanwhile."""
        return self.closes_at or self.starts_at + timedelta(minutes=self.minutes)

    @property
    def is_written(self) -> bool:
        """Whether it is a discussion in writing over days."""
        return self.closes_at is not None

    @property
    def zone(self) -> ZoneInfo:
        """The time zone that it is announced in."""
        return ZoneInfo(self.time_zone)

    @property
    def kept_until(self) -> datetime:
        """When what people told about themselves is deleted."""
        return self.ends_at + timedelta(days=self.keep_days)

    def is_over(self, *, now: datetime) -> bool:
        """Whether its time has passed, or a moderator has closed its room before."""
        return self.state in self.ENDED or self.ends_at <= now


class SessionText(models.Model):
    """What a session is called and asks, in one language."""

    session = models.ForeignKey(Session, models.CASCADE, related_name="texts")
    language = LanguageTagField(_("language"))
    status = models.CharField(
        _("how this text came to be"),
        max_length=16,
        choices=TextStatus.choices,
        default=TextStatus.ORIGINAL,
    )
    title = models.CharField(_("title"), max_length=250)
    occasion = models.CharField(_("occasion"), max_length=250, blank=True)
    guiding_question = models.TextField(_("guiding question"), blank=True, max_length=600)
    about = models.TextField(_("about the session"), blank=True, max_length=4000)
    decision_sought = models.TextField(
        _("decision sought"), blank=True, max_length=2000, db_default=""
    )
    paper = models.TextField(_("about the issues paper"), blank=True, max_length=2000)
    source = models.TextField(_("where this was gathered"), blank=True, max_length=600)

    class Meta:
        verbose_name = _("text")
        verbose_name_plural = _("texts")
        ordering = ("id",)
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["session", "language"], name="one_session_text_per_language"
            )
        ]

    def __str__(self) -> str:
        return self.title


class Convener(models.Model):
    """An organization that convenes a session: one of the directory, or a name."""

    session = models.ForeignKey(Session, models.CASCADE, related_name="conveners")
    position = models.PositiveSmallIntegerField(_("order"), default=0)
    organization = models.ForeignKey(
        Organization,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="convened_sessions",
        verbose_name=_("organization"),
    )
    name = models.CharField(_("name"), max_length=250)
    names = models.JSONField(_("name by language"), default=dict, blank=True)

    class Meta:
        verbose_name = _("convener")
        verbose_name_plural = _("conveners")
        ordering = ("position", "pk")

    def __str__(self) -> str:
        return self.name
