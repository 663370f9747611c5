"""Facts at a glance: short rows of label and values, chosen by kind."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from tessera.catalogue.cards import organization_cards
from tessera.catalogue.gathering import linked_ids
from tessera.catalogue.models import (
    AcademicResource,
    Guideline,
    LearningItem,
    PolicyResource,
    Practice,
    Record,
)
from tessera.lib.durations import spoken_minutes
from tessera.lib.languages import language_name
from tessera.lib.orcid import orcid_address
from tessera.network.models import KnownOrNot
from tessera.vocabularies.labels import Labels, labels


@dataclass(frozen=True)
class FactValue:
    """One value, with an address when it leads somewhere."""

    text: str
    url: str = ""
    language: str = ""


@dataclass(frozen=True)
class Fact:
    """A label with its values."""

    label: str | Promise
    values: tuple[FactValue, ...]


def facts_of(record: Record, language: str) -> list[Fact]:
    """The facts of a record of any kind, empty ones left out.

    Two queries if it was gathered and names organizations, none otherwise.
    """
    rows = _Rows(record, labels(), language)
    return [fact for fact in rows.all() if fact.values]


class _Rows:
    """Collects the rows; one method per group of kinds."""

    def __init__(self, record: Any, picture: Labels, language: str) -> None:
        self.record = record
        self.picture = picture
        self.language = language

    def all(self) -> Iterator[Fact]:
        yield self.places()
        yield from self.of_kind()
        yield self.concepts(_("Themes"), "themes", link=_theme_address)
        yield self.concepts(_("For"), "target_groups")
        yield self.concepts(_("Level"), "levels")
        yield self.concepts(_("Audience"), "audiences")
        yield self.one(_("Stage"), self.record.stage_id)
        yield self.text(
            _("Language of the source"),
            language_name(self.record.source_language, self.language)
            if self.record.source_language
            else "",
        )
        yield from self.identifiers()
        yield self.one(_("Licence of the resource"), self.record.licence_id)

    def of_kind(self) -> Iterator[Fact]:
        record = self.record
        if isinstance(record, Practice):
            yield from self.of_practice(record)
        elif isinstance(record, PolicyResource):
            yield from self.of_policy(record)
        elif isinstance(record, LearningItem):
            yield from self.of_learning(record)
        else:
            yield self.text(_("Year"), record.issued or record.period_start)
            yield self.creators()
            yield self.organizations(_("Publisher"), [record.publisher])
        if isinstance(record, Guideline):
            yield self.one(_("Kind of guideline"), record.guideline_kind_id)
            yield self.concepts(_("Rests on"), "basis")
        if isinstance(record, AcademicResource):
            yield self.one(_("Type of publication"), record.publication_type_id)
            yield self.text(_("Published in"), record.container)
            yield self.concepts(_("Methods"), "methods")
            yield self.one(_("Open access"), record.open_access_id)

    def of_practice(self, record: Practice) -> Iterator[Fact]:
        if record.period_end:
            yield self.text(_("Period"), f"{record.period_start} – {record.period_end}".strip(" –"))
        else:  # a start alone does not say that it still runs
            yield self.text(_("Started"), record.period_start)
        yield self.one(_("Status"), record.status_id)
        yield from self.parties()
        if record.reach_actual is not None:
            yield self.text(
                _("Reach"), f"{number_format(record.reach_actual)} {record.reach_unit}".strip()
            )
        yield self.one(_("Participation of migrants"), record.participation_id)
        if record.total_cost is not None:
            amount = number_format(record.total_cost, force_grouping=True)
            yield self.text(_("Cost"), f"{amount} {record.currency} {record.cost_years}".strip())
        yield self.one(_("Cost per participant"), record.cost_band_id)

    def of_policy(self, record: PolicyResource) -> Iterator[Fact]:
        yield self.one(_("Instrument"), record.instrument_id)
        yield self.one(_("Legal status"), record.legal_status_id)
        yield self.text(_("Jurisdiction"), self.picture.place(record.jurisdiction_id))
        yield self.organizations(_("Issued by"), [record.publisher])
        yield self.text(_("Number"), record.official_number)
        yield self.text(_("Adopted"), record.adopted)
        yield self.text(_("In force from"), record.in_force)
        yield self.text(_("Expires"), record.expires)
        yield self.concepts(_("Covers"), "covers")
        yield self.concepts(_("Does not cover"), "excludes")

    def of_learning(self, record: LearningItem) -> Iterator[Fact]:
        yield self.one(_("Kind of learning item"), record.learning_kind_id)
        yield self.organizations(_("Offered by"), [record.publisher])
        yield self.creators()
        yield self.text(_("Level"), record.get_difficulty_display())
        yield self.text(_("Time needed"), spoken_minutes(record.minutes) if record.minutes else "")
        yield self.text(_("Pace"), record.get_pace_display())
        begins = record.next_start
        if begins and begins >= timezone.localdate():
            yield self.text(_("Begins next on"), date_format(begins, "DATE_FORMAT"))
        yield self.one(_("Cost per participant"), record.cost_band_id)
        is_known = record.gives_certificate != KnownOrNot.UNKNOWN
        yield self.text(
            _("Gives a certificate"), record.get_gives_certificate_display() if is_known else ""
        )

    def text(self, label: str, value: str) -> Fact:
        return Fact(label, (FactValue(str(value)),) if value else ())

    def one(self, label: str, concept_id: int | None) -> Fact:
        return self.text(label, self.picture.of(concept_id, self.language))

    def concepts(self, label: str, name: str, link: Callable[[str], str] = lambda code: "") -> Fact:
        ids = linked_ids(self.record, name)
        entries = sorted(
            (self.picture.concepts[pk] for pk in ids if pk in self.picture.concepts),
            key=lambda entry: entry.position,
        )
        return Fact(
            label,
            tuple(FactValue(entry.label(self.language), link(entry.code)) for entry in entries),
        )

    def places(self) -> Fact:
        if self.record.is_global:
            return self.text(_("Where"), _("No particular place"))
        ids = linked_ids(self.record, "places")
        values = []
        for entry in (self.picture.places[pk] for pk in ids if pk in self.picture.places):
            country = self.picture.country_of(entry)
            if country:
                url = reverse("country_detail", args=[country.code.lower()])
            else:
                url = reverse("region_detail", args=[entry.code])
            name = entry.label(self.language)
            if country and country.pk != entry.pk:
                name = f"{name}, {country.label(self.language)}"
            values.append(FactValue(name, url))
        return Fact(_("Where"), tuple(values))

    def organizations(self, label: str, found: Iterable[Any]) -> Fact:
        identifiers = [each.identifier for each in found if each is not None]
        return Fact(label, tuple(self.named(identifiers).values()))

    def named(self, identifiers: Sequence[str]) -> dict[str, FactValue]:
        """Public organizations with their names and pages; two queries for any number."""
        return {
            card.identifier: FactValue(card.title, card.url, card.title_language)
            for card in organization_cards(identifiers, self.language)
        }

    def parties(self) -> Iterator[Fact]:
        by_role: dict[int, list[FactValue]] = {}
        rows = [
            (party.role_id, party.name, party.organization.identifier if party.organization else "")
            for party in self.record.parties.select_related("organization")
        ]
        named = self.named([identifier for _role, _name, identifier in rows if identifier])
        for role, name, identifier in rows:
            value = named.get(identifier) or FactValue(name)
            if value.text:
                by_role.setdefault(role, []).append(value)
        for role, values in by_role.items():
            yield Fact(self.picture.of(role, self.language), tuple(values))

    def creators(self) -> Fact:
        creators = self.record.creators.all()
        values = (FactValue(each.name, orcid_address(each.orcid)) for each in creators)
        return Fact(_("By"), tuple(values))

    def identifiers(self) -> Iterator[Fact]:
        if self.record.doi:
            address = f"https://doi.org/{self.record.doi}"
            yield Fact(_("DOI of this record"), (FactValue(self.record.doi, address),))
        for identifier in self.record.identifiers.all():
            scheme = identifier.scheme.lower()
            url = f"https://doi.org/{identifier.value}" if scheme == "doi" else ""
            if scheme == "number" and isinstance(self.record, PolicyResource):
                continue
            label = {"doi": "DOI", "isbn": "ISBN", "pmid": "PMID"}.get(scheme, _("Number"))
            yield Fact(label, (FactValue(identifier.value, url),))


def _theme_address(code: str) -> str:
    return reverse("theme_detail", args=[code])
