"""Sections that rooms above the catalogue show on a record's page, such as a decision note.

The catalogue knows neither the rooms nor what they say; a room adds its section when it starts.
"""

from collections.abc import Callable

from django.utils.safestring import SafeString, mark_safe

from tessera.catalogue.models import Record

_sections: dict[str, Callable[[Record], SafeString]] = {}


def add_record_section(name: str, section: Callable[[Record], SafeString]) -> None:
    """Show what ``section`` makes of a public record; a second one of the name replaces it."""
    _sections[name] = section


def record_sections(record: Record) -> SafeString:
    """All of them, in the order of their names."""
    parts = [_sections[name](record) for name in sorted(_sections)]
    return mark_safe("".join(parts))  # noqa: S308 - each part was rendered by a template
