"""What this room keeps about a person, for taking away and erasing."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tessera.accounts.models import User
from tessera.accounts.personal_data import (
    WITH_THE_ACCOUNT,
    Fate,
    delete_by,
    keep,
    register_personal_data,
    rows_by,
)
from tessera.communities.actions.attaching import forget_files
from tessera.communities.models import (
    Attachment,
    Community,
    CommunityEvent,
    CommunityRecord,
    Discussion,
    EventReport,
    Flag,
    Invitation,
    Membership,
    Mention,
    PeerQuestion,
    PeerRequest,
    Post,
    PostVersion,
    SharedDraft,
    WritingOffer,
)


def _erase_communities(user: User, fate: Fate) -> None:
    """What waits for approval goes; an active community belongs to its members."""
    Community.objects.filter(proposed_by=user, state=Community.State.PROPOSED).delete()
    Community.objects.filter(proposed_by=user).update(proposed_by=None)


def _invitations(user: User) -> Iterator[Mapping[str, Any]]:
    own = Invitation.objects.filter(by=user)
    received = Invitation.objects.filter(email__iexact=user.email)
    yield from (own | received).values("community__name", "created_at", "used_at")


def _erase_invitations(user: User, fate: Fate) -> None:
    Invitation.objects.filter(Q(by=user) | Q(email__iexact=user.email)).delete()


def _erase_posts(user: User, fate: Fate) -> None:
    """What everybody could read stays in its thread, said by a former member.

    What it said before does not; nor, when that was chosen, what only members could read.
    """
    own = Post.objects.filter(author=user)
    PostVersion.objects.filter(post__author=user).delete()
    own.exclude(state="live").update(text="", records=[], state="withdrawn")
    if fate == Fate.DELETE:
        private = Q(discussion__community__access=Community.Access.PRIVATE)
        own.filter(private | Q(discussion__is_for_members=True)).update(
            text="", records=[], state="withdrawn"
        )
        held = Discussion.objects.filter(author=user, is_visible=False, reply_count=0)
        held.delete()


def _files(user: User) -> Iterator[Mapping[str, Any]]:
    """Each with the address where it is saved from."""
    rows = Attachment.objects.filter(post__author=user).select_related("post__discussion")
    for each in rows.order_by("pk").iterator(chunk_size=500):
        yield {
            "discussion": each.post.discussion.title, "post": each.post.number, "name": each.name,
            "size": each.size, "at": each.at,
            "address": f"{settings.BASE_URL}{each.get_absolute_url()}",
        }  # fmt: skip


def _erase_files(user: User, fate: Fate) -> None:
    """A file may say who wrote it, so that none stays."""
    forget_files(Post.objects.filter(author=user))


def _erase_mentions(user: User, fate: Fate) -> None:
    """The name is taken out of what others wrote with ``@``."""
    for mention in Mention.objects.filter(user=user).select_related("post").iterator():
        named = f"@{mention.written}"
        texts: list[Post | PostVersion] = [mention.post]
        texts += PostVersion.objects.filter(post=mention.post_id)
        for each in texts:
            each.text = each.text.replace(named, "@…")
            each.save(update_fields=["text"])
        mention.delete()


def _erase_answers(user: User, fate: Fate) -> None:
    """What was answered stays with who asked, and names nobody; the rest is forgotten."""
    own = PeerRequest.objects.filter(person__user=user)
    own.exclude(state="answered").delete()
    own.update(person=None)


def _erase_events(user: User, fate: Fate) -> None:
    """What everybody can see stays, announced by a former member; what nobody sees does not, nor,
    when that was chosen, what only members can. What was said to moderators goes.
    """
    own = CommunityEvent.objects.filter(author=user)
    own.exclude(state=CommunityEvent.State.LIVE).delete()
    if fate == Fate.DELETE:
        own.filter(community__access=Community.Access.PRIVATE).delete()
    own.filter(answered_at=None).update(appealed_at=None)
    own.update(appeal="", answer="")


def register() -> None:
    """Called when the application is ready."""
    register_personal_data(
        Community,
        export=rows_by(Community, "proposed_by", "name", "purpose", "created_at", "state"),
        erase=_erase_communities,
        retention=_("As long as the community, without your name once the account is erased."),
    )
    register_personal_data(
        Membership,
        export=rows_by(
            Membership, "user", "community__name", "role", "note", "is_accepted", "created_at"
        ),
        erase=delete_by(Membership, "user"),
        retention=WITH_THE_ACCOUNT,
    )
    register_personal_data(
        Invitation,
        export=_invitations,
        erase=_erase_invitations,
        retention=_("30 days, or until it is used."),
    )
    register_personal_data(
        Discussion,
        export=rows_by(Discussion, "author", "identifier", "title", "language", "created_at"),
        erase=keep,
        retention=_("As long as the community, without your name once the account is erased."),
    )
    register_personal_data(
        Post,
        export=rows_by(
            Post, "author", "discussion__title", "number", "text", "state", "created_at"
        ),
        erase=_erase_posts,
        retention=_("As long as the community, without your name once the account is erased."),
    )
    register_personal_data(
        Attachment,
        export=_files,
        erase=_erase_files,
        retention=_("As long as the post, and no longer than your account."),
    )
    register_personal_data(
        Mention,
        export=rows_by(Mention, "user", "post__discussion__title", "post__created_at"),
        erase=_erase_mentions,
        retention=WITH_THE_ACCOUNT,
    )
    register_personal_data(
        Flag,
        export=rows_by(Flag, "by", "reason", "text", "created_at"),
        erase=delete_by(Flag, "by"),
        retention=WITH_THE_ACCOUNT,
    )
    register_personal_data(
        CommunityEvent,
        export=rows_by(
            CommunityEvent,
            "author",
            "identifier",
            "community__name",
            "title",
            "text",
            "language",
            "starts_at",
            "ends_at",
            "time_zone",
            "place",
            "organizer",
            "link",
            "state",
            "appeal",
            "created_at",
        ),
        erase=_erase_events,
        retention=_("As long as the community, without your name once the account is erased."),
    )
    register_personal_data(
        EventReport,
        export=rows_by(EventReport, "by", "event__title", "reason", "text", "created_at"),
        erase=delete_by(EventReport, "by"),
        retention=WITH_THE_ACCOUNT,
    )
    register_personal_data(
        PeerQuestion,
        export=rows_by(PeerQuestion, "asker", "title", "text", "language", "created_at", "state"),
        erase=delete_by(PeerQuestion, "asker"),
        retention=WITH_THE_ACCOUNT,
    )
    register_personal_data(
        PeerRequest,
        export=rows_by(PeerRequest, "person__user", "question__title", "asked_at", "state", "text"),
        erase=_erase_answers,
        retention=_(
            "Until you erase your account; answers stay with who asked, without your name."
        ),
    )
    register_personal_data(
        CommunityRecord,
        export=rows_by(CommunityRecord, "by", "record__identifier", "note", "created_at"),
        erase=keep,
        retention=_("As long as the community, without your name once the account is erased."),
    )
    register_personal_data(
        SharedDraft,
        export=rows_by(SharedDraft, "by", "community__name", "draft", "note", "created_at"),
        erase=delete_by(SharedDraft, "by"),
        retention=_("Until you take it back, leave the community, or it is published."),
    )
    register_personal_data(
        WritingOffer,
        export=rows_by(WritingOffer, "user", "shared__community__name", "created_at"),
        erase=delete_by(WritingOffer, "user"),
        retention=_("Until it is answered, or the draft is shown no more."),
    )
