"""Models of the room."""

from tessera.communities.models.asking import PeerQuestion, PeerRequest
from tessera.communities.models.attachments import Attachment
from tessera.communities.models.circles import Community, Invitation, Membership
from tessera.communities.models.events import CommunityEvent, EventReport
from tessera.communities.models.moderation import Flag, Ruling
from tessera.communities.models.shelf import CommunityRecord, SharedDraft, WritingOffer
from tessera.communities.models.talk import Discussion, Mention, Post, PostVersion

__all__ = [
    "Attachment",
    "Community",
    "CommunityEvent",
    "CommunityRecord",
    "Discussion",
    "EventReport",
    "Flag",
    "Invitation",
    "Membership",
    "Mention",
    "PeerQuestion",
    "PeerRequest",
    "Post",
    "PostVersion",
    "Ruling",
    "SharedDraft",
    "WritingOffer",
]
