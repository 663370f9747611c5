"""Tags that show records and organizations by their identifiers."""

from collections.abc import Sequence
from dataclasses import dataclass

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import ngettext

from tessera.catalogue.cards import Card, cards
from tessera.catalogue.extras import record_banners, record_sections
from tessera.catalogue.models import Record
from tessera.vocabularies.labels import ConceptEntry, PlaceEntry, current_language, labels
from tessera.web.templatetags.lists import badge


@dataclass(frozen=True)
class EvidenceStep:
    """A step of the evidence scale."""

    label: str
    definition: str


register = template.Library()


@register.filter
def number_of_records(count: int) -> SafeString:
    """A number to see beside a name; a screen reader says what it counts."""
    spoken = ngettext("%(counter)s record", "%(counter)s records", count) % {"counter": count}
    return format_html(
        '<span aria-hidden="true">{}</span><span class="vh">{}</span>', count, spoken
    )


@register.filter
def kind_label(code: str) -> str:
    """A kind's name."""
    entry = labels().concept("RT", code)
    return entry.label(current_language()) if entry else code


@register.filter
def kind_label_for_many(code: str) -> str:
    """A kind's name for many."""
    entry = labels().concept("RT", code)
    return entry.label_for_many(current_language()) if entry else code


@register.simple_tag
def lane_badge(lane: str) -> SafeString:
    """“Peer reviewed”, or “Listed, not reviewed”."""
    if lane == Record.Lane.REVIEWED:
        return badge(str(Record.Lane.REVIEWED.label).capitalize(), "ok", "check")
    return badge(str(Record.Lane.LISTED.label).capitalize())


@register.simple_tag
def evidence_steps() -> list[EvidenceStep]:
    """The steps of the evidence scale with their meaning, in the page's language."""
    language = current_language()
    return [
        EvidenceStep(entry.label(language), entry.definition(language))
        for entry in labels().scheme("EL")
    ]


@register.simple_tag
def cards_of(identifiers: Sequence[str]) -> list[Card]:
    """The cards of identifiers in the page's language; a fixed number of queries."""
    return cards(list(identifiers))


@register.simple_tag
def record_extras(record: Record) -> SafeString:
    """The sections that rooms above the catalogue add to a record's page."""
    return record_sections(record)


@register.simple_tag
def record_warnings(record: Record) -> SafeString:
    """What rooms above the catalogue say before a record is read."""
    return record_banners(record)


@register.filter
def as_list(value: str) -> list[str]:
    """One value as a list, for tags that take several."""
    return [value]


@register.simple_tag
def concept_label(entry: ConceptEntry) -> str:
    """A concept's label in the page's language."""
    return entry.label(current_language())


@register.simple_tag
def place_label(entry: PlaceEntry) -> str:
    """A place's name in the page's language."""
    return entry.label(current_language())


@register.simple_tag
def place_name(code: str) -> str:
    """A country's or region's name by its code."""
    entry = labels().by_place_code.get(code.upper())
    return entry.label(current_language()) if entry else code
