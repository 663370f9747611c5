"""Invented things for the style guide. Nothing here is a record."""

from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True)
class SampleCard:
    """Looks like ``tessera.catalogue.cards.Card``."""

    identifier: str
    kind: str
    kind_label: str
    title: str
    url: str = "#cards"
    title_language: str = "en"
    summary: str = ""
    summary_language: str = "en"
    text_status: str = "original"
    places: tuple[str, ...] = ()
    years: str = ""
    evidence_code: str = ""
    evidence_label: str = ""
    verified_at: date | None = None
    age: str = ""
    is_superseded: bool = False
    type_label: str = ""
    title_segments: tuple[tuple[str, bool], ...] = ()
    passage: tuple[tuple[str, bool], ...] = field(default=())
    found_in: str = ""


def sample_cards() -> list[SampleCard]:
    """A full card, a found one, a translated one in Arabic, and one with almost nothing."""
    return [
        SampleCard(
            identifier="T7K2-9QXW",
            kind="PRA",
            kind_label="Practice",
            title="One welcome desk for a mosque, a parish and a library",
            summary="Three buildings share one rota and one phone number.",
            places=("Ashcombe, United Kingdom",),
            years="2021–2024",
            evidence_code="E2",
            evidence_label="Monitored",
            verified_at=date(2026, 10, 1),
        ),
        SampleCard(
            identifier="T4R8-6MPD",
            kind="GUI",
            kind_label="Guideline",
            title="Reading a foreign certificate",
            title_segments=(("Reading a foreign ", False), ("certificate", True)),
            passage=(("ce que chaque ", False), ("certificat", True), (" prouve", False)),
            found_in="fr",
            places=("Spain", "Portugal"),
            years="2024",
            evidence_code="E0",
            evidence_label="Not evaluated",
            verified_at=date(2022, 3, 1),
            age="stale",
        ),
        SampleCard(
            identifier="T9V3-2HJC",
            kind="POL",
            kind_label="Policy resource",
            title="الاعتراف بالمهارات",
            title_language="ar",
            summary="ملخص قصير",
            summary_language="ar",
            text_status="machine",
        ),
        SampleCard(identifier="T2B6-8WNF", kind="ORG", kind_label="Organization", title="Nothing"),
    ]


#: Country code → count, one for every step of the map.
SAMPLE_COUNTS = {"DE": 60, "CA": 30, "BR": 12, "AU": 3, "FR": 55, "IN": 8, "ZA": 1}
