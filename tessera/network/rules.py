"""Who may do what with organizations."""

from tessera.accounts.actors import Actor


def can_publish_organization(actor: Actor) -> bool:
    """Whether the actor may publish and withdraw organizations."""
    return bool(actor.is_active and actor.has_perm("network.publish_organization"))
