"""Who learns in a course, what of it is done, and what was written and reached there."""

from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tessera.learning.models.courses import Course, Unit
from tessera.lib.fields import LanguageTagField
from tessera.lib.verifiable_codes import new_code

#: Characters of a note or an answer.
LONGEST_TEXT = 8000


class Enrolment(models.Model):
    """Somebody in a course; of nobody else's business."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="enrolments")
    course = models.ForeignKey(Course, models.PROTECT, related_name="enrolments")
    language = LanguageTagField(_("language"), default="en")
    cohort = models.ForeignKey(
        "learning.Cohort",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="enrolments",
        verbose_name=_("cohort"),
    )
    enrolled_at = models.DateTimeField(_("enrolled at"), auto_now_add=True)
    seen_at = models.DateTimeField(_("last seen at"))
    last_unit = models.ForeignKey(Unit, models.SET_NULL, null=True, blank=True, related_name="+")
    completed_at = models.DateTimeField(_("completed at"), null=True, blank=True)

    class Meta:
        verbose_name = _("enrolment")
        verbose_name_plural = _("enrolments")
        ordering = ("-seen_at", "pk")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "course"], name="one_enrolment_per_course")
        ]

    def __str__(self) -> str:
        return str(self.pk)


class UnitDone(models.Model):
    """A unit that a learner has done."""

    enrolment = models.ForeignKey(Enrolment, models.CASCADE, related_name="done")
    unit = models.ForeignKey(Unit, models.CASCADE, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["enrolment", "unit"], name="unit_done_once")
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Writing(models.Model):
    """What a learner wrote in a unit: an own note, or the answer to a reflection or a case."""

    class Kind(models.TextChoices):
        """What it is for."""

        NOTE = "note", _("Note")
        ANSWER = "answer", _("Answer")

    enrolment = models.ForeignKey(Enrolment, models.CASCADE, related_name="writings")
    unit = models.ForeignKey(Unit, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    text = models.TextField(validators=[MaxLengthValidator(LONGEST_TEXT)])
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("note or answer in a course")
        verbose_name_plural = _("notes and answers in courses")
        ordering = ("pk",)
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["enrolment", "unit", "kind"], name="one_writing_of_a_kind_per_unit"
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Attempt(models.Model):
    """A quiz as it was answered once."""

    enrolment = models.ForeignKey(Enrolment, models.CASCADE, related_name="attempts")
    unit = models.ForeignKey(Unit, models.CASCADE, related_name="+")
    answers = models.JSONField(default=dict)
    score = models.PositiveSmallIntegerField()
    most = models.PositiveSmallIntegerField()
    is_passed = models.BooleanField()
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("attempt at a quiz")
        verbose_name_plural = _("attempts at quizzes")
        ordering = ("-pk",)

    def __str__(self) -> str:
        return str(self.pk)


class Certificate(models.Model):
    """What a learner can show to others, who check it by its code."""

    code = models.CharField(max_length=14, unique=True, default=new_code)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="certificates")
    course = models.ForeignKey(Course, models.PROTECT, related_name="certificates")
    name = models.CharField(_("name on the certificate"), max_length=120)
    language = LanguageTagField(_("language"))
    minutes = models.PositiveSmallIntegerField()
    completed_on = models.DateField()
    issued_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("certificate")
        verbose_name_plural = _("certificates")
        ordering = ("-issued_at", "pk")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "course"], name="one_certificate_per_course")
        ]

    def __str__(self) -> str:
        return self.code

    def get_absolute_url(self) -> str:
        """The page by which anybody checks it."""
        return reverse("certificate", args=[self.code])
