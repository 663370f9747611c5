"""Models of the room."""

from tessera.communities.models.circles import Community, Invitation, Membership

__all__ = ["Community", "Invitation", "Membership"]
