"""Rows that belong to a record: links, parties, relations, results."""

from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey

from tessera.catalogue.models.record import Record, edtf_field
from tessera.lib.fields import LanguageTagField, WebAddressField
from tessera.lib.link_states import LinkState
from tessera.lib.orcid import validate_orcid
from tessera.network.models import Organization
from tessera.vocabularies.fields import concept_field


class Row(models.Model):
    """A row with a place in its list."""

    sort_order = models.PositiveIntegerField(default=0, editable=False)
    sort_order_field = "sort_order"

    class Meta:
        abstract = True
        ordering = ("sort_order", "id")


class RecordLink(Row):
    """A web address with what is known about its health (vocabulary LH)."""

    wagtail_reference_index_ignore = True

    record = ParentalKey(Record, on_delete=models.CASCADE, related_name="links")
    url = WebAddressField(_("address"), max_length=500)
    label = models.CharField(_("label"), max_length=200, blank=True)
    language = LanguageTagField(_("language"), blank=True)
    is_official_text = models.BooleanField(_("official text"), default=False)
    state = models.CharField(
        _("state"),
        max_length=16,
        choices=LinkState.choices,
        default=LinkState.UNCHECKED,
        editable=False,
    )
    checked_at = models.DateTimeField(_("checked"), null=True, blank=True, editable=False)
    last_ok_at = models.DateTimeField(_("last worked"), null=True, blank=True, editable=False)
    archived_url = WebAddressField(_("saved copy"), max_length=700, blank=True)
    archived_at = models.DateField(_("saved on"), null=True, blank=True)

    class Meta(Row.Meta):
        indexes = [models.Index(fields=["url"])]
        verbose_name = _("link")
        verbose_name_plural = _("links")

    def __str__(self) -> str:
        return self.label or self.url


class RecordIdentifier(Row):
    """An identifier that others gave: DOI, ISBN, number of a law."""

    wagtail_reference_index_ignore = True

    record = ParentalKey(Record, on_delete=models.CASCADE, related_name="identifiers")
    scheme = models.CharField(_("scheme"), max_length=16)
    value = models.CharField(_("value"), max_length=200)

    class Meta(Row.Meta):
        verbose_name = _("identifier")
        verbose_name_plural = _("identifiers")
        indexes: ClassVar = [models.Index(fields=["value"], name="identifier_by_value")]

    def __str__(self) -> str:
        return f"{self.scheme}:{self.value}"


class Creator(Row):
    """An author, a person or a body, in the order of the title page."""

    wagtail_reference_index_ignore = True

    record = ParentalKey(Record, on_delete=models.CASCADE, related_name="creators")
    name = models.CharField(_("name"), max_length=200, help_text=_("Family name, given name."))
    is_body = models.BooleanField(_("not a person"), default=False)
    orcid = models.CharField(_("ORCID iD"), max_length=40, blank=True)
    affiliation = models.CharField(_("affiliation"), max_length=200, blank=True)

    class Meta(Row.Meta):
        verbose_name = _("creator")
        verbose_name_plural = _("creators")
        indexes: ClassVar = [models.Index(fields=["orcid"], name="creator_by_orcid")]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Refuse a mistyped iD: it would name another person."""
        super().clean()
        if self.orcid:
            try:
                validate_orcid(self.orcid)
            except ValidationError as error:
                raise ValidationError({"orcid": error}) from error


class Party(Row):
    """An organization's part in what a record is about (vocabulary OR)."""

    record = ParentalKey(Record, on_delete=models.CASCADE, related_name="parties")
    organization = models.ForeignKey(
        Organization,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="parts_in_records",
        verbose_name=_("organization"),
    )
    name = models.CharField(
        _("name"), max_length=200, blank=True, help_text=_("When it is not in the directory.")
    )
    role = concept_field("OR", _("role"), required=True)
    amount = models.DecimalField(
        _("amount"), max_digits=14, decimal_places=2, null=True, blank=True
    )
    currency = models.CharField(_("currency"), max_length=3, blank=True)

    class Meta(Row.Meta):
        verbose_name = _("party")
        verbose_name_plural = _("parties")

    def __str__(self) -> str:
        return str(self.organization) if self.organization_id else self.name

    def clean(self) -> None:
        """One of organization and name is needed."""
        super().clean()
        if not self.organization_id and not self.name:
            raise ValidationError({"name": _("Choose an organization or enter a name.")})


class RecordRelation(Row):
    """A typed relation to another record (vocabulary RL), shown on both ends."""

    record = ParentalKey(Record, on_delete=models.CASCADE, related_name="relations")
    kind = concept_field("RL", _("relation"), required=True)
    target = models.ForeignKey(
        Record, models.CASCADE, related_name="relations_from_others", verbose_name=_("record")
    )

    class Meta(Row.Meta):
        verbose_name = _("relation")
        verbose_name_plural = _("relations")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["record", "kind", "target"], name="relation_once")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.target}"

    def clean(self) -> None:
        """A record has no relation to itself."""
        super().clean()
        if self.target_id and self.target_id == self.record_id:
            raise ValidationError({"target": _("A record cannot have a relation to itself.")})


class Outcome(Row):
    """What studies found about one outcome; each is rated alone, never summed."""

    wagtail_reference_index_ignore = True

    record = ParentalKey(Record, on_delete=models.CASCADE, related_name="outcomes")
    name = models.CharField(_("outcome"), max_length=200)
    direction = concept_field("ED", _("direction"))
    level = concept_field("EL", _("evidence level"))
    confidence = concept_field("CF", _("confidence"))
    studies = models.PositiveSmallIntegerField(_("number of studies"), null=True, blank=True)
    references = models.TextField(_("references"), blank=True)

    class Meta(Row.Meta):
        verbose_name = _("outcome")
        verbose_name_plural = _("outcomes")

    def __str__(self) -> str:
        return self.name


class Result(Row):
    """A measured result of a practice."""

    wagtail_reference_index_ignore = True

    record = ParentalKey(Record, on_delete=models.CASCADE, related_name="results")
    indicator = models.CharField(_("indicator"), max_length=200)
    baseline = models.CharField(_("before"), max_length=80, blank=True)
    value = models.CharField(_("after"), max_length=80)
    sample = models.CharField(_("number measured"), max_length=80, blank=True)
    method = models.CharField(_("method"), max_length=200, blank=True)
    reference = models.CharField(_("reference"), max_length=500, blank=True)
    disaggregation = models.TextField(_("by sex, age, disability, origin"), blank=True)

    class Meta(Row.Meta):
        verbose_name = _("result")
        verbose_name_plural = _("results")

    def __str__(self) -> str:
        return f"{self.indicator}: {self.value}"


class Evaluation(Row):
    """An evaluation of a practice (vocabulary EV)."""

    wagtail_reference_index_ignore = True

    record = ParentalKey(Record, on_delete=models.CASCADE, related_name="evaluations")
    kind = concept_field("EV", _("kind"))
    evaluator = models.CharField(_("evaluator"), max_length=200, blank=True)
    is_independent = models.BooleanField(_("independent of those who ran it"), null=True)
    issued = edtf_field(_("year"))
    url = WebAddressField(_("address"), max_length=500, blank=True)

    class Meta(Row.Meta):
        verbose_name = _("evaluation")
        verbose_name_plural = _("evaluations")

    def __str__(self) -> str:
        return f"{self.evaluator} {self.issued}".strip()


class PolicyMapping(Row):
    """Where a policy stands in somebody's index (MIPEX strand, ICC chapter, GCM objective)."""

    wagtail_reference_index_ignore = True

    record = ParentalKey(Record, on_delete=models.CASCADE, related_name="policy_mappings")
    scheme = models.CharField(_("scheme"), max_length=40)
    code = models.CharField(_("code"), max_length=40)
    edition = models.CharField(_("edition"), max_length=20, blank=True)
    score = models.CharField(_("score"), max_length=20, blank=True)

    class Meta(Row.Meta):
        verbose_name = _("mapping")
        verbose_name_plural = _("mappings")

    def __str__(self) -> str:
        return f"{self.scheme} {self.code}"
