"""Who may do what with accounts."""

from typing import Final

from tessera.accounts.actors import Actor, SystemActor
from tessera.accounts.models import Sanction, User

#: Whoever has it decides about what members write (``accounts.roles``).
MODERATORS_MAY: Final = "network.change_person"


def can_change_account(actor: Actor, user: User) -> bool:
    """People change their own accounts; the system any."""
    return isinstance(actor, SystemActor) or (actor.is_active and actor.pk == user.pk)


def can_suspend(actor: Actor, user: User) -> bool:
    """Administrators suspend others, but no administrator; the system may, as at the end of one."""
    if isinstance(actor, SystemActor):
        return True
    is_other = actor.pk != user.pk and not user.is_superuser
    return actor.is_active and is_other and actor.has_perm("accounts.add_sanction")


def can_mute(actor: Actor, user: User) -> bool:
    """Moderators keep others from writing, but no administrator and no other moderator."""
    if isinstance(actor, SystemActor):
        return True
    if not actor.is_active or actor.pk == user.pk or user.is_superuser:
        return False
    if actor.has_perm("accounts.add_sanction"):
        return True
    return actor.has_perm(MODERATORS_MAY) and not user.has_perm(MODERATORS_MAY)


def can_decide_sanction(actor: Actor, sanction: Sanction) -> bool:
    """Of a mute, a moderator; when it was appealed, one who did not decide it."""
    if not sanction.is_mute:
        return can_suspend(actor, sanction.user)
    is_other = sanction.appealed_at is None or actor.pk is None or actor.pk != sanction.by_id
    return is_other and can_mute(actor, sanction.user)
