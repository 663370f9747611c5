"""What the index holds of a record or an organization, read in bulk from the database."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time
from typing import Any, Final

from django.db.models import Q

from tessera.catalogue.extras import record_words
from tessera.catalogue.models import Party, PolicyResource, Practice, Record, RecordText
from tessera.changes.models import Change
from tessera.lib.languages import INTERFACE_LANGUAGES
from tessera.lib.verification import Age, age_of
from tessera.network.models import Organization, OrganizationText
from tessera.search.engines.base import DocumentText, IndexDocument
from tessera.vocabularies.labels import ConceptEntry, Labels, PlaceEntry, labels

CHUNK = 500
#: Columns whose words are found, after title and summary.
_BODY = (
    "gains_migrants", "gains_host", "gains_home", "gives_migrants", "gives_host", "gives_home",
    "core_idea", "mechanism", "variants", "preconditions", "when_not_to_use", "known_harms",
    "implementation", "problem", "what_is_done", "context", "goals", "rationale", "delivery",
    "changes_made", "mandate", "participant_feedback", "enablers", "barriers", "failures", "keep",
    "avoid", "transfer_conditions", "must_keep", "may_adapt", "recommendations", "how_to_use",
    "rights_duties", "changes", "monitoring", "abstract", "plain_findings", "limitations",
    "evidence_note", "cost_note", "objectives", "prerequisites",
)  # fmt: skip
#: What nobody vouches for any more comes after what is equally relevant.
_STALE_QUALITY: Final = -0.3
#: And what was replaced after that: both are found, the newer first.
_SUPERSEDED_QUALITY: Final = -0.9
_EVIDENCE_QUALITY = {"E1": 0.05, "E2": 0.1, "E3": 0.2, "E4": 0.25, "E5": 0.3}


def index_documents(identifiers: Iterable[str]) -> Iterator[IndexDocument]:
    """Documents of what is public among identifiers; about ten queries per 500."""
    wanted = list(dict.fromkeys(identifiers))
    for start in range(0, len(wanted), CHUNK):
        chunk = wanted[start : start + CHUNK]
        yield from _record_documents(chunk)
        yield from _organization_documents(chunk)


def public_identifiers() -> Iterator[str]:
    """Everything that the index should hold, records first."""
    for questions in (Record.objects.public(), Organization.objects.public()):
        yield from questions.order_by("pk").values_list("identifier", flat=True).iterator(2000)


def _related(through: Any, owner: str, target: str, keys: Sequence[int]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    rows = through.objects.filter(**{f"{owner}__in": keys}).values_list(owner, target)
    for key, value in rows:
        found[key].append(value)
    return found


def _record_documents(identifiers: Sequence[str]) -> Iterator[IndexDocument]:
    rows = list(
        Record.objects.public()
        .filter(identifier__in=identifiers)
        .values(
            "pk", "identifier", "kind", "lane", "year", "original_language", "source_language",
            "evidence_level_id", "cost_band_id", "verified_at", "first_published_at",
            "publisher__identifier", "owner__identifier", "original_title", "is_synthetic",
            "verification_due", "superseded_at",
        )
    )  # fmt: skip
    if not rows:
        return
    keys = [row["pk"] for row in rows]
    picture = labels()
    texts = _texts(RecordText, "record_id", ("title", "summary", *_BODY), keys)
    themes = _related(Record.themes.through, "record_id", "concept_id", keys)
    targets = _related(Record.target_groups.through, "record_id", "concept_id", keys)
    levels = _related(Record.levels.through, "record_id", "concept_id", keys)
    places = _related(Record.places.through, "record_id", "place_id", keys)
    statuses = dict(Practice.objects.filter(pk__in=keys).values_list("pk", "status_id"))
    numbers = dict(PolicyResource.objects.filter(pk__in=keys).values_list("pk", "official_number"))
    organizations: dict[int, set[str]] = defaultdict(set)
    for key, identifier in Party.objects.filter(
        Q(record_id__in=keys), organization__isnull=False
    ).values_list("record_id", "organization__identifier"):
        organizations[key].add(identifier)
    for key, words in record_words(keys).items():
        _add_words(texts.setdefault(key, {}), words)
    revisions = _revisions(Change.Kind.RECORD, [row["identifier"] for row in rows])
    for row in rows:
        key = row["pk"]
        entries = [picture.concepts[each] for each in themes[key] if each in picture.concepts]
        named = [picture.places[each] for each in places[key] if each in picture.places]
        organizations[key] |= {
            each for each in (row["publisher__identifier"], row["owner__identifier"]) if each
        }
        extra = " ".join(
            filter(None, (row["original_title"], numbers.get(key, ""), row["identifier"]))
        )
        evidence = _code(picture, row["evidence_level_id"])
        facets = {
            "kind": (row["kind"],),
            "theme": _lineage_codes(picture, entries),
            "target": _codes(picture, targets[key]),
            **_place_facets(picture, named),
            "language": (row["source_language"] or row["original_language"],),
            "level": _codes(picture, levels[key]),
            "evidence": (evidence,) if evidence else (),
            "status": _codes(picture, [statuses.get(key)]),
            "cost": _codes(picture, [row["cost_band_id"]]),
            "organization": tuple(sorted(organizations[key])),
            "lane": (row["lane"],),
        }
        yield IndexDocument(
            identifier=row["identifier"],
            texts=_document_texts(texts.get(key, {}), picture, entries, named, extra),
            facets=facets,
            year=row["year"],
            published_at=_epoch(row["first_published_at"]),
            verified_at=_epoch(row["verified_at"]),
            title_sort=_title_sort(texts.get(key, {}), row["original_language"]),
            quality=(0.2 if row["lane"] == "reviewed" else 0.0)
            + _EVIDENCE_QUALITY.get(evidence, 0.0)
            + (
                _SUPERSEDED_QUALITY
                if row["superseded_at"]
                else _age_quality(row["verification_due"])
            ),
            revision=revisions.get(row["identifier"], 0),
        )


def _organization_documents(identifiers: Sequence[str]) -> Iterator[IndexDocument]:
    rows = list(
        Organization.objects.public()
        .filter(identifier__in=identifiers)
        .values(
            "pk", "identifier", "country_id", "city_id", "founded_year", "acronym", "aliases",
            "original_language", "org_type_id", "verified_at", "first_published_at",
            "languages_of_work", "verification_due",
        )
    )  # fmt: skip
    if not rows:
        return
    keys = [row["pk"] for row in rows]
    picture = labels()
    texts = _texts(OrganizationText, "organization_id", ("name", "what_it_does"), keys)
    themes = _related(Organization.themes.through, "organization_id", "concept_id", keys)
    levels = _related(Organization.levels.through, "organization_id", "concept_id", keys)
    revisions = _revisions(Change.Kind.ORGANIZATION, [row["identifier"] for row in rows])
    for row in rows:
        key = row["pk"]
        entries = [picture.concepts[each] for each in themes[key] if each in picture.concepts]
        org_type = picture.concepts.get(row["org_type_id"])
        named = [
            picture.places[each]
            for each in (row["city_id"], row["country_id"])
            if each in picture.places
        ]
        extra = f"{row['acronym']} {row['aliases']} {row['identifier']}"
        yield IndexDocument(
            identifier=row["identifier"],
            texts=_document_texts(
                texts.get(key, {}),
                picture,
                [*entries, *([org_type] if org_type else [])],
                named,
                extra,
            ),
            facets={
                "kind": ("ORG",),
                "theme": _lineage_codes(picture, entries),
                **_place_facets(picture, named),
                "language": tuple(row["languages_of_work"]),
                "level": _codes(picture, levels[key]),
                "organization": (row["identifier"],),
            },
            year=row["founded_year"],
            published_at=_epoch(row["first_published_at"]),
            verified_at=_epoch(row["verified_at"]),
            title_sort=_title_sort(texts.get(key, {}), row["original_language"]),
            quality=_age_quality(row["verification_due"]),
            revision=revisions.get(row["identifier"], 0),
        )


def _age_quality(due: date | None) -> float:
    """What age takes away; the day on which it does is announced as a change."""
    return _STALE_QUALITY if age_of(due) == Age.STALE else 0.0


def _texts(
    model: Any, owner: str, columns: Sequence[str], keys: Sequence[int]
) -> dict[int, dict[str, tuple[str, str, str]]]:
    """Owner → language → (title, summary, body)."""
    found: dict[int, dict[str, tuple[str, str, str]]] = defaultdict(dict)
    rows = model.objects.filter(**{f"{owner}__in": keys}).values_list(owner, "language", *columns)
    for key, language, title, summary, *body in rows:
        found[key][language] = (title, summary, "\n".join(filter(None, body)))
    return found


def _add_words(texts: dict[str, tuple[str, str, str]], words: str) -> None:
    """What a file says stands behind the first text; its language is not known."""
    first = next(iter(texts), "en")
    title, summary, body = texts.get(first, ("", "", ""))
    texts[first] = (title, summary, f"{body}\n{words}")


def _document_texts(
    texts: Mapping[str, tuple[str, str, str]],
    picture: Labels,
    concepts: Sequence[ConceptEntry],
    places: Sequence[PlaceEntry],
    extra: str,
) -> dict[str, DocumentText]:
    """The texts per language, each with the names of its themes and places as keywords."""
    documents = {}
    for language, (title, summary, body) in texts.items():
        keywords = _keywords(picture, concepts, places, language)
        documents[language] = DocumentText(title, summary, body, keywords)
    for language in INTERFACE_LANGUAGES:
        if language not in documents:
            keywords = _keywords(picture, concepts, places, language)
            documents[language] = DocumentText("", "", "", keywords)
    first = next(iter(texts), "en")
    known = documents[first]
    documents[first] = DocumentText(
        known.title, known.summary, known.body, f"{known.keywords}\n{extra}"
    )
    return documents


def _keywords(
    picture: Labels, concepts: Sequence[ConceptEntry], places: Sequence[PlaceEntry], language: str
) -> str:
    names = _names(picture)
    lines: dict[str, None] = {}
    for concept in concepts:
        lines |= names["concept", concept.pk, language]
    if language in INTERFACE_LANGUAGES:
        for place in places:
            lines |= names["place", place.pk, language]
    return "\n".join(lines)


class _Names(dict[tuple[str, int, str], dict[str, None]]):
    """The words that a concept or place adds to what is tagged with it, once each, per language."""

    def __init__(self, picture: Labels) -> None:
        self.picture = picture

    def __missing__(self, key: tuple[str, int, str]) -> dict[str, None]:
        kind, pk, language = key
        if kind == "concept":
            concept = self.picture.concepts[pk]
            words = [concept.preferred.get(language, "")]
            words += concept.alternatives.get(language, ())
        else:
            place = self.picture.places[pk]
            country = self.picture.country_of(place)
            words = [place.label(language), country.label(language) if country else ""]
        self[key] = found = dict.fromkeys(filter(None, words))
        return found


_present_names: _Names | None = None


def _names(picture: Labels) -> _Names:
    """The names of this picture of the vocabularies; another picture has others."""
    global _present_names
    if _present_names is None or _present_names.picture is not picture:
        _present_names = _Names(picture)
    return _present_names


def _lineage_codes(picture: Labels, entries: Sequence[ConceptEntry]) -> tuple[str, ...]:
    codes = (each.code for entry in entries for each in picture.lineage(entry))
    return tuple(dict.fromkeys(codes))


def _place_facets(picture: Labels, named: Sequence[PlaceEntry]) -> dict[str, tuple[str, ...]]:
    lineage = [each for entry in named for each in picture.place_lineage(entry)]
    bands = [_code(picture, entry.population_band) for entry in named]
    return {
        "country": tuple(dict.fromkeys(each.code for each in lineage if each.kind == "country")),
        "region": tuple(
            dict.fromkeys(
                each.code for each in lineage if each.kind == "region" and each.code != "001"
            )
        ),
        "population": tuple(dict.fromkeys(filter(None, bands))),
    }


def _code(picture: Labels, concept_id: int | None) -> str:
    entry = picture.concepts.get(concept_id or 0)
    return entry.code if entry else ""


def _codes(picture: Labels, concept_ids: Iterable[int | None]) -> tuple[str, ...]:
    return tuple(filter(None, (_code(picture, each) for each in concept_ids)))


def _title_sort(texts: Mapping[str, tuple[str, str, str]], original: str) -> str:
    for language in ("en", original):
        if language in texts:
            return texts[language][0]
    return next((title for title, _summary, _body in texts.values()), "")


def _epoch(moment: datetime | date | None) -> int:
    if moment is None:
        return 0
    if not isinstance(moment, datetime):
        moment = datetime.combine(moment, time(), UTC)
    return int(moment.timestamp())


def _revisions(kind: Change.Kind, identifiers: Sequence[str]) -> dict[str, int]:
    """Identifier → newest change; the drift check compares it with what the index holds."""
    rows = Change.objects.filter(kind=kind, identifier__in=identifiers).values_list(
        "identifier", "sequence"
    )
    newest: dict[str, int] = {}
    for identifier, sequence in rows:
        newest[identifier] = max(sequence, newest.get(identifier, 0))
    return newest
