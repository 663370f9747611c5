"""Who may do what in communities."""

from typing import Any

from tessera.accounts.actors import SystemActor
from tessera.communities.models import Community, CommunityEvent, Membership


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


def belongs_to(user: Any, community: Community) -> bool:
    """Whether somebody reads what is for members: they, and editors. Two queries at most."""
    if not user.is_authenticated or not user.is_active:
        return False
    membership = membership_of(user, community)
    return is_editor(user) or bool(membership and membership.is_accepted)


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


def can_change_event(user: Any, event: CommunityEvent) -> bool:
    """Who announced it, as long as they may write there, and who looks after the community.

    Two queries at most.
    """
    is_own = bool(user.pk) and event.author_id == user.pk
    return can_manage(user, event.community) or (is_own and can_write(user, event.community))


def can_rule_on_event(user: Any, event: CommunityEvent) -> bool:
    """Editors who neither announced nor hid it answer an appeal about it."""
    return is_editor(user) and not (user.pk and user.pk in {event.author_id, event.decided_by_id})
