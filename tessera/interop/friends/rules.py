"""Who may decide about other people's work."""

from tessera.accounts.actors import SYSTEM, Actor
from tessera.accounts.models import User


def can_adopt(by: Actor) -> bool:
    """Administrators only: it is about other people's work."""
    return by is SYSTEM or (isinstance(by, User) and by.has_perm("interop.change_friend"))
