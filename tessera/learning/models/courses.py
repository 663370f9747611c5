"""A course with its modules and units. Each has its words in one row per language."""

from typing import Any, ClassVar

from django.core.validators import MaxLengthValidator, MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tessera.learning.querysets import CourseQuerySet
from tessera.lib.fields import LanguageTagField, WebAddressField
from tessera.lib.identifiers import new_identifier
from tessera.lib.texts import best_text
from tessera.network.models import TextStatus


def _language_field() -> Any:
    return LanguageTagField(_("language"))


def _status_field() -> Any:
    return models.CharField(
        _("how this text came to be"),
        max_length=16,
        choices=TextStatus.choices,
        default=TextStatus.ORIGINAL,
    )


def _position_field() -> Any:
    return models.PositiveSmallIntegerField(_("order"), default=0)


class Course(models.Model):
    """A course that is taught here: readable by anybody, kept track of for who enrols."""

    class State(models.TextChoices):
        """Where it stands. Readers see public ones only."""

        DRAFT = "DRAFT", pgettext_lazy("a course", "draft")
        PUBLIC = "PUBLIC", pgettext_lazy("a course", "public")
        RETIRED = "RETIRED", pgettext_lazy("a course", "no longer offered")

    class Level(models.TextChoices):
        """What one should bring along."""

        FIRST = "first", _("for a first start")
        WORKING = "working", _("for people who work on it")
        ADVANCED = "advanced", _("for people with long experience")

    identifier = models.CharField(
        _("identifier"), max_length=9, unique=True, default=new_identifier, editable=False
    )
    state = models.CharField(
        _("state"), max_length=8, choices=State.choices, default=State.DRAFT, db_index=True
    )
    level = models.CharField(_("level"), max_length=8, choices=Level.choices, default=Level.FIRST)
    audiences = models.ManyToManyField(
        "vocabularies.Concept",
        blank=True,
        related_name="+",
        limit_choices_to={"scheme__code": "SH"},
        verbose_name=_("for whom"),
    )
    themes = models.ManyToManyField(
        "vocabularies.Concept",
        blank=True,
        related_name="+",
        limit_choices_to={"scheme__code": "TH"},
        verbose_name=_("themes"),
    )
    original_language = LanguageTagField(_("its own language"), default="en")
    pass_percent = models.PositiveSmallIntegerField(
        _("part of a quiz that must be right (per cent)"),
        default=70,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
    )
    created_at = models.DateTimeField(_("written at"), auto_now_add=True)
    published_at = models.DateTimeField(_("published at"), null=True, blank=True, editable=False)
    updated_at = models.DateTimeField(_("changed at"), auto_now=True, db_index=True)

    objects = CourseQuerySet.as_manager()

    class Meta:
        verbose_name = _("course")
        verbose_name_plural = _("courses")
        ordering = ("pk",)

    def __str__(self) -> str:
        text = best_text(self.texts.all(), "en", self.original_language)
        return text.title if text else self.identifier

    def get_absolute_url(self) -> str:
        """Its page in the present language."""
        return reverse("course_detail", args=[self.identifier])


class CourseText(models.Model):
    """What a course is called and leads to, in one language; an objective on each line."""

    course = models.ForeignKey(Course, models.CASCADE, related_name="texts")
    language = _language_field()
    status = _status_field()
    title = models.CharField(_("title"), max_length=200)
    summary = models.TextField(_("summary"), validators=[MaxLengthValidator(600)])
    objectives = models.TextField(
        _("what one can do afterwards"), blank=True, validators=[MaxLengthValidator(2000)]
    )

    class Meta:
        verbose_name = _("text")
        verbose_name_plural = _("texts")
        ordering = ("pk",)
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["course", "language"], name="one_course_text_per_language"
            )
        ]

    def __str__(self) -> str:
        return self.title


class Module(models.Model):
    """A part of a course."""

    course = models.ForeignKey(Course, models.CASCADE, related_name="modules")
    position = _position_field()

    class Meta:
        verbose_name = _("module")
        verbose_name_plural = _("modules")
        ordering = ("position", "pk")

    def __str__(self) -> str:
        return str(self.pk)


class ModuleText(models.Model):
    """A module's title in one language."""

    module = models.ForeignKey(Module, models.CASCADE, related_name="texts")
    language = _language_field()
    status = _status_field()
    title = models.CharField(_("title"), max_length=200)

    class Meta:
        verbose_name = _("text")
        verbose_name_plural = _("texts")
        ordering = ("pk",)
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["module", "language"], name="one_module_text_per_language"
            )
        ]

    def __str__(self) -> str:
        return self.title


class Unit(models.Model):
    """One page of a course. Its ``key`` is a part of its address, and stays."""

    class Kind(models.TextChoices):
        """What one does in it."""

        TEXT = "text", pgettext_lazy("a unit of a course", "Reading")
        VIDEO = "video", pgettext_lazy("a unit of a course", "Video")
        QUIZ = "quiz", pgettext_lazy("a unit of a course", "Quiz")
        REFLECTION = "reflection", pgettext_lazy("a unit of a course", "Reflection")
        CASE = "case", pgettext_lazy("a unit of a course", "Case exercise")

    module = models.ForeignKey(Module, models.CASCADE, related_name="units")
    position = _position_field()
    key = models.SlugField(_("name in addresses"), max_length=60)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices, default=Kind.TEXT)
    minutes = models.PositiveSmallIntegerField(
        _("minutes"), default=5, validators=[MinValueValidator(1), MaxValueValidator(600)]
    )
    video_url = WebAddressField(_("address of the video"), max_length=500, blank=True)
    download_url = WebAddressField(_("address of a download"), max_length=500, blank=True)
    image = models.ForeignKey(
        "wagtailimages.Image",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("picture"),
    )

    class Meta:
        verbose_name = _("unit")
        verbose_name_plural = _("units")
        ordering = ("position", "pk")

    def __str__(self) -> str:
        return self.key


class UnitText(models.Model):
    """What a unit says in one language.

    ``body`` is Markdown, in which a line ``[[T7K2-9QXW]]`` shows the record or session of that
    identifier. ``guidance`` is read after one's own thoughts, in reflections and case exercises.
    """

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="texts")
    language = _language_field()
    status = _status_field()
    title = models.CharField(_("title"), max_length=200)
    body = models.TextField(_("text"), blank=True, validators=[MaxLengthValidator(20_000)])
    guidance = models.TextField(
        _("to read afterwards"), blank=True, validators=[MaxLengthValidator(6000)]
    )
    transcript = models.TextField(
        _("transcript of the video"), blank=True, validators=[MaxLengthValidator(40_000)]
    )
    image_description = models.CharField(_("what the picture shows"), max_length=300, blank=True)
    download_label = models.CharField(_("name of the download"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("text")
        verbose_name_plural = _("texts")
        ordering = ("pk",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["unit", "language"], name="one_unit_text_per_language")
        ]

    def __str__(self) -> str:
        return self.title
