"""The record page: everything it shows, as documented values (a public template contract)."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.safestring import SafeString

from tessera.catalogue.cards import Card, card_of, record_cards
from tessera.catalogue.extras import near_identifiers
from tessera.catalogue.facts import Fact, FactValue, facts_of
from tessera.catalogue.gathering import has_relations_from_others, linked_ids
from tessera.catalogue.models import Evaluation, Outcome, Record, RecordLink, RecordText, Result
from tessera.catalogue.sections import SECTIONS, TWO_WAY, Section
from tessera.changes.models import Version
from tessera.lib.formatting import formatted
from tessera.lib.kept_statements import KeptStatement
from tessera.lib.languages import own_name
from tessera.lib.texts import best_text
from tessera.vocabularies.labels import Labels, labels

_VERSIONS_SHOWN = 3
_RELATED_SHOWN = 24
_SIMILAR_SHOWN = 4
#: Records looked at for likeness: of each theme, with their target groups, with their state.
_OF_EACH_THEME = 200
_COMPARED = 60
_LOOKED_UP = 16


@dataclass(frozen=True)
class Passage:
    """A formatted text under its own small heading, in the language it is written in."""

    heading: str | Promise
    html: SafeString
    language: str


@dataclass(frozen=True)
class Side:
    """One side of the two-way view; ``gains`` or ``gives`` empty means not asked yet."""

    key: str
    heading: str | Promise
    gains: Passage | None
    gives: Passage | None


@dataclass(frozen=True)
class ShownSection:
    """A section with its passages; without any, readers are told that nothing is known yet."""

    key: str
    heading: str | Promise
    passages: tuple[Passage, ...]


@dataclass(frozen=True)
class TextLanguage:
    """A language in which the record can be read."""

    tag: str
    name: str
    status: str
    is_shown: bool
    url: str
    has_summary: bool


@dataclass(frozen=True)
class Relation:
    """Related records under the name of the relation, seen from this end."""

    label: str
    cards: tuple[Card, ...]


@dataclass(frozen=True)
class RecordDetail:
    """What ``catalogue/record_detail.html`` shows."""

    record: Record
    text: RecordText
    card: Card
    citation_names: str
    summary: str
    summary_language: str
    summary_status: str
    languages: tuple[TextLanguage, ...]
    facts: tuple[Fact, ...]
    sides: tuple[Side, ...]
    sections: tuple[ShownSection, ...]
    unknown: tuple[str | Promise, ...]
    outcomes: tuple[Outcome, ...]
    results: tuple[Result, ...]
    evaluations: tuple[Evaluation, ...]
    links: tuple[RecordLink, ...]
    versions: tuple[Version, ...]
    version_number: int
    version_count: int
    modified_at: datetime | None
    related: tuple[Relation, ...]
    similar: tuple[Card, ...]
    near: tuple[Card, ...]
    successor: Card | None
    replaced: tuple[Card, ...]
    joined: tuple[str, ...]

    @property
    def shows_sides(self) -> bool:
        """Whether the two-way view stands on the page: of what one learns from, if it says any."""
        is_known = any(side.gains or side.gives for side in self.sides)
        return is_known or self.record.kind != self.record.Kind.LEARNING


def record_detail(record: Record, *, language: str, text_language: str = "") -> RecordDetail:
    """Gather the page of a public record.

    ``language`` is the interface's; ``text_language`` the one chosen for the content, when it is
    another. About ten queries for a record that was gathered, and another for each table around it
    that has rows; whatever the number of related records.
    """
    picture = labels()
    texts = list(record.texts.all())
    text = best_text(texts, text_language or language, record.original_language)
    assert text is not None, "a published record has a text"
    with_summary = [each for each in texts if each.summary]
    summary = text if text.summary else best_text(with_summary, language, record.original_language)
    columns = _Columns(texts, text.language, record.original_language)
    shown, unknown = _sections(record, columns)
    versions = list(
        Version.objects.filter(identifier=record.identifier)
        .order_by("-number")
        .only("number", "at", "reason")[:_VERSIONS_SHOWN]
    )
    related = _relations(record, picture, language)
    near = _near(record, related, language)
    card = card_of(record, linked_ids(record, "places"), linked_ids(record, "themes"), language)
    assert card is not None, "it has a text"
    return RecordDetail(
        record=record,
        text=text,
        card=card,
        citation_names="; ".join(creator.name for creator in record.creators.all()),
        summary=summary.summary if summary else "",
        summary_language=summary.language if summary else text.language,
        summary_status=summary.status if summary else "",
        languages=_languages(record, texts, text.language, language),
        facts=tuple(facts_of(record, language)),
        sides=tuple(
            Side(key, heading, columns.passage(heading, gains), columns.passage(heading, gives))
            for key, heading, gains, gives in TWO_WAY
        ),
        sections=shown,
        unknown=unknown,
        outcomes=tuple(record.outcomes.select_related("direction", "level", "confidence")),
        results=tuple(record.results.all()),
        evaluations=tuple(record.evaluations.select_related("kind")),
        links=tuple(record.links.all()),
        versions=tuple(versions),
        version_number=versions[0].number if versions else 0,
        version_count=versions[0].number if versions else 0,
        modified_at=versions[0].at if versions else record.last_published_at,
        related=related,
        similar=() if len(near) == _SIMILAR_SHOWN else _similar(record, related, near, language),
        near=near,
        successor=_successor(record, language),
        replaced=_replaced(record, related, picture),
        joined=tuple(identifier for (identifier,) in _JOINED.rows([record.identifier])),
    )


def _successor(record: Record, language: str) -> Card | None:
    """The public record that took its place; no query where none has."""
    if not record.is_superseded:
        return None
    return next(iter(record_cards([record.replaced_by], language)), None)


def _replaced(record: Record, related: tuple[Relation, ...], picture: Labels) -> tuple[Card, ...]:
    """The older records whose place it took, among those that are shown as related."""
    kind = picture.concept("RL", "supersedes")
    known = {card.identifier: card for each in related for card in each.cards}
    names = [
        each.target.identifier
        for each in record.relations.all()
        if kind and each.kind_id == kind.pk
    ]
    return tuple(known[name] for name in names if name in known)


_JOINED = KeptStatement(
    lambda identifiers: (
        Record.objects.filter(replaced_by__in=identifiers, is_merged=True)
        .order_by("pk")
        .values_list("identifier")[:_RELATED_SHOWN]
    ),
    as_text=True,
)


class _Columns:
    """Long texts, each from the language shown or else from the best other one."""

    def __init__(self, texts: list[RecordText], language: str, original: str) -> None:
        self.texts = texts
        self.language = language
        self.original = original

    def passage(self, heading: str | Promise, column: str) -> Passage | None:
        filled = [text for text in self.texts if getattr(text, column)]
        text = best_text(filled, self.language, self.original)
        if not text:
            return None
        return Passage(heading, formatted(getattr(text, column)), text.language)


def _sections(
    record: Record, columns: _Columns
) -> tuple[tuple[ShownSection, ...], tuple[str | Promise, ...]]:
    """The sections with something in them, and the headings of those that still lack all."""
    shown, unknown = [], []
    for section in SECTIONS[record.kind]:
        passages = tuple(
            passage
            for column in section.columns
            if (passage := columns.passage(_column_heading(column), column))
        )
        if passages or _has_more(record, section):
            shown.append(ShownSection(section.key, section.heading, passages))
        elif section.is_always_shown:
            unknown.append(section.heading)
    return tuple(shown), tuple(unknown)


def _has_more(record: Record, section: Section) -> bool:
    """Evidence is always shown: “not evaluated” is an answer, too."""
    return section.key == "evidence" and record.evidence_level_id is not None


def _column_heading(column: str) -> str | Promise:
    field: Any = RecordText._meta.get_field(column)
    heading = str(field.verbose_name)
    return heading[:1].upper() + heading[1:]


def _languages(
    record: Record, texts: list[RecordText], shown: str, language: str
) -> tuple[TextLanguage, ...]:
    address = reverse("record_detail", args=[record.identifier, record.slug or "-"])
    return tuple(
        TextLanguage(
            tag=text.language,
            name=own_name(text.language),
            status=text.status,
            is_shown=text.language == shown,
            url=address if text.language == language else f"{address}?text={text.language}",
            has_summary=bool(text.summary),
        )
        for text in texts
    )


def _relations(record: Record, picture: Labels, language: str) -> tuple[Relation, ...]:
    """Relations of both ends, grouped by their name as seen from here."""
    found: dict[str, list[str]] = {}
    for relation in record.relations.select_related("target")[:_RELATED_SHOWN]:
        label = picture.of(relation.kind_id, language)
        found.setdefault(label, []).append(relation.target.identifier)
    others: Iterable[tuple[int, str]] = ()
    if has_relations_from_others(record):
        others = record.relations_from_others.order_by("pk").values_list(
            "kind_id", "record__identifier"
        )[:_RELATED_SHOWN]
    for kind, identifier in others:
        entry = picture.concepts.get(kind)
        label = entry.inverse_label(language) if entry else ""
        found.setdefault(label, []).append(identifier)
    every = [identifier for identifiers in found.values() for identifier in identifiers]
    by_identifier = {card.identifier: card for card in record_cards(every, language)}
    groups = (
        Relation(
            label,
            tuple(by_identifier[each] for each in identifiers if each in by_identifier),
        )
        for label, identifiers in found.items()
    )
    return tuple(group for group in groups if group.cards)


def _near(record: Record, related: tuple[Relation, ...], language: str) -> tuple[Card, ...]:
    """A few records that are near in meaning, where a room can tell; none of those related."""
    known = {record.identifier, *(card.identifier for each in related for card in each.cards)}
    found = [name for name in near_identifiers(record.identifier, language) if name not in known]
    return tuple(record_cards(found, language)[:_SIMILAR_SHOWN])


def _similar(
    record: Record, related: tuple[Relation, ...], near: tuple[Card, ...], language: str
) -> tuple[Card, ...]:
    """A few records that share the most themes and target groups, the newest first among equals.

    Only the records tagged last are looked at: a theme may have half of all records.
    """
    known = {card.identifier for relation in related for card in relation.cards}
    known |= {card.identifier for card in near}
    shared = Counter(_tagged_last(linked_ids(record, "themes")))
    shared.pop(record.pk, None)
    best = sorted(shared, key=lambda pk: (-shared[pk], -pk))[:_COMPARED]
    groups = set(linked_ids(record, "target_groups"))
    for pk, group in _TARGET_GROUPS.rows(best):
        shared[pk] += group in groups
    best.sort(key=lambda pk: -shared[pk])
    best = best[:_LOOKED_UP]
    identifiers: dict[int, str] = dict(_PUBLIC.rows(best))
    found = [identifiers[pk] for pk in best if pk in identifiers]
    found = [identifier for identifier in found if identifier not in known]
    return tuple(record_cards(found[:_SIMILAR_SHOWN], language))


def _tagged_last(themes: Sequence[int]) -> list[int]:
    """Ids of the records last tagged with these themes, once for each theme they share."""
    return [record for (record,) in _TAGGED_LAST.rows(themes)]


_TAGGED_LAST = KeptStatement(
    lambda themes: (
        Record.themes.through.objects.filter(concept_id__in=themes)
        .order_by("-pk")
        .values_list("record_id")[: _OF_EACH_THEME * len(themes)]
    )
)
_TARGET_GROUPS = KeptStatement(
    lambda keys: Record.target_groups.through.objects.filter(record_id__in=keys).values_list(
        "record_id", "concept_id"
    )
)
_PUBLIC = KeptStatement(
    lambda keys: Record.objects.public().filter(pk__in=keys).values_list("pk", "identifier")
)


__all__ = ["Fact", "FactValue", "RecordDetail", "record_detail"]
