"""Synthetic records for measuring: deterministic, marked, removable.

Eight languages with skewed shares, words drawn from Zipf-like vocabularies, skewed codes: the
shape of the corpus that the search engines were compared on (``docs/explanation/search.md``).
"""

import random
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from typing import Any

from django.db import models, transaction

from tessera.catalogue.models import KIND_MODELS, Practice, Record, RecordText
from tessera.changes.actions import announce_many
from tessera.changes.models import Change
from tessera.lib.identifiers import identifier_for
from tessera.network.models import TextStatus
from tessera.vocabularies.models import Concept, Place

Progress = Callable[[int, int], None]
_BATCH = 500
_SHARES = {"en": 45, "fr": 15, "es": 12, "ar": 6, "ru": 6, "zh-hans": 6, "de": 6, "tr": 4}
_KINDS = {"PRA": 45, "ACA": 25, "POL": 12, "GUI": 12, "APP": 6}
_VOCABULARY = 30_000
_EPOCH = datetime(2020, 1, 1, tzinfo=UTC)
_LETTERS = {
    "en": ("aeiou", "bcdfghklmnprstw"),
    "fr": ("aeiouéè", "bcdfglmnprstv"),
    "es": ("aeioáó", "bcdlmnñprstv"),
    "de": ("aeiouäü", "bdfghklmnrstwz"),
    "tr": ("aeıioöuü", "bcçdğklmnrsşty"),
    "ar": ("اوي", "بتجحدرسشعفقكلمن"),
    "ru": ("аеиоуыя", "бвгдклмнпрстч"),
}
_COMMON = {
    "en": "integration migrants refugees language school work city housing health training",
    "fr": "intégration migrants réfugiés langue école travail ville logement santé formation",
    "es": "integración migrantes refugiados idioma escuela trabajo ciudad vivienda salud",
    "ar": "اندماج المهاجرين اللاجئين اللغة المدرسة العمل المدينة السكن الصحة التدريب",
    "ru": "интеграция мигрантов беженцев язык школа работа город жильё здоровье обучение",
    "zh-hans": "融合 移民 难民 语言 学校 就业 城市 住房 卫生 培训",
    "de": "Integration Migranten Geflüchtete Sprache Schule Arbeit Stadt Wohnen Gesundheit",
    "tr": "uyum göçmenler mülteciler dil okul çalışma şehir konut sağlık eğitim",
}


class _Words:
    """The words of one language, the common ones drawn far more often than the rare."""

    def __init__(self, language: str, chance: random.Random) -> None:
        self.is_chinese = language == "zh-hans"
        words = _COMMON[language].split()
        while len(words) < _VOCABULARY:
            words.append(self._chinese(chance) if self.is_chinese else _word(language, chance))
        self.words = words
        self.weights = list(accumulate(1 / (rank + 5) for rank in range(len(words))))

    @staticmethod
    def _chinese(chance: random.Random) -> str:
        return "".join(chr(chance.randrange(0x4E00, 0x5800)) for _ in range(2))

    def text(self, count: int, chance: random.Random) -> str:
        drawn = chance.choices(self.words, cum_weights=self.weights, k=count)
        if self.is_chinese:
            return "，".join("".join(drawn[i : i + 6]) for i in range(0, count, 6)) + "。"
        sentences = (drawn[i : i + 14] for i in range(0, count, 14))
        return " ".join(" ".join(each).capitalize() + "." for each in sentences)

    def title(self, chance: random.Random) -> str:
        drawn = chance.choices(self.words, cum_weights=self.weights, k=chance.randrange(4, 9))
        return "".join(drawn) if self.is_chinese else " ".join(drawn).capitalize()


def _word(language: str, chance: random.Random) -> str:
    vowels, consonants = _LETTERS[language]
    syllables = chance.randrange(2, 5)
    return "".join(chance.choice(consonants) + chance.choice(vowels) for _ in range(syllables))


class _Codes:
    """The ids to draw concepts and places from."""

    def __init__(self) -> None:
        self.of = {
            scheme: list(Concept.objects.of(scheme).order_by("pk").values_list("pk", flat=True))
            for scheme in ("TH", "TG", "LV", "EL", "CO", "ST", "LI")
        }
        self.places = list(
            Place.objects.filter(kind__in=["country", "city"])
            .order_by("pk")
            .values_list("pk", flat=True)
        )

    @staticmethod
    def some(found: Sequence[int], chance: random.Random, most: int) -> list[int]:
        """A few, the first of the list more often than the last."""
        wanted = chance.randrange(1, most + 1)
        places = {int(len(found) * chance.random() ** 2.2) for _ in range(wanted)}
        return [found[place] for place in sorted(places)] if found else []


def seed(count: int, progress: Progress = lambda done, total: None) -> int:
    """Add ``count`` synthetic records, published and announced; the same ones every time.

    Those that exist are not added again.
    """
    chance = random.Random(20261123)  # noqa: S311 - must be the same every time
    words = {language: _Words(language, chance) for language in _SHARES}
    codes = _Codes()
    done = 0
    for start in range(0, count, _BATCH):
        numbers = range(start, min(start + _BATCH, count))
        with transaction.atomic():
            _add(numbers, words, codes)
        done += len(numbers)
        progress(done, count)
    return done


def _add(numbers: range, words: dict[str, _Words], codes: _Codes) -> None:
    identifiers = {number: identifier_for(f"synthetic/{number}") for number in numbers}
    known = set(
        Record.objects.filter(identifier__in=identifiers.values()).values_list(
            "identifier", flat=True
        )
    )
    chances = {
        number: random.Random(number)  # noqa: S311 - must be the same every time
        for number, identifier in identifiers.items()
        if identifier not in known
    }
    made = {number: _record(identifiers[number], codes, chances[number]) for number in chances}
    Record.objects.bulk_create(made.values())
    for kind, model in KIND_MODELS.items():
        _insert_children(
            model,
            [_child(made[n], codes, chances[n]) for n in made if made[n].kind == kind],
        )
    RecordText.objects.bulk_create(
        _text(made[number], words[made[number].original_language], chances[number])
        for number in made
    )
    for name, scheme, most in (
        ("themes", "TH", 3), ("target_groups", "TG", 3), ("levels", "LV", 1),
    ):  # fmt: skip
        through = getattr(Record, name).through
        through.objects.bulk_create(
            through(record_id=made[n].pk, concept_id=key)
            for n in made
            for key in codes.some(codes.of[scheme], chances[n], most)
        )
    through = Record.places.through
    through.objects.bulk_create(
        through(record_id=made[n].pk, place_id=key)
        for n in made
        for key in codes.some(codes.places, chances[n], 2)
    )
    announce_many(
        kind=Change.Kind.RECORD,
        identifiers=[record.identifier for record in made.values()],
        what=Change.What.PUBLISHED,
    )


def _draw(shares: dict[str, int], chance: random.Random) -> str:
    return chance.choices(list(shares), weights=list(shares.values()))[0]


def _record(identifier: str, codes: _Codes, chance: random.Random) -> Record:
    language = _draw(_SHARES, chance)
    year = 2026 - int(30 * chance.random() ** 2)
    published = _EPOCH + timedelta(seconds=chance.randrange(0, 200_000_000))
    return Record(
        identifier=identifier,
        slug="synthetic",
        kind=_draw(_KINDS, chance),
        original_language=language,
        source_language=language,
        issued=str(year),
        year=year,
        live=True,
        has_unpublished_changes=False,
        first_published_at=published,
        last_published_at=published,
        source_url=f"https://example.org/synthetic/{identifier}",
        evidence_level_id=chance.choice(codes.of["EL"]),
        cost_band_id=chance.choice([None, *codes.of["CO"]]),
        licence_id=codes.of["LI"][-1],
        provenance_kind=Record.Provenance.SYNTHETIC,
        is_synthetic=True,
    )


def _child(record: Record, codes: _Codes, chance: random.Random) -> Record:
    child: Any = KIND_MODELS[record.kind](record_ptr_id=record.pk)
    if isinstance(child, Practice):
        child.status_id = chance.choice(codes.of["ST"])
    return child


def _insert_children(model: type[models.Model], children: list[Record]) -> None:
    """Insert rows of the child table alone; ``bulk_create`` refuses multi-table models."""
    if children:
        manager: Any = model._base_manager
        manager.all()._insert(children, fields=model._meta.local_concrete_fields, using=manager.db)


def _text(record: Record, words: _Words, chance: random.Random) -> RecordText:
    return RecordText(
        record_id=record.pk,
        language=record.original_language,
        status=TextStatus.ORIGINAL,
        title=words.title(chance)[:200],
        summary=words.text(chance.randrange(50, 110), chance)[:800],
        evidence_note=words.text(chance.randrange(20, 200), chance),
    )


def remove(progress: Progress = lambda done, total: None) -> int:
    """Remove every synthetic record; how many there were."""
    total = Record.objects.filter(is_synthetic=True).count()
    done = 0
    for chunk in _synthetic_chunks():
        keys = [key for key, _identifier in chunk]
        with transaction.atomic():
            announce_many(
                kind=Change.Kind.RECORD,
                identifiers=[identifier for _key, identifier in chunk],
                what=Change.What.REMOVED,
            )
            Record.objects.filter(pk__in=keys).delete()
        done += len(chunk)
        progress(done, total)
    return done


def _synthetic_chunks() -> Iterator[list[tuple[int, str]]]:
    while chunk := list(
        Record.objects.filter(is_synthetic=True).values_list("pk", "identifier")[:_BATCH]
    ):
        yield chunk
