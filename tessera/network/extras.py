"""What rooms above the network show of a person or an organization, such as works and sessions.

The network knows neither the rooms nor what they say; a room adds its section when it starts. It is
asked only when the person chose to show it to the reader.
"""

from collections.abc import Callable

from django.utils.safestring import SafeString, mark_safe

from tessera.network.models import Person

Section = Callable[[Person], SafeString]
_sections: dict[str, Section] = {}


def add_person_section(field: str, section: Section) -> None:
    """Show what ``section`` makes of a person where the field ``works`` or ``sessions`` is open."""
    _sections[field] = section


def person_sections(person: Person, *, works: bool, sessions: bool) -> SafeString:
    """Those that are open."""
    open_fields = [name for name, is_open in (("works", works), ("sessions", sessions)) if is_open]
    parts = [_sections[name](person) for name in open_fields if name in _sections]
    return mark_safe("".join(parts))  # noqa: S308 - each part was rendered by a template
