"""Who may do what with an organization's entry."""

from typing import Any

from tessera.network.models import Organization, TeamMember
from tessera.network.rules import can_publish_organization

_Role, _State = TeamMember.Role, TeamMember.State


def member_of(user: Any, organization: Organization) -> TeamMember | None:
    """The user's place in the team, also one that is asked for. One query for who is signed in."""
    if not user.is_authenticated:
        return None
    return TeamMember.objects.filter(user=user, organization=organization).first()


def has_administrator(organization: Organization) -> bool:
    """Whether somebody looks after the entry. One query."""
    rows = TeamMember.objects.filter(organization=organization, role=_Role.ADMINISTRATOR)
    return rows.exists()


def administers(user: Any, organization: Organization) -> bool:
    """Whether the user is an administrator of it. One query."""
    found = member_of(user, organization) if user.is_active else None
    return found is not None and found.is_administrator


def can_manage_team(user: Any, organization: Organization) -> bool:
    """Its administrators, and editors of organizations."""
    if not user.is_authenticated or organization.withdrawn_at or not organization.live:
        return False
    return can_publish_organization(user) or administers(user, organization)


def can_claim_organization(user: Any, organization: Organization) -> bool:
    """Active members, while nobody administers a public organization. One query."""
    is_public = organization.live and not organization.withdrawn_at
    return bool(user.is_active and is_public and not has_administrator(organization))
