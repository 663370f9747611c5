"""The names of organizations, for lists that show nothing else of them."""

from collections.abc import Iterable
from typing import NamedTuple

from tessera.lib.kept_statements import KeptStatement
from tessera.lib.texts import best_text
from tessera.network.models import Organization, OrganizationText


class _Name(NamedTuple):
    language: str
    status: str
    name: str


_ROWS = KeptStatement(
    lambda identifiers: OrganizationText.objects.filter(
        organization__in=Organization.objects.public().filter(identifier__in=identifiers)
    ).values_list(
        "organization__identifier", "organization__original_language", "language", "status", "name"
    ),
    as_text=True,
)


def organization_names(identifiers: Iterable[str], language: str) -> dict[str, str]:
    """Identifier → name, in the reader's language where there is one. Public ones; one query."""
    names: dict[tuple[str, str], list[_Name]] = {}
    for identifier, original, *values in _ROWS.rows(list(dict.fromkeys(identifiers))):
        names.setdefault((identifier, original), []).append(_Name(*values))
    best = {key: best_text(some, language, key[1]) for key, some in names.items()}
    return {identifier: name.name for (identifier, _), name in best.items() if name}
