"""The record: one identity, whatever its kind and languages (``domain.md`` B0)."""

from typing import Any, ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tessera.catalogue.querysets import RecordQuerySet
from tessera.changes.models import Change
from tessera.changes.previews import preview_modes
from tessera.changes.publication import Publication
from tessera.lib.fields import LanguageTagField, WebAddressField
from tessera.lib.languages import interface_language
from tessera.lib.periods import InvalidDateError, parse_years
from tessera.lib.slugs import address_name
from tessera.lib.texts import best_text
from tessera.lib.verification import Age, age_of, keep_newer_verification, next_verification
from tessera.network.models import Organization
from tessera.vocabularies.fields import PlacesField, concept_field, concepts_field
from tessera.vocabularies.models import Place


def validate_edtf(text: str) -> None:
    """Refuse what is no EDTF date."""
    try:
        parse_years(text)
    except InvalidDateError as error:
        raise ValidationError(
            _("Enter a date such as 2021, 2021-04, 2021-04-30, 2019? or 2015/2018.")
        ) from error


def edtf_field(label: Any) -> Any:
    """A date that may be uncertain, kept as typed."""
    return models.CharField(label, max_length=40, blank=True, validators=[validate_edtf])


class Record(Publication):
    """What the catalogue holds about one resource. Each kind has a child model with its fields."""

    class Kind(models.TextChoices):
        """Kinds of record (vocabulary RT)."""

        APPROACH = "APP", _("approach")
        PRACTICE = "PRA", _("practice")
        GUIDELINE = "GUI", _("guideline")
        POLICY = "POL", _("policy resource")
        ACADEMIC = "ACA", _("academic resource")
        LEARNING = "LRN", _("learning item")

    class Lane(models.TextChoices):
        """How far a record was checked."""

        LISTED = "listed", _("listed, not reviewed")
        REVIEWED = "reviewed", _("peer reviewed")

    class Provenance(models.TextChoices):
        """Where a record came from."""

        MANUAL = "manual", _("written here")
        STARTER = "starter", _("starter collection")
        IMPORT = "import", _("imported")
        HARVEST = "harvest", _("harvested")
        SYNTHETIC = "synthetic", _("made for measuring")

    kind = models.CharField(_("kind"), max_length=3, choices=Kind.choices, editable=False)
    lane = models.CharField(
        _("lane"), max_length=8, choices=Lane.choices, default=Lane.LISTED, editable=False
    )
    original_language = LanguageTagField(
        _("language of the record"),
        default="en",
        help_text=_("The language it was first written in."),
    )
    themes = concepts_field("TH", _("themes"))
    target_groups = concepts_field("TG", _("target groups"))
    levels = concepts_field("LV", _("levels"))
    audiences = concepts_field("SH", _("audiences"))
    stage = concept_field("SG", _("stage after arrival"))
    places = PlacesField(Place, blank=True, related_name="+", verbose_name=_("places"))
    is_global = models.BooleanField(_("about no place in particular"), default=False)
    source_url = WebAddressField(_("address of the source"), max_length=500, blank=True)
    source_language = LanguageTagField(_("language of the source"), blank=True)
    original_title = models.CharField(
        _("title of the resource in its own language"), max_length=300, blank=True
    )
    publisher = models.ForeignKey(
        Organization,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="published_records",
        verbose_name=_("publisher or issuing body"),
    )
    owner = models.ForeignKey(
        Organization,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="owned_records",
        verbose_name=_("organization that answers for the record"),
    )
    contact_mailbox = models.EmailField(
        _("mailbox for questions"),
        blank=True,
        help_text=_("A role address. It is never shown; messages are passed on."),
    )
    licence = concept_field("LI", _("licence of the resource"))
    submitter_relation = concept_field("SB", _("relation of the submitter"))
    issued = edtf_field(_("date of issue"))
    period_start = edtf_field(_("start"))
    period_end = edtf_field(_("end"))
    year = models.PositiveSmallIntegerField(null=True, blank=True, editable=False, db_index=True)
    evidence_level = concept_field("EL", _("evidence level"))
    evidence_direction = concept_field("ED", _("direction of the evidence"))
    cost_band = concept_field("CO", _("cost per participant"))
    verified_at = models.DateField(_("last verified on"), null=True, blank=True)
    verified_by = models.CharField(_("verified by"), max_length=120, blank=True)
    verification_method = models.CharField(_("how it was verified"), max_length=120, blank=True)
    verification_due = models.DateField(_("to be verified again by"), null=True, blank=True)
    superseded_at = models.DateTimeField(_("superseded"), null=True, blank=True, editable=False)
    supersession_note = models.TextField(_("why"), blank=True, editable=False)
    doi = models.CharField(
        _("DOI given by this site"), max_length=60, blank=True, db_default="", editable=False
    )
    provenance_kind = models.CharField(
        _("origin"),
        max_length=12,
        choices=Provenance.choices,
        default=Provenance.MANUAL,
        editable=False,
    )
    provenance_system = models.CharField(_("source system"), max_length=80, blank=True)
    provenance_id = models.CharField(_("identifier there"), max_length=1000, blank=True)
    provenance_url = WebAddressField(_("facts gathered from"), max_length=500, blank=True)
    provenance_at = models.DateField(_("facts gathered on"), null=True, blank=True)
    #: Its permanent address at the site that answers for it; empty when that is this one.
    home = WebAddressField(_("home"), max_length=300, blank=True, editable=False)

    change_kind = Change.Kind.RECORD
    private_fields: ClassVar[frozenset[str]] = frozenset({"contact_mailbox"})
    derived_fields = ("slug", "year", "verification_due")
    chooser_search_fields = ("texts__title", "identifier")
    #: The kind that a child model stands for.
    kind_of_model: ClassVar[str] = ""
    #: After so many months a kind is verified again, and the months that its other states have.
    months_of_kind: ClassVar[int] = 36
    other_months_to_verify: ClassVar[tuple[int, ...]] = ()

    objects = RecordQuerySet.as_manager()

    class Meta:
        verbose_name = _("record")
        verbose_name_plural = _("records")
        ordering = ("pk",)
        indexes: ClassVar = [
            models.Index(fields=["live", "first_published_at"], name="record_by_publication"),
            models.Index(fields=["verification_due"], name="record_by_verification"),
            models.Index(fields=["replaced_by"], name="record_by_successor"),
            models.Index(fields=["source_url"], name="record_by_source"),
        ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        if kwargs:
            super().__init__(*args, **kwargs)
        else:
            # From the database. The library would list all relations first, in search of those
            # given by name; that takes as long as all the rest.
            models.Model.__init__(self, *args)
        if self.kind_of_model and not self.kind:
            self.kind = self.kind_of_model

    def __str__(self) -> str:
        text = best_text(self.texts.all(), "en", self.original_language)
        return text.title if text else self.identifier

    @property
    def preview_modes(self) -> list[tuple[str, str]]:
        """One per interface language."""
        return preview_modes()

    @property
    def default_preview_mode(self) -> str:
        """The language of the record, when the site has it."""
        return interface_language(self.original_language)

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        """The public page of what is being written."""
        from tessera.catalogue.previewing import preview_record  # the page reads this model

        return preview_record(self, request, mode_name or self.default_preview_mode)

    def get_absolute_url(self) -> str:
        """Its page in the present language."""
        return reverse("record_detail", args=[self.identifier, self.slug or "-"])

    @property
    def specific(self) -> "Record":
        """The record as the model of its kind, with all its fields. One query."""
        from tessera.catalogue.models.kinds import KIND_MODELS  # the kinds derive from this model

        model = KIND_MODELS[self.kind]
        return self if isinstance(self, model) else model.objects.get(pk=self.pk)

    def with_content_json(self, content: dict[str, Any]) -> Any:
        """A draft does not know how far the record was checked since it was written."""
        revised = super().with_content_json(content)
        revised.lane = self.lane
        revised.doi = self.doi
        revised.home = self.home
        revised.superseded_at = self.superseded_at
        revised.supersession_note = self.supersession_note
        keep_newer_verification(revised, self, "verified_by", "verification_method")
        return revised

    @property
    def months_to_verify(self) -> int:
        """After so many months it is verified again."""
        return self.months_of_kind

    @property
    def age(self) -> Age:
        """Whether it is due to be verified again, or overdue for long; never when superseded."""
        return Age.CURRENT if self.superseded_at else age_of(self.verification_due)

    @property
    def address_to_cite(self) -> str:
        """Where the record will always be found: by its DOI, at its home, by its identifier."""
        if self.home:
            return self.home
        if self.doi:
            return f"https://doi.org/{self.doi}"
        return f"{settings.BASE_URL}/id/{self.identifier}"

    @property
    def is_superseded(self) -> bool:
        """Whether a newer record has taken its place; it stays public."""
        return self.superseded_at is not None

    @property
    def is_withdrawn(self) -> bool:
        """Whether only a tombstone is left."""
        return self.withdrawn_at is not None

    def clean(self) -> None:
        """Check the rules between fields."""
        super().clean()
        try:
            start, end = parse_years(self.period_start), parse_years(self.period_end)
        except InvalidDateError:
            return  # One is empty, or its own field has said already that it is no date.
        if end.last is not None and end.last < start.first:
            raise ValidationError({"period_end": _("The end lies before the start.")})

    def main_date(self) -> str:
        """The date that readers sort by: the first known of issue, start and end."""
        return self.issued or self.period_start or self.period_end

    def prepare_publication(self) -> None:
        """Derive the year, the name used in addresses, and when it is verified again."""
        date = self.main_date()
        self.year = parse_years(date).first if date else None
        text = best_text(self.texts.all(), "en", self.original_language)
        self.slug = address_name(text.title) if text else "-"
        self.verification_due = next_verification(
            self, months=self.months_to_verify, other_clocks=self.other_months_to_verify
        )
