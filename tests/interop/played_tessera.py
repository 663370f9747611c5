"""Another Tessera, played: its description and its records in the format ``tessera``."""

import json
from dataclasses import dataclass, field
from typing import Any

from tests.interop.playing import OAI_HEAD, Answer, Played, deleted

NAMESPACE = "urn:tessera:record:1"


@dataclass
class PlayedTessera:
    """Answers as a Tessera would; ``said`` changes its description, ``answer`` replaces it."""

    server: Played
    records: dict[str, str] = field(default_factory=dict)
    friends: list[str] = field(default_factory=list)
    said: dict[str, Any] = field(default_factory=dict)
    answer: Answer | None = None

    def __post_init__(self) -> None:
        """Begin to play."""
        self.server.answering = self

    @property
    def home(self) -> str:
        """Where it is at home."""
        return self.server.base

    def add(self, identifier: str, title: str, *, uri: str = "", summary: str = "A.") -> None:
        """A record, or what it says now."""
        uri = uri or f"{self.home}/id/{identifier}"
        self.records[identifier] = (
            f"<record><header><identifier>oai:other:{identifier}</identifier>"
            "<datestamp>2026-01-01T00:00:00Z</datestamp></header><metadata>"
            f'<record xmlns="{NAMESPACE}" id="{identifier}" uri="{uri}" kind="ACA" language="en">'
            f'<text xml:lang="en" status="original"><title>{title}</title>'
            f"<summary>{summary}</summary></text>"
            "<creator>Doe, Jane</creator><issued>2021</issued></record></metadata></record>"
        )

    def remove(self, identifier: str) -> None:
        """Withdraw a record."""
        self.records[identifier] = deleted(f"oai:other:{identifier}")

    def __call__(self, path: str, query: dict[str, str], headers: dict[str, str]) -> Answer:
        """What is asked for."""
        if path == "/.well-known/tessera":
            return self.answer or Answer(
                json.dumps(self.description()), headers={"Content-Type": "application/json"}
            )
        if path == "/oai":
            return Answer(f"{OAI_HEAD}{self._oai(query)}</OAI-PMH>",
                          headers={"Content-Type": "text/xml"})  # fmt: skip
        return Answer(status=404)

    def description(self) -> dict[str, Any]:
        """What it says of itself."""
        return {
            "software": "Tessera", "interface": 1, "name": "The Other Tessera", "version": "0.1",
            "home": self.home, "identifiers": f"{self.home}/id/", "oai": f"{self.home}/oai",
            "contact": "desk@other.example", "friends": self.friends,
        } | self.said  # fmt: skip

    def _oai(self, query: dict[str, str]) -> str:
        verb = query.get("verb")
        if verb == "Identify":
            return "<Identify><granularity>YYYY-MM-DDThh:mm:ssZ</granularity></Identify>"
        if verb == "ListMetadataFormats":
            return (
                "<ListMetadataFormats><metadataFormat><metadataPrefix>tessera</metadataPrefix>"
                f"<metadataNamespace>{NAMESPACE}</metadataNamespace></metadataFormat>"
                "</ListMetadataFormats>"
            )
        if not self.records:
            return '<error code="noRecordsMatch"/>'
        return f"<ListRecords>{''.join(self.records.values())}</ListRecords>"
