"""The names of organizations, for lists that show nothing else of them."""

from collections.abc import Iterable
from typing import NamedTuple

from tessera.lib.texts import best_text
from tessera.network.models import Organization, OrganizationText


class _Name(NamedTuple):
    language: str
    status: str
    name: str


def organization_names(identifiers: Iterable[str], language: str) -> dict[str, str]:
    """Identifier → name, in the reader's language where there is one. Public ones; one query."""
    wanted = Organization.objects.public().filter(identifier__in=list(identifiers))
    rows = OrganizationText.objects.filter(organization__in=wanted).values_list(
        "organization__identifier", "organization__original_language", "language", "status", "name"
    )
    names: dict[tuple[str, str], list[_Name]] = {}
    for identifier, original, *values in rows:
        names.setdefault((identifier, original), []).append(_Name(*values))
    best = {key: best_text(some, language, key[1]) for key, some in names.items()}
    return {identifier: name.name for (identifier, _), name in best.items() if name}
