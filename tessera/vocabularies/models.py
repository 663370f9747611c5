"""Concept schemes, concepts with their labels, and places."""

from typing import ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel

from tessera.lib.fields import WebAddressField
from tessera.lib.languages import INTERFACE_LANGUAGES
from tessera.vocabularies.fields import ConceptField, LabelsField, PlaceField
from tessera.vocabularies.querysets import ConceptQuerySet, PlaceQuerySet

INTERFACE_LANGUAGE_CHOICES = [
    ("en", "English"),
    ("fr", "Français"),
    ("es", "Español"),
    ("ar", "العربية"),
    ("ru", "Русский"),
    ("zh-hans", "中文"),
    ("tr", "Türkçe"),
]
#: Concepts have names in languages in which people search, though the pages do not speak them.
LABEL_LANGUAGE_CHOICES = [*INTERFACE_LANGUAGE_CHOICES, ("de", "Deutsch")]
code_validator = RegexValidator(
    r"^[A-Za-z0-9][A-Za-z0-9._-]*$", _("Use letters, digits, dots, hyphens and underscores.")
)


class ConceptScheme(ClusterableModel):
    """A list of concepts (``skos:ConceptScheme``), such as themes or evidence levels."""

    wagtail_reference_index_ignore = True

    code = models.CharField(
        _("code"),
        max_length=8,
        unique=True,
        validators=[code_validator],
        help_text=_("Appears in addresses and exports; never changes."),
    )
    slug = models.SlugField(_("name in addresses"), max_length=40, unique=True)
    labels = LabelsField(_("labels"), default=dict)
    note = models.TextField(_("note on its use"), blank=True)

    class Meta:
        verbose_name = _("concept scheme")
        verbose_name_plural = _("concept schemes")
        ordering = ("code",)

    def __str__(self) -> str:
        return f"{self.code} · {self.labels.get(get_language() or 'en') or self.slug}"


class Concept(ClusterableModel):
    """A concept (``skos:Concept``). The code is stable; no code path depends on a label."""

    wagtail_reference_index_ignore = True

    scheme = models.ForeignKey(
        ConceptScheme, models.PROTECT, related_name="concepts", verbose_name=_("concept scheme")
    )
    code = models.CharField(
        _("code"),
        max_length=24,
        validators=[code_validator],
        help_text=_("Appears in addresses and exports; never changes."),
    )
    broader = ConceptField(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="narrower",
        verbose_name=_("broader concept"),
    )
    dimensions = models.JSONField(_("dimensions"), default=list, blank=True)
    facet = models.CharField(_("facet"), max_length=16, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    is_deprecated = models.BooleanField(
        _("no longer offered"),
        default=False,
        help_text=_("Records that have it keep it; forms no longer offer it."),
    )

    objects = ConceptQuerySet.as_manager()

    class Meta:
        verbose_name = _("concept")
        verbose_name_plural = _("concepts")
        ordering = ("scheme", "position", "code")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["scheme", "code"], name="concept_code_in_scheme")
        ]

    def clean(self) -> None:
        """The broader concept is another one of the same scheme, and not below this one."""
        super().clean()
        broader, seen = self.broader, {self.pk}
        if broader and broader.scheme_id != self.scheme_id:
            raise ValidationError({"broader": _("Choose a concept of the same scheme.")})
        while broader:
            if broader.pk in seen:
                raise ValidationError({"broader": _("A concept cannot be broader than itself.")})
            seen.add(broader.pk)
            broader = broader.broader

    def __str__(self) -> str:
        from tessera.vocabularies.labels import labels  # reads this model

        return labels().of(self.pk) or self.code


class ConceptLabel(models.Model):
    """A concept's names and notes in one language."""

    wagtail_reference_index_ignore = True

    concept = ParentalKey(Concept, on_delete=models.CASCADE, related_name="labels")
    language = models.CharField(_("language"), max_length=8, choices=LABEL_LANGUAGE_CHOICES)
    preferred = models.CharField(_("preferred label"), max_length=80)
    plural = models.CharField(_("label for many"), max_length=80, blank=True)
    inverse = models.CharField(
        _("label seen from the other end"),
        max_length=80,
        blank=True,
        help_text=_("For kinds of relation: “implements” is “implemented by”."),
    )
    alternative = models.TextField(
        _("alternative labels"), blank=True, help_text=_("One a line; search finds them.")
    )
    definition = models.TextField(_("definition"), blank=True)

    class Meta:
        verbose_name = _("label")
        verbose_name_plural = _("labels")
        ordering = ("id",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["concept", "language"], name="one_label_per_language")
        ]

    def __str__(self) -> str:
        return self.preferred

    @property
    def alternatives(self) -> list[str]:
        """The alternative labels as a list."""
        return [line.strip() for line in self.alternative.splitlines() if line.strip()]


class ConceptMapping(models.Model):
    """A link to a concept of somebody else's scheme (``skos:mappingRelation``)."""

    wagtail_reference_index_ignore = True

    class Relation(models.TextChoices):
        """SKOS mapping properties."""

        EXACT = "exact", _("exact match")
        CLOSE = "close", _("close match")
        BROAD = "broad", _("broader match")
        NARROW = "narrow", _("narrower match")
        RELATED = "related", _("related match")

    concept = ParentalKey(Concept, on_delete=models.CASCADE, related_name="mappings")
    relation = models.CharField(_("relation"), max_length=8, choices=Relation.choices)
    scheme = models.CharField(_("scheme"), max_length=24)
    notation = models.CharField(_("notation"), max_length=80)
    uri = WebAddressField(_("address"), blank=True)

    class Meta:
        verbose_name = _("mapping")
        verbose_name_plural = _("mappings")
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.scheme} {self.notation}"


class Place(ClusterableModel):
    """A region (UN M49), a country or territory (ISO 3166-1), a subdivision or a city.

    Countries and regions take their names from CLDR; the rest has names of its own.
    """

    wagtail_reference_index_ignore = True

    class Kind(models.TextChoices):
        """What sort of place."""

        REGION = "region", _("region")
        COUNTRY = "country", _("country or territory")
        SUBDIVISION = "subdivision", _("subdivision")
        CITY = "city", _("city or town")

    code = models.CharField(
        _("code"),
        max_length=64,
        unique=True,
        validators=[code_validator],
        help_text=_(
            "UN M49 number, ISO 3166-1 alpha-2, ISO 3166-2, or country and name for a city."
        ),
    )
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    name = models.CharField(
        _("name"), max_length=120, help_text=_("In English, or as it calls itself.")
    )
    parent = PlaceField(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("lies in"),
    )
    latitude = models.DecimalField(
        _("latitude"),
        max_digits=8,
        decimal_places=5,
        null=True,
        blank=True,
        validators=[MinValueValidator(-90), MaxValueValidator(90)],
    )
    longitude = models.DecimalField(
        _("longitude"),
        max_digits=8,
        decimal_places=5,
        null=True,
        blank=True,
        validators=[MinValueValidator(-180), MaxValueValidator(180)],
    )
    population_band = ConceptField(
        Concept,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        limit_choices_to={"scheme__code": "PB"},
        verbose_name=_("population"),
    )
    place_type = ConceptField(
        Concept,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        limit_choices_to={"scheme__code": "PT"},
        verbose_name=_("type of place"),
    )
    wikidata = models.CharField(_("Wikidata"), max_length=16, blank=True)
    geonames = models.CharField(_("GeoNames"), max_length=16, blank=True)

    objects = PlaceQuerySet.as_manager()

    class Meta:
        verbose_name = _("place")
        verbose_name_plural = _("places")
        ordering = ("code",)

    def __str__(self) -> str:
        from tessera.vocabularies.labels import labels  # reads this model

        return labels().place(self.pk) or self.name

    @cached_property
    def country_code(self) -> str:
        """The ISO 3166-1 code of the country it is or lies in; empty for regions."""
        if self.kind == self.Kind.COUNTRY:
            return self.code
        return self.code[:2] if self.kind != self.Kind.REGION else ""


class PlaceName(models.Model):
    """A place's name in one interface language."""

    wagtail_reference_index_ignore = True

    place = ParentalKey(Place, on_delete=models.CASCADE, related_name="names")
    language = models.CharField(_("language"), max_length=8, choices=INTERFACE_LANGUAGE_CHOICES)
    name = models.CharField(_("name"), max_length=120)

    class Meta:
        verbose_name = _("name")
        verbose_name_plural = _("names")
        ordering = ("id",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["place", "language"], name="one_name_per_language")
        ]

    def __str__(self) -> str:
        return self.name


assert [code for code, _name in INTERFACE_LANGUAGE_CHOICES] == list(INTERFACE_LANGUAGES)
