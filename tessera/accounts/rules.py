"""Who may do what with accounts."""

from tessera.accounts.actors import Actor, SystemActor
from tessera.accounts.models import User


def can_change_account(actor: Actor, user: User) -> bool:
    """People change their own accounts; the system any."""
    return isinstance(actor, SystemActor) or (actor.is_active and actor.pk == user.pk)
