"""Who acts: a user, or the system itself. Every action names its actor."""

from typing import TYPE_CHECKING, Final, TypeAlias

if TYPE_CHECKING:
    from tessera.accounts.models import User


class SystemActor:
    """The actor of what no person did: loading, harvesting, clocks. May do everything."""

    pk = None
    is_active = True

    def has_perm(self, permission: str) -> bool:
        """The system may."""
        return True

    def __str__(self) -> str:
        return "system"


SYSTEM: Final = SystemActor()
Actor: TypeAlias = "User | SystemActor"


def user_or_none(actor: Actor) -> "User | None":
    """The user to write into a log entry; ``None`` for the system."""
    return None if isinstance(actor, SystemActor) else actor
