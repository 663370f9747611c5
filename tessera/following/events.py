"""News that no change log has: what people offer or seek, and what communities talk about.

They are looked for by time, a few days back, so that a worker that was away misses nothing; that a
notice is there already makes it harmless to look again. Who may not see something is not told, and
what they may not see any more is not shown: consent, blocks, readers and membership are asked when
it happens and again whenever it is shown or mailed.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any, Final

from django.utils import timezone

from tessera.accounts.models import User
from tessera.communities.models import Community, Discussion, Membership
from tessera.exchange.models import Listing
from tessera.following.models import Follow, Notice
from tessera.network.blocks import blocked_ids
from tessera.network.models import Person

LOOK_BACK: Final = timedelta(days=4)
LISTING: Final = "listing"
DISCUSSION: Final = "discussion"
#: What is looked at in one round; more than that in four days is found by those who look.
_MOST: Final = 2_000
_ROWS: Final = 2_000


def notice_events(now: datetime | None = None) -> int:
    """Tell followers of people and communities what is new; how many notices were made."""
    since = (now or timezone.now()) - LOOK_BACK
    before = Notice.objects.count()
    batch: list[Notice] = []
    for notice in (*_of_people(since), *_of_communities(since)):
        batch.append(notice)
        if len(batch) == _ROWS:
            Notice.objects.bulk_create(batch, ignore_conflicts=True)
            batch = []
    Notice.objects.bulk_create(batch, ignore_conflicts=True)
    return Notice.objects.count() - before


def _follows(kind: str, target: str, at: datetime) -> Iterator[Follow]:
    rows = Follow.objects.filter(kind=kind, target=target, created_at__lte=at)
    yield from rows.iterator(chunk_size=_ROWS)


def _notice(follow: Follow, identifier: str, what: str, at: datetime) -> Notice:
    return Notice(
        follow=follow, user_id=follow.user_id, identifier=identifier, what=what,
        once=f"{what}:{identifier}", at=at,
    )  # fmt: skip


def _of_people(since: datetime) -> Iterator[Notice]:
    """What followed people offer or seek; not to those whom a block keeps away."""
    followed = Follow.objects.filter(kind=Follow.Kind.PERSON).values("target")
    rows = (
        Listing.objects.open()
        .filter(passed_at__gte=since, person__identifier__in=followed)
        .filter(person__in=Person.objects.shown())
        .select_related("person__user")
    )
    for listing in rows.order_by("pk")[:_MOST]:
        owner: User | None = listing.person.user
        away = blocked_ids(owner) if owner else frozenset()
        for follow in _follows(Follow.Kind.PERSON, listing.person.identifier, listing.passed_at):
            if follow.user_id not in away:
                yield _notice(follow, listing.identifier, LISTING, listing.passed_at)


def _of_communities(since: datetime) -> Iterator[Notice]:
    """New discussions; those of private communities to their members alone."""
    followed = Follow.objects.filter(kind=Follow.Kind.COMMUNITY).values("target")
    rows = Discussion.objects.filter(
        created_at__gte=since, is_visible=True, community__identifier__in=followed
    ).select_related("community")
    for discussion in rows.order_by("pk")[:_MOST]:
        community = discussion.community
        members = _members(community) if community.is_private else None
        at, target = discussion.created_at, community.identifier
        for follow in _follows(Follow.Kind.COMMUNITY, target, at):
            is_reader = members is None or follow.user_id in members
            if is_reader and follow.user_id != discussion.author_id:
                yield _notice(follow, discussion.identifier, DISCUSSION, at)


def _members(community: Community) -> set[int]:
    rows = Membership.objects.accepted().filter(community=community)
    return set(rows.values_list("user", flat=True))


def things_seen(notices: Iterable[Notice], viewer: Any) -> dict[str, Listing | Discussion]:
    """Identifier → the listing or discussion, as far as ``viewer`` may see it now. Two queries."""
    by_what: dict[str, list[str]] = {LISTING: [], DISCUSSION: []}
    for notice in notices:
        if notice.what in by_what:
            by_what[notice.what].append(notice.identifier)
    found: dict[str, Listing | Discussion] = {}
    if keys := by_what[LISTING]:
        seen = Listing.objects.seen_by(viewer).filter(identifier__in=keys)
        found |= {each.identifier: each for each in seen}
    if keys := by_what[DISCUSSION]:
        readable = Discussion.objects.readable_by(viewer).filter(identifier__in=keys)
        found |= {each.identifier: each for each in readable}
    return found
