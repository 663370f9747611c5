"""What people are called in communities: as ``network`` shows them, never by an address."""

from collections.abc import Iterable
from typing import Any

from tessera.accounts.models import User
from tessera.network import people


def shown_names(users: Iterable[User], viewer: Any) -> dict[int, str]:
    """Number of the user → what ``viewer`` may call them. Two queries, none for nobody."""
    found = list(users)
    return people.shown_names(found, viewer) if found else {}
