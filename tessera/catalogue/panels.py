"""The forms of the back office: which fields each kind of record shows, in which order."""

from collections.abc import Sequence
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    InlinePanel,
    MultiFieldPanel,
    ObjectList,
    PublishingPanel,
    TabbedInterface,
)
from wagtail.snippets.widgets import AdminSnippetChooser

from tessera.catalogue.forms import RecordForm
from tessera.catalogue.models import BuildingBlock, Record
from tessera.catalogue.sections import SECTIONS, TWO_WAY
from tessera.changes.choosers import SeveralChoosers

#: Fields of a kind's own, grouped as in its form.
OWN_FIELDS: dict[str, tuple[str, ...]] = {
    "APP": ("building_blocks", "synthesis_method", "synthesis_date", "cost_band"),
    "PRA": (
        "status", "migrant_led", "participation", "instrument", "building_blocks",
        "population_context", "foreign_born_percent", "context_year", "reach_planned",
        "reach_actual", "reach_unit", "reach_as_of", "total_cost", "currency", "cost_years",
        "cost_per_participant", "cost_band", "funding_sources", "staff_fte", "after_funding",
        "offers_peer_answers", "peer_offer_topics", "peer_offer_until",
    ),
    "GUI": ("guideline_kind", "basis", "minutes_to_use", "formats"),
    "POL": (
        "instrument", "legal_status", "jurisdiction", "official_title", "official_number",
        "adopted", "in_force", "expires", "checked_on", "covers", "excludes", "budget_amount",
        "budget_currency", "budget_period",
    ),
    "ACA": (
        "publication_type", "container", "volume", "pages", "open_access", "methods",
        "disciplines", "data_period", "sample", "peer_reviewed",
    ),
    "LRN": (
        "learning_kind", "difficulty", "minutes", "pace", "next_start", "gives_certificate",
        "cost_band",
    ),
}  # fmt: skip
_ROWS: dict[str, tuple[str, ...]] = {
    "APP": ("outcomes", "evaluations", "parties"),
    "PRA": ("parties", "results", "evaluations"),
    "GUI": (),
    "POL": ("policy_mappings",),
    "ACA": ("outcomes",),
    "LRN": (),
}


def _fields(names: Sequence[str]) -> list[Any]:
    return [_field(name) for name in names]


def _field(name: str) -> FieldPanel:
    if name == "cost_band":  # Its label is also that of the amount beside it.
        return FieldPanel(name, heading=_("Cost per participant, as a band"))
    if name == "building_blocks":
        return FieldPanel(name, widget=SeveralChoosers(AdminSnippetChooser(BuildingBlock)))
    return FieldPanel(name)


def _text_panels(kind: str) -> list[Any]:
    panels: list[Any] = [
        FieldRowPanel([FieldPanel("language"), FieldPanel("status")]),
        FieldPanel("is_outdated"),
        FieldPanel("title"),
        FieldPanel("summary"),
    ]
    two_way = [column for _key, _heading, gains, gives in TWO_WAY for column in (gains, gives)]
    panels.append(
        MultiFieldPanel(
            _fields(two_way), heading=_("Who gains, who contributes"), classname="collapsed"
        )
    )
    panels += [
        MultiFieldPanel(_fields(section.columns), heading=section.heading, classname="collapsed")
        for section in SECTIONS[kind]
    ]
    return panels


def edit_handler(kind: str) -> TabbedInterface:
    """The tabbed form of a kind."""
    about = [
        FieldPanel("original_language"),
        FieldPanel("themes"),
        FieldPanel("target_groups"),
        FieldPanel("places"),
        FieldPanel("is_global"),
        FieldPanel("levels"),
        FieldPanel("audiences"),
        FieldPanel("stage"),
        FieldRowPanel(_fields(("issued", "period_start", "period_end"))),
        *_fields(OWN_FIELDS[kind]),
    ]
    rows = [
        InlinePanel("links", heading=_("Links"), label=_("Link")),
        InlinePanel("creators", heading=_("Creators"), label=_("Creator")),
        InlinePanel("identifiers", heading=_("Identifiers"), label=_("Identifier")),
        InlinePanel("relations", heading=_("Relations"), label=_("Relation")),
        *[InlinePanel(name, heading=_heading(name)) for name in _ROWS[kind]],
    ]
    source = [
        *_fields(("source_url", "source_language", "original_title", "publisher", "owner")),
        *_fields(("contact_mailbox", "licence", "submitter_relation")),
        FieldRowPanel(_fields(("evidence_level", "evidence_direction"))),
        MultiFieldPanel(
            _fields(("verified_at", "verified_by", "verification_method", "verification_due")),
            heading=_("Verification"),
        ),
        MultiFieldPanel(
            _fields(("provenance_system", "provenance_id", "provenance_url", "provenance_at")),
            heading=_("Provenance"),
        ),
        PublishingPanel(),
    ]
    texts = InlinePanel(
        "texts", panels=_text_panels(kind), heading=_("Texts"), label=_("Text"), min_num=1
    )
    return TabbedInterface(
        [
            ObjectList([texts], heading=_("Texts")),
            ObjectList(about, heading=_("About")),
            ObjectList(rows, heading=_("Links and relations")),
            ObjectList(source, heading=_("Source and publishing")),
        ],
        base_form_class=RecordForm,
    )


def _heading(name: str) -> str:
    related: Any = Record._meta.get_field(name).related_model
    return capfirst(related._meta.verbose_name_plural)
