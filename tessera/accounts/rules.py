"""Who may do what with accounts."""

from tessera.accounts.actors import Actor, SystemActor
from tessera.accounts.models import User


def can_change_account(actor: Actor, user: User) -> bool:
    """People change their own accounts; the system any."""
    return isinstance(actor, SystemActor) or (actor.is_active and actor.pk == user.pk)


def can_suspend(actor: Actor, user: User) -> bool:
    """Administrators suspend others, but no administrator; the system may, as at the end of one."""
    if isinstance(actor, SystemActor):
        return True
    is_other = actor.pk != user.pk and not user.is_superuser
    return actor.is_active and is_other and actor.has_perm("accounts.add_sanction")
