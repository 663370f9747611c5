"""The stone of each kind: its colour class and its shape."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Stone:
    """A colour class of ``tessera.css`` and a shape of ``tessera.lib.tiles``."""

    css_class: str
    shape: str


_STONES = {
    "APP": Stone("k-data", "columns"),
    "PRA": Stone("k-practice", "quarter"),
    "GUI": Stone("k-guide", "arrow"),
    "POL": Stone("k-policy", "triangle"),
    "ACA": Stone("k-research", "notch"),
    "ORG": Stone("k-org", "arch"),
    "PER": Stone("k-person", "disc"),
    "SES": Stone("k-session", "half"),
    "LRN": Stone("k-guide", "arch"),
}
_OTHER = Stone("k-org", "notch")


def stone(kind: str) -> Stone:
    """The stone of a kind's code."""
    return _STONES.get(kind, _OTHER)


def stones() -> list[tuple[str, Stone]]:
    """All kinds with their stones."""
    return list(_STONES.items())
