"""Who may do what with courses."""

from django.contrib.auth.models import AnonymousUser

from tessera.accounts.actors import Actor


def can_teach(actor: "Actor | AnonymousUser") -> bool:
    """Whether the actor may write, publish and retire courses."""
    return bool(actor.is_active and actor.has_perm("learning.change_course"))
