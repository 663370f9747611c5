"""One model per kind of record, with the fields that only it has (``domain.md`` B1 to B5, B9)."""

from typing import ClassVar, Final

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from modelcluster.models import ClusterableModel

from tessera.catalogue.models.record import Record, edtf_field
from tessera.lib.fields import LanguageTagField
from tessera.lib.texts import best_text
from tessera.network.models import KnownOrNot, TextStatus
from tessera.vocabularies.fields import PlaceField, concept_field, concepts_field
from tessera.vocabularies.models import Place


class BuildingBlock(ClusterableModel):
    """A part that practices share and others can take over: a contract, a job description (B2a)."""

    kind = concept_field("BK", _("kind"), required=True)

    chooser_search_fields = ("texts__name",)

    class Meta:
        verbose_name = _("building block")
        verbose_name_plural = _("building blocks")

    def __str__(self) -> str:
        text = best_text(self.texts.all(), "en")
        return text.name if text else str(self.kind)


class BuildingBlockText(models.Model):
    """A building block in one language."""

    wagtail_reference_index_ignore = True

    block = ParentalKey(BuildingBlock, on_delete=models.CASCADE, related_name="texts")
    language = LanguageTagField(_("language"))
    status = models.CharField(
        _("how this text came to be"),
        max_length=16,
        choices=TextStatus.choices,
        default=TextStatus.ORIGINAL,
    )
    name = models.CharField(_("name"), max_length=150)
    description = models.TextField(_("description"), blank=True)
    enablers = models.TextField(_("what helped"), blank=True)
    lessons = models.TextField(_("lessons"), blank=True)

    class Meta:
        verbose_name = _("text")
        verbose_name_plural = _("texts")
        ordering = ("id",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["block", "language"], name="one_block_per_language")
        ]

    def __str__(self) -> str:
        return self.name


class Approach(Record):
    """A model that is not tied to one place, such as mentoring or a one-stop shop (B1)."""

    kind_of_model = Record.Kind.APPROACH

    building_blocks = ParentalManyToManyField(
        BuildingBlock, blank=True, related_name="approaches", verbose_name=_("components")
    )
    synthesis_method = concept_field("ME", _("method of the synthesis"))
    synthesis_date = edtf_field(_("studies searched until"))

    class Meta:
        verbose_name = _("approach")
        verbose_name_plural = _("approaches")


#: Statuses of a practice that nothing is added to (vocabulary ST).
_ENDED: Final = frozenset({"END", "STO"})


class Practice(Record):
    """One implementation in one place (B2)."""

    kind_of_model = Record.Kind.PRACTICE

    status = concept_field("ST", _("status"))
    building_blocks = ParentalManyToManyField(
        BuildingBlock, blank=True, related_name="practices", verbose_name=_("building blocks")
    )
    population_context = models.PositiveIntegerField(
        _("population of the place"), null=True, blank=True
    )
    foreign_born_percent = models.DecimalField(
        _("foreign-born residents, per cent"),
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
    )
    context_year = models.PositiveSmallIntegerField(
        _("year of these figures"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1900), MaxValueValidator(2100)],
    )
    participation = concept_field("CP", _("participation of migrants"))
    migrant_led = models.CharField(
        _("led by migrants"), max_length=8, choices=KnownOrNot.choices, default=KnownOrNot.UNKNOWN
    )
    instrument = concept_field("PI", _("legal basis"))
    total_cost = models.DecimalField(
        _("total cost"),
        max_digits=14,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    cost_years = models.CharField(_("years of the cost"), max_length=40, blank=True)
    cost_per_participant = models.DecimalField(
        _("cost per participant"),
        max_digits=12,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    funding_sources = concepts_field("FU", _("sources of money"))
    staff_fte = models.DecimalField(
        _("staff, full-time equivalents"), max_digits=7, decimal_places=2, null=True, blank=True
    )
    reach_planned = models.PositiveIntegerField(_("people to be reached"), null=True, blank=True)
    reach_actual = models.PositiveIntegerField(_("people reached"), null=True, blank=True)
    reach_unit = models.CharField(_("counted as"), max_length=80, blank=True)
    reach_as_of = models.DateField(_("counted on"), null=True, blank=True)
    after_funding = concept_field("SU", _("after the first funding"))
    offers_peer_answers = models.BooleanField(_("will answer peers"), default=False)
    peer_offer_topics = models.CharField(_("topics it will answer on"), max_length=200, blank=True)
    peer_offer_until = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        verbose_name = _("practice")
        verbose_name_plural = _("practices")

    other_months_to_verify = (12, 60)

    @property
    def months_to_verify(self) -> int:
        """A practice that has ended changes less. One query at most."""
        return 60 if self.status_id and self.status.code in _ENDED else 12


class Guideline(Record):
    """A toolkit, standard, checklist or manual (B3)."""

    kind_of_model = Record.Kind.GUIDELINE

    guideline_kind = concept_field("GK", _("kind of guideline"))
    basis = concepts_field("GB", _("what it rests on"))
    minutes_to_use = models.PositiveIntegerField(_("minutes to use it"), null=True, blank=True)
    formats = models.CharField(_("formats"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("guideline")
        verbose_name_plural = _("guidelines")


class PolicyResource(Record):
    """A law, strategy or programme (B4)."""

    kind_of_model = Record.Kind.POLICY
    months_of_kind = 12

    instrument = concept_field("PI", _("instrument"))
    legal_status = concept_field("PS", _("legal status"))
    jurisdiction = PlaceField(
        Place,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("jurisdiction"),
    )
    official_title = models.CharField(_("official title"), max_length=300, blank=True)
    official_number = models.CharField(_("official number"), max_length=120, blank=True)
    adopted = edtf_field(_("adopted"))
    in_force = edtf_field(_("in force from"))
    expires = edtf_field(_("expires"))
    checked_on = models.DateField(_("text checked on"), null=True, blank=True)
    covers = concepts_field("TG", _("covers"))
    excludes = concepts_field("TG", _("excludes"))
    budget_amount = models.DecimalField(
        _("budget"), max_digits=16, decimal_places=2, null=True, blank=True
    )
    budget_currency = models.CharField(_("currency"), max_length=3, blank=True)
    budget_period = models.CharField(_("period of the budget"), max_length=40, blank=True)

    class Meta:
        verbose_name = _("policy resource")
        verbose_name_plural = _("policy resources")

    def main_date(self) -> str:
        """A policy's year is that of its adoption."""
        return self.adopted or self.in_force or super().main_date()


class AcademicResource(Record):
    """An article, book, report or dataset (B5)."""

    kind_of_model = Record.Kind.ACADEMIC
    months_of_kind = 60

    publication_type = concept_field("AT", _("type of publication"))
    container = models.CharField(_("journal, series or book"), max_length=300, blank=True)
    volume = models.CharField(_("volume"), max_length=40, blank=True)
    pages = models.CharField(_("pages"), max_length=40, blank=True)
    open_access = concept_field("OA", _("open access"))
    methods = concepts_field("ME", _("methods"))
    disciplines = models.CharField(_("disciplines"), max_length=200, blank=True)
    data_period = edtf_field(_("period of the data"))
    sample = models.CharField(_("sample"), max_length=200, blank=True)
    peer_reviewed = models.CharField(
        _("peer reviewed"), max_length=8, choices=KnownOrNot.choices, default=KnownOrNot.UNKNOWN
    )

    class Meta:
        verbose_name = _("academic resource")
        verbose_name_plural = _("academic resources")


class LearningItem(Record):
    """A course, webinar, guide or study visit that somebody else offers (B9).

    Who offers it is the publisher. Courses that are taught here belong to ``learning``.
    """

    class Difficulty(models.TextChoices):
        """What one should bring along."""

        FIRST = "first", _("for a first start")
        WORKING = "working", _("for people who work on it")
        ADVANCED = "advanced", _("for people with long experience")

    class Pace(models.TextChoices):
        """Who sets the time."""

        OWN = "own", _("in your own time")
        DATES = "dates", _("on fixed dates")

    kind_of_model = Record.Kind.LEARNING
    months_of_kind = 12

    learning_kind = concept_field("LK", _("kind of learning item"))
    difficulty = models.CharField(
        _("difficulty"), max_length=8, choices=Difficulty.choices, blank=True
    )
    minutes = models.PositiveIntegerField(
        _("minutes"), null=True, blank=True, validators=[MinValueValidator(1)]
    )
    pace = models.CharField(_("pace"), max_length=8, choices=Pace.choices, blank=True)
    next_start = models.DateField(_("begins next on"), null=True, blank=True)
    gives_certificate = models.CharField(
        _("gives a certificate"),
        max_length=8,
        choices=KnownOrNot.choices,
        default=KnownOrNot.UNKNOWN,
    )

    class Meta:
        verbose_name = _("learning item")
        verbose_name_plural = _("learning items")


KIND_MODELS: dict[str, type[Record]] = {
    model.kind_of_model: model
    for model in (
        Approach,
        Practice,
        Guideline,
        PolicyResource,
        AcademicResource,
        LearningItem,
    )
}
