"""People, apart from the accounts that they may or may not have."""

from datetime import date
from typing import Any, ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tessera.lib.fields import LanguageTagField
from tessera.lib.identifiers import new_identifier
from tessera.network.models.organizations import Organization
from tessera.network.querysets import PersonQuerySet
from tessera.vocabularies.fields import concept_field


class WillingRole(models.TextChoices):
    """What somebody is willing to do when asked."""

    PEER = "peer", _("answer a question")
    REVIEWER = "reviewer", _("review a record")
    PANELLIST = "panellist", _("speak on a panel")
    MODERATOR = "moderator", _("moderate a session")
    RAPPORTEUR = "rapporteur", _("take the record of a session")
    MENTOR = "mentor", _("mentor somebody")
    HOST = "host", _("receive a study visit")


class Availability(models.TextChoices):
    """Whether now is a good time."""

    OPEN = "open", _("can be asked")
    LIMITED = "limited", _("can be asked now and then")
    PAUSED = "paused", _("cannot be asked at present")


class Terms(models.TextChoices):
    """What taking part costs those who ask."""

    FREE = "free", _("without payment")
    EXPENSES = "expenses", _("for expenses")
    FEE = "fee", _("for a fee")


class LanguageLevel(models.TextChoices):
    """How well somebody works in a language."""

    FIRST = "first", _("first language")
    FLUENT = "fluent", _("fluent")
    WORKING = "working", _("good enough to work in")
    BASIC = "basic", _("some")


def _concepts(scheme: str, label: Any) -> Any:
    return models.ManyToManyField(
        "vocabularies.Concept",
        blank=True,
        related_name="+",
        limit_choices_to={"scheme__code": scheme},
        verbose_name=label,
    )


class Person(models.Model):
    """Somebody who works on integration or lives it, with or without an account.

    ``visibility`` maps the name of a field to who sees it (``network.visibility``); what it does
    not name has the default. Never read a field for somebody else past ``seen_person``.
    ``consent_until`` is the last day on which anybody else may see the entry at all.
    """

    identifier = models.CharField(
        _("identifier"), max_length=9, unique=True, default=new_identifier, editable=False
    )
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="person",
        verbose_name=_("account"),
    )
    display_name = models.CharField(pgettext_lazy("of a person", "name"), max_length=120)
    language = LanguageTagField(_("language"), default="en")
    regions = models.ManyToManyField(
        "vocabularies.Place", blank=True, related_name="+", verbose_name=_("regions and countries")
    )
    stakeholder = concept_field("SH", _("stakeholder group"))
    basis = _concepts("XB", _("basis of expertise"))
    themes = _concepts("TH", _("themes"))
    offers = _concepts("PX", _("offers"))
    seeks = _concepts("PX", _("seeks"))
    willing = models.JSONField(_("willing to"), default=list, blank=True)
    availability = models.CharField(
        _("availability"), max_length=8, choices=Availability.choices, default=Availability.OPEN
    )
    available_from = models.DateField(_("available again from"), null=True, blank=True)
    questions_a_month = models.PositiveSmallIntegerField(
        _("questions a month"),
        default=4,
        validators=[MinValueValidator(0), MaxValueValidator(60)],
    )
    terms = models.CharField(_("terms"), max_length=8, choices=Terms.choices, blank=True)
    orcid = models.CharField(
        _("ORCID iD"),
        max_length=19,
        blank=True,
        validators=[RegexValidator(r"^\d{4}-\d{4}-\d{4}-\d{3}[\dX]$")],
    )
    visibility = models.JSONField(_("who sees what"), default=dict, blank=True)
    consent_given_at = models.DateTimeField(null=True, blank=True)
    consent_until = models.DateField(null=True, blank=True, db_index=True)
    hidden_at = models.DateTimeField(null=True, blank=True)
    #: Before there is an account: never shown; messages and the invitation go there.
    mailbox = models.EmailField(_("e-mail address"), blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(_("last changed"), default=timezone.now)

    objects = PersonQuerySet.as_manager()

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.display_name

    def get_absolute_url(self) -> str:
        """The page in the present language."""
        return reverse("person_detail", args=[self.identifier])

    @property
    def is_claimed(self) -> bool:
        """Whether the entry belongs to an account."""
        return self.user_id is not None

    def has_consent(self, on: date) -> bool:
        """Whether the person agrees to be shown on a day."""
        return self.consent_until is not None and self.consent_until >= on


class PersonText(models.Model):
    """What somebody says of themselves, in one language."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="texts")
    language = LanguageTagField(_("language"))
    headline = models.CharField(_("headline"), max_length=160, blank=True)
    ask_about = models.TextField(_("ask me about"), blank=True, max_length=800)
    not_about = models.TextField(_("please not"), blank=True, max_length=400)
    about = models.TextField(_("in my words"), blank=True, max_length=3000)

    class Meta:
        verbose_name = _("text")
        verbose_name_plural = _("texts")
        ordering = ("pk",)
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person", "language"], name="one_person_text_per_language"
            )
        ]

    def __str__(self) -> str:
        return self.headline


class PersonLanguage(models.Model):
    """A language that somebody works in."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="languages")
    language = LanguageTagField(_("language"))
    level = models.CharField(
        _("level"), max_length=8, choices=LanguageLevel.choices, default=LanguageLevel.FLUENT
    )

    class Meta:
        verbose_name = _("language")
        verbose_name_plural = _("languages")
        ordering = ("pk",)
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person", "language"], name="one_level_per_person_and_language"
            )
        ]

    def __str__(self) -> str:
        return self.language


class Affiliation(models.Model):
    """Where somebody works or worked: an organization of the directory, or just its name."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="affiliations")
    organization = models.ForeignKey(
        Organization, models.SET_NULL, null=True, blank=True, related_name="affiliations"
    )
    name = models.CharField(_("organization"), max_length=200, blank=True)
    role = models.CharField(pgettext_lazy("at work", "position"), max_length=160, blank=True)
    since = models.PositiveSmallIntegerField(
        _("from (year)"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1940), MaxValueValidator(2100)],
    )
    until = models.PositiveSmallIntegerField(
        _("to (year)"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1940), MaxValueValidator(2100)],
    )
    confirmed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("affiliation")
        verbose_name_plural = _("affiliations")
        ordering = (models.F("until").desc(nulls_first=True), "-since", "pk")

    def __str__(self) -> str:
        return self.name
