"""Models of the room."""

from tessera.communities.models.circles import Community, Invitation, Membership
from tessera.communities.models.moderation import Flag, Ruling
from tessera.communities.models.talk import Discussion, Mention, Post, PostVersion

__all__ = [
    "Community",
    "Discussion",
    "Flag",
    "Invitation",
    "Membership",
    "Mention",
    "Post",
    "PostVersion",
    "Ruling",
]
