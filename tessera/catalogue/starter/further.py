"""What rooms above add to the starter collection, when the records are there."""

from collections.abc import Callable

_parts: dict[str, Callable[[], int]] = {}


def add_starter_part(name: str, load: Callable[[], int]) -> None:
    """Call ``load`` after the records; it adds what is missing, and says how many things."""
    _parts[name] = load


def load_further_parts() -> int:
    """Load them all; how many things were added."""
    return sum(load() for load in _parts.values())
