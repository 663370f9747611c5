"""Who may do what with courses."""

from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import AnonymousUser

from tessera.accounts.actors import Actor

if TYPE_CHECKING:
    from tessera.learning.models import Cohort


def can_teach(actor: "Actor | AnonymousUser") -> bool:
    """Whether the actor may write, publish and retire courses."""
    return bool(actor.is_active and actor.has_perm("learning.change_course"))


def can_facilitate(user: Any, cohort: "Cohort") -> bool:
    """The facilitator, and whoever writes courses."""
    return bool(user.is_active and (cohort.facilitator_id == user.pk or can_teach(user)))
