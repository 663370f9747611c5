"""What a list shows of a record or an organization.

Lists show many rows in one language and few of their fields, so cards are read as plain values:
a fixed number of queries for any number of rows (four for records, two for organizations).
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.urls import reverse

from tessera.catalogue.models import Record, RecordText
from tessera.lib.kept_statements import KeptStatement
from tessera.lib.texts import best_text
from tessera.lib.verification import age_of
from tessera.network.models import Organization, OrganizationText
from tessera.vocabularies.labels import Labels, current_language, labels

_RECORD_COLUMNS = (
    "identifier", "slug", "kind", "lane", "original_language", "year", "period_start",
    "period_end", "evidence_level_id", "verified_at", "verification_due",
    "superseded_at", "home",
)  # fmt: skip
_ROW_COLUMNS = ("pk", *_RECORD_COLUMNS)
# Most pages are lists, and these their questions.
_RECORD_ROWS = KeptStatement(
    lambda identifiers: (
        Record.objects.public().with_identifiers(identifiers).values_list(*_ROW_COLUMNS)
    ),
    as_text=True,
)
_RECORD_TEXTS = KeptStatement(
    lambda keys: RecordText.objects.filter(record_id__in=keys).values_list(
        "record_id", "language", "status", "title", "summary"
    )
)
_RECORD_PLACES = KeptStatement(
    lambda keys: Record.places.through.objects.filter(record_id__in=keys).values_list(
        "record_id", "place_id"
    )
)
_RECORD_THEMES = KeptStatement(
    lambda keys: Record.themes.through.objects.filter(record_id__in=keys).values_list(
        "record_id", "concept_id"
    )
)
Segments = tuple[tuple[str, bool], ...]


@dataclass(frozen=True)
class Card:
    """One row of a list, in the reader's language where there is a text in it.

    ``title_segments`` and ``passage`` are texts cut into pieces, each with whether the query
    matched it; search fills them, and ``found_in`` with the language of the text in which it found
    the record, where that is not the reader's. The passage is then in this language. ``age`` is a
    ``tessera.lib.verification.Age``. ``home`` is the permanent address at another
    Tessera, of a record that came from there.
    """

    identifier: str
    kind: str
    url: str
    title: str
    title_language: str
    summary: str = ""
    summary_language: str = ""
    text_status: str = ""
    places: tuple[str, ...] = ()
    country_codes: tuple[str, ...] = ()
    years: str = ""
    year: int | None = None
    evidence_code: str = ""
    evidence_label: str = ""
    lane: str = ""
    verified_at: date | None = None
    age: str = ""
    home: str = ""
    is_superseded: bool = False
    languages: tuple[str, ...] = ()
    original_language: str = ""
    theme_codes: tuple[str, ...] = ()
    type_label: str = ""
    title_segments: Segments = ()
    passage: Segments = ()
    found_in: str = ""
    extra: Mapping[str, str] = field(default_factory=dict)

    @property
    def kind_label(self) -> str:
        """The kind in the reader's language."""
        entry = labels().concept("RT", self.kind)
        return entry.label(current_language()) if entry else self.kind


@dataclass(frozen=True)
class _Text:
    language: str
    status: str
    title: str
    summary: str


def _texts(rows: Iterable[Sequence[Any]]) -> dict[int, list[_Text]]:
    found: dict[int, list[_Text]] = {}
    for owner, *values in rows:
        found.setdefault(owner, []).append(_Text(*values))
    return found


def _years(start: str, end: str, year: int | None) -> str:
    first, last = start[:4], end[:4]
    if first and last and first != last:
        return f"{first}–{last}"
    return first or (str(year) if year else "")


def record_cards(identifiers: Sequence[str], language: str | None = None) -> list[Card]:
    """Cards of public records in the order asked for; those no longer public are left out."""
    language = language or current_language()
    if not identifiers:
        return []
    rows = {
        row[1]: dict(zip(_ROW_COLUMNS, row, strict=True))
        for row in _RECORD_ROWS.rows(list(dict.fromkeys(identifiers)))
    }
    keys = [row["pk"] for row in rows.values()]
    texts = _texts(_RECORD_TEXTS.rows(keys))
    places: dict[int, list[int]] = {}
    for record, place in _RECORD_PLACES.rows(keys):
        places.setdefault(record, []).append(place)
    themes: dict[int, list[int]] = {}
    for record, concept in _RECORD_THEMES.rows(keys):
        themes.setdefault(record, []).append(concept)
    return [
        card
        for identifier in identifiers
        if (row := rows.get(identifier))
        and (
            card := _record_card(
                row,
                texts.get(row["pk"], []),
                places.get(row["pk"], []),
                themes.get(row["pk"], []),
                language,
            )
        )
    ]


def card_of(
    record: Record, place_ids: Sequence[int], theme_ids: Sequence[int], language: str
) -> Card | None:
    """The card of a record that was read with its texts; no query."""
    row = {name: getattr(record, name) for name in _RECORD_COLUMNS}
    texts = [
        _Text(text.language, text.status, text.title, text.summary) for text in record.texts.all()
    ]
    return _record_card(row, texts, place_ids, theme_ids, language)


def _record_card(
    row: Mapping[str, Any],
    texts: Sequence[_Text],
    place_ids: Sequence[int],
    theme_ids: Sequence[int],
    language: str,
) -> Card | None:
    text = best_text(texts, language, row["original_language"])
    if not text:
        return None
    picture = labels()
    summary = _summary(texts, text, language, row["original_language"])
    evidence = picture.concepts.get(row["evidence_level_id"] or 0)
    return Card(
        identifier=row["identifier"],
        kind=row["kind"],
        url=reverse("record_detail", args=[row["identifier"], row["slug"] or "-"]),
        title=text.title,
        title_language=text.language,
        summary=summary.summary,
        summary_language=summary.language,
        text_status=text.status,
        places=_place_names(picture, place_ids, language),
        country_codes=_country_codes(picture, place_ids),
        years=_years(row["period_start"], row["period_end"], row["year"]),
        year=row["year"],
        evidence_code=evidence.code if evidence else "",
        evidence_label=evidence.label(language) if evidence else "",
        lane=row["lane"],
        home=row["home"],
        verified_at=row["verified_at"],
        age="" if row["superseded_at"] else age_of(row["verification_due"]),
        is_superseded=row["superseded_at"] is not None,
        languages=tuple(each.language for each in texts),
        original_language=row["original_language"],
        theme_codes=tuple(picture.concepts[pk].code for pk in theme_ids if pk in picture.concepts),
    )


def _summary(texts: Sequence[_Text], chosen: _Text, language: str, original: str) -> _Text:
    """The text to take the summary from: many titles are translated alone."""
    if chosen.summary:
        return chosen
    return best_text([text for text in texts if text.summary], language, original) or chosen


def _place_names(picture: Labels, keys: Sequence[int], language: str) -> tuple[str, ...]:
    """Names of cities with their country, then of countries that no city stands for."""
    entries = [picture.places[key] for key in keys if key in picture.places]
    covered = set()
    names = []
    for entry in entries:
        if entry.kind in {"city", "subdivision"}:
            country = picture.country_of(entry)
            covered.add(country.pk if country else 0)
            name = entry.label(language)
            names.append(f"{name}, {country.label(language)}" if country else name)
    names += [
        entry.label(language)
        for entry in entries
        if entry.kind in {"country", "region"} and entry.pk not in covered
    ]
    return tuple(names)


def _country_codes(picture: Labels, keys: Sequence[int]) -> tuple[str, ...]:
    entries = [picture.places[key] for key in keys if key in picture.places]
    countries = [picture.country_of(entry) for entry in entries]
    return tuple(dict.fromkeys(country.code for country in countries if country))


def organization_cards(identifiers: Sequence[str], language: str | None = None) -> list[Card]:
    """Cards of public organizations in the order asked for."""
    language = language or current_language()
    if not identifiers:
        return []
    picture = labels()
    rows = {
        row["identifier"]: row
        for row in Organization.objects.public()
        .filter(identifier__in=list(identifiers))
        .values(
            "pk", "identifier", "slug", "original_language", "country_id", "city_id",
            "founded_year", "org_type_id", "acronym", "verified_at", "verification_due",
        )
    }  # fmt: skip
    texts = _texts(
        OrganizationText.objects.filter(
            organization_id__in=[row["pk"] for row in rows.values()]
        ).values_list("organization_id", "language", "status", "name", "what_it_does")
    )
    cards = []
    for identifier in identifiers:
        row = rows.get(identifier)
        text = row and best_text(texts.get(row["pk"], []), language, row["original_language"])
        if not row or not text:
            continue
        summary = _summary(texts[row["pk"]], text, language, row["original_language"])
        places = [key for key in (row["city_id"], row["country_id"]) if key]
        cards.append(
            Card(
                identifier=identifier,
                kind="ORG",
                url=reverse("organization_detail", args=[identifier, row["slug"] or "-"]),
                title=text.title,
                title_language=text.language,
                summary=summary.summary,
                summary_language=summary.language,
                text_status=text.status,
                places=_place_names(picture, places, language),
                country_codes=_country_codes(picture, places),
                year=row["founded_year"],
                verified_at=row["verified_at"],
                age=age_of(row["verification_due"]),
                languages=tuple(each.language for each in texts[row["pk"]]),
                original_language=row["original_language"],
                type_label=picture.of(row["org_type_id"], language),
            )
        )
    return cards


CardFinder = Callable[[Sequence[str], str], Sequence[Card]]
_finders: dict[str, CardFinder] = {}


def add_card_finder(name: str, finder: CardFinder) -> None:
    """Let a room above make cards of its own things; a second finder of the name replaces it."""
    _finders[name] = finder


def cards(identifiers: Sequence[str], language: str | None = None) -> list[Card]:
    """Cards of records, organizations and what rooms above have, in the order asked for.

    Six queries at most, and those of each finder, which is asked for what was not found before.
    """
    language = language or current_language()
    found = {card.identifier: card for card in record_cards(identifiers, language)}
    for finder in (organization_cards, *_finders.values()):
        missing = [identifier for identifier in identifiers if identifier not in found]
        if missing:
            found |= {card.identifier: card for card in finder(missing, language)}
    return [found[identifier] for identifier in identifiers if identifier in found]
