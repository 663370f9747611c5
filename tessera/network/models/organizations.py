"""Organizations and their texts."""

from typing import Any, ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey, ParentalManyToManyField

from tessera.changes.models import Change
from tessera.changes.previews import preview_modes
from tessera.changes.publication import Publication
from tessera.lib.fields import LanguageTagField, WebAddressField
from tessera.lib.languages import interface_language
from tessera.lib.link_states import LinkState
from tessera.lib.slugs import address_name
from tessera.lib.texts import best_text
from tessera.lib.verification import Age, age_of, keep_newer_verification, next_verification
from tessera.network.querysets import OrganizationQuerySet
from tessera.vocabularies.fields import LanguageTagsField, PlaceField, concept_field, concepts_field
from tessera.vocabularies.models import Place


class TextStatus(models.TextChoices):
    """How a text came to be (vocabulary TR). Readers see it."""

    ORIGINAL = "original", _("original")
    HUMAN = "human", _("translated by a person")
    MACHINE_CHECKED = "machine-checked", _("machine translation, checked by a person")
    MACHINE = "machine", _("machine translation")


class KnownOrNot(models.TextChoices):
    """An answer that may be unknown."""

    YES = "yes", _("yes")
    PART = "part", _("in part")
    NO = "no", _("no")
    UNKNOWN = "unknown", _("not known")


class Organization(Publication):
    """An association, organization or institution that works on integration."""

    org_type = concept_field("OT", _("type"), required=True)
    life_status = concept_field("OS", _("life status"))
    successor = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="predecessors",
        verbose_name=_("successor"),
    )
    parent = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("part of"),
    )
    networks = ParentalManyToManyField(
        "self", symmetrical=False, blank=True, related_name="members", verbose_name=_("networks")
    )
    original_language = LanguageTagField(_("its own language"), default="en")
    acronym = models.CharField(_("acronym"), max_length=40, blank=True)
    aliases = models.TextField(_("other names"), blank=True, help_text=_("One a line."))
    country = PlaceField(
        Place,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        limit_choices_to={"kind": "country"},
        verbose_name=_("country of its seat"),
    )
    city = PlaceField(
        Place,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        limit_choices_to={"kind": "city"},
        verbose_name=_("city of its seat"),
    )
    levels = concepts_field("LV", _("levels of work"))
    themes = concepts_field("TH", _("themes"))
    services = concepts_field("TH", _("services"))
    languages_of_work = LanguageTagsField(_("languages of work"), default=list, blank=True)
    size_band = models.CharField(_("size"), max_length=40, blank=True)
    founded_year = models.PositiveSmallIntegerField(
        _("founded"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(2100)],
    )
    migrant_led = models.CharField(
        _("led by migrants"), max_length=8, choices=KnownOrNot.choices, default=KnownOrNot.UNKNOWN
    )
    offers = concepts_field("PX", _("offers"))
    seeks = concepts_field("PX", _("seeks"))
    website = WebAddressField(_("website"), max_length=500, blank=True, db_index=True)
    website_state = models.CharField(
        _("state of the website"),
        max_length=16,
        choices=LinkState.choices,
        default=LinkState.UNCHECKED,
        editable=False,
    )
    website_checked_at = models.DateTimeField(
        _("website checked"), null=True, blank=True, editable=False
    )
    website_last_ok_at = models.DateTimeField(
        _("website last worked"), null=True, blank=True, editable=False
    )
    ror = models.CharField(
        _("ROR ID"),
        max_length=40,
        blank=True,
        validators=[
            RegexValidator(
                r"^https://ror\.org/0[a-z0-9]{8}$",
                _("Enter a ROR ID such as https://ror.org/04x48z588."),
            )
        ],
    )
    wikidata = models.CharField(
        _("Wikidata"),
        max_length=16,
        blank=True,
        validators=[RegexValidator(r"^Q\d+$", _("Enter a Wikidata identifier such as Q42."))],
    )
    contact_mailbox = models.EmailField(
        _("mailbox for messages"),
        blank=True,
        help_text=_("A role address. It is never shown; messages are passed on."),
    )
    registration = models.TextField(
        _("registration number, authority, address"),
        blank=True,
        help_text=_("For checking only. Never shown or exported."),
    )
    verified_at = models.DateField(_("verified on"), null=True, blank=True)
    verification_method = models.CharField(_("verified by"), max_length=80, blank=True)
    verification_due = models.DateField(_("to be verified again by"), null=True, blank=True)
    provenance_kind = models.CharField(_("origin"), max_length=12, default="manual")
    provenance_system = models.CharField(_("source system"), max_length=80, blank=True)
    provenance_id = models.CharField(_("identifier there"), max_length=200, blank=True)
    provenance_url = WebAddressField(_("facts gathered from"), max_length=500, blank=True)
    provenance_at = models.DateField(_("facts gathered on"), null=True, blank=True)

    change_kind = Change.Kind.ORGANIZATION
    derived_fields = ("slug", "verification_due")
    #: After so many months it is verified again.
    months_to_verify = 12
    chooser_search_fields = ("texts__name", "acronym", "identifier")
    private_fields = frozenset({"contact_mailbox", "registration"})

    objects = OrganizationQuerySet.as_manager()

    class Meta:
        verbose_name = _("organization")
        verbose_name_plural = _("organizations")
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.name_in("en")

    def name_in(self, language: str) -> str:
        """What it is called, in a language where it has a name there. One query."""
        text = best_text(self.texts.all(), language, self.original_language)
        return text.name if text else self.identifier

    @property
    def preview_modes(self) -> list[tuple[str, str]]:
        """One per interface language."""
        return preview_modes()

    @property
    def default_preview_mode(self) -> str:
        """Its own language, when the site has it."""
        return interface_language(self.original_language)

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        """The public page of what is being written."""
        from tessera.network.previewing import preview_organization  # the page reads this model

        return preview_organization(self, request, mode_name or self.default_preview_mode)

    def get_absolute_url(self) -> str:
        """Its page in the present language."""
        return reverse("organization_detail", args=[self.identifier, self.slug or "-"])

    def prepare_publication(self) -> None:
        """Derive the name used in addresses, and when it is verified again."""
        text = best_text(self.texts.all(), "en", self.original_language)
        self.slug = address_name(text.name) if text else "-"
        self.verification_due = next_verification(self, months=self.months_to_verify)

    def with_content_json(self, content: dict[str, Any]) -> Any:
        """A draft does not know that the organization was verified since it was written."""
        revised = super().with_content_json(content)
        keep_newer_verification(revised, self, "verification_method")
        return revised

    @property
    def age(self) -> Age:
        """Whether it is due to be verified again, or overdue for long."""
        return age_of(self.verification_due)


class OrganizationText(models.Model):
    """What an organization is called and does, in one language."""

    wagtail_reference_index_ignore = True

    organization = ParentalKey(Organization, on_delete=models.CASCADE, related_name="texts")
    language = LanguageTagField(_("language"))
    status = models.CharField(
        _("how this text came to be"),
        max_length=16,
        choices=TextStatus.choices,
        default=TextStatus.ORIGINAL,
    )
    is_outdated = models.BooleanField(_("the original has moved on"), default=False)
    name = models.CharField(_("name"), max_length=250)
    what_it_does = models.TextField(_("what it does"), blank=True, max_length=600)
    migrant_led_explanation = models.TextField(_("how migrants lead it"), blank=True)
    funder_profile = models.TextField(
        _("programmes, eligibility and deadlines of a funder"), blank=True
    )

    class Meta:
        verbose_name = _("text")
        verbose_name_plural = _("texts")
        ordering = ("id",)
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organization", "language"], name="one_organization_text_per_language"
            )
        ]

    def __str__(self) -> str:
        return self.name
