"""News of communities: discussions, those that only members read for members alone."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, Final

from django.db.models import Q
from django.utils.translation import gettext as _

from tessera.communities.models import Community, Discussion, Membership, Post
from tessera.following.models import Follow, Notice
from tessera.following.notices import followers_of
from tessera.following.seen import Seen
from tessera.network.blocks import blocked_ids, blocked_pairs

DISCUSSION: Final = "discussion"
POST: Final = "post"
KINDS: Final = frozenset({DISCUSSION, POST})
#: What is looked at in one round; more than that in four days is found by those who look.
_MOST: Final = 2_000


def news_of_communities(since: datetime) -> Iterator[Notice]:
    """New discussions; nobody hears of their own, nor of one begun by whom a block keeps away."""
    followed = Follow.objects.filter(kind=Follow.Kind.COMMUNITY).values("target")
    rows = Discussion.objects.filter(
        created_at__gte=since, is_visible=True, community__identifier__in=followed
    ).select_related("community")
    readers = Readers()
    latest = list(rows.order_by("pk")[:_MOST])
    apart = blocked_pairs(each.author_id for each in latest if each.author_id)
    for discussion in latest:
        at, target = discussion.created_at, discussion.community.identifier
        away = apart.get(discussion.author_id or 0, set()) | {discussion.author_id}
        for follow, user in followers_of(Follow.Kind.COMMUNITY, target, at=at):
            if user not in away and readers.may_read_discussion(user, discussion):
                yield Notice(
                    follow_id=follow, user_id=user, identifier=discussion.identifier,
                    what=DISCUSSION, once=f"{DISCUSSION}:{discussion.identifier}", at=at,
                )  # fmt: skip


class Readers:
    """Who may read what communities say; members of one are read once, and only if it matters."""

    def __init__(self) -> None:
        self._members: dict[int, set[int]] = {}

    def may_read(self, user: int, community: Community) -> bool:
        """Whether somebody, by their key, does."""
        return not community.is_private or self._is_member(user, community)

    def may_read_discussion(self, user: int, discussion: Discussion) -> bool:
        """Whether somebody may read one, which comes with its community."""
        return not discussion.is_private or self._is_member(user, discussion.community)

    def _is_member(self, user: int, community: Community) -> bool:
        if community.pk not in self._members:
            rows = Membership.objects.accepted().filter(community=community)
            self._members[community.pk] = set(rows.values_list("user", flat=True))
        return user in self._members[community.pk]


def seen_discussions(notices: Iterable[Notice], viewer: Any) -> dict[tuple[str, str], Seen]:
    """What is new and ``once`` of the notice → how it reads, as far as ``viewer`` may see it now.

    Four queries at most.
    """
    wanted = [each for each in notices if each.what in KINDS]
    if not wanted:
        return {}
    rows = Discussion.objects.readable_by(viewer)
    found = {
        each.identifier: each
        for each in rows.filter(identifier__in={each.identifier for each in wanted})
    }
    live = _live_posts(each for each in wanted if each.what == POST)
    away = blocked_ids(viewer)
    seen = {}
    for notice in wanted:
        discussion = found.get(notice.identifier)
        if discussion and notice.what == DISCUSSION and discussion.author_id not in away:
            url, words = discussion.get_absolute_url(), _("new discussion")
        elif discussion and (post := live.get(notice.once)) and post.author_id not in away:
            url, words = post.get_absolute_url(), _("new post in a discussion")
        else:
            continue
        seen[(notice.what, notice.once)] = Seen(discussion.title, url, discussion.language, words)
    return seen


def once_of(post: Post) -> str:
    """What tells a notice of a post from all others."""
    return f"{POST}:{post.discussion.identifier}:{post.number}"


def _live_posts(notices: Iterable[Notice]) -> dict[str, Post]:
    named = Q(pk__in=[])
    for notice in notices:
        _what, discussion, number = notice.once.split(":")
        named |= Q(discussion__identifier=discussion, number=int(number))
    rows = Post.objects.live().filter(named).select_related("discussion")
    return {once_of(each): each for each in rows}
