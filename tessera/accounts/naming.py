"""What somebody may call a user.

Which names people show to whom the accounts do not know; the room of profiles says it.
"""

from collections.abc import Callable
from typing import Any

from tessera.accounts.models import User

Namer = Callable[[User, Any], str]
_namers: list[Namer] = []


def name_users_with(namer: Namer) -> None:
    """Let ``namer`` say what a viewer may call a user; a second one replaces the first."""
    _namers[:] = [namer]


def name_of(user: User, viewer: Any) -> str:
    """What ``viewer`` may call a user; never an address."""
    return _namers[0](user, viewer)
