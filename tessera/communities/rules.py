"""Who may do what in communities."""

from typing import Any

from tessera.accounts.actors import SystemActor
from tessera.communities.models import Community, Membership


def is_editor(actor: Any) -> bool:
    """Whether somebody approves communities, and moderates all of them."""
    if isinstance(actor, SystemActor):
        return True
    return bool(
        actor.is_authenticated
        and actor.is_active
        and actor.has_perm("communities.change_community")
    )


def membership_of(user: Any, community: Community) -> Membership | None:
    """Somebody's membership, accepted or asked for. One query."""
    if isinstance(user, SystemActor) or not user.is_authenticated:
        return None
    found: Membership | None = community.memberships.filter(user=user).first()
    return found


def can_propose(user: Any) -> bool:
    """Everybody who is signed in."""
    return bool(user.is_authenticated and user.is_active)


def can_read(user: Any, community: Community) -> bool:
    """Whether somebody may know what a community says. One query."""
    found = Community.objects.readable_by(user).filter(pk=community.pk)
    return found.exists()


def can_write(user: Any, community: Community) -> bool:
    """Members of an active community. One query."""
    membership = membership_of(user, community)
    return bool(community.is_active and user.is_active and membership and membership.is_accepted)


def can_manage(user: Any, community: Community) -> bool:
    """Focal points, and editors. One query for those who are no editors."""
    if is_editor(user):
        return True
    membership = membership_of(user, community)
    return bool(user.is_active and membership and membership.is_focal_point)
