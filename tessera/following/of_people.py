"""News of people: what they offer or seek, what they say and announce in communities, records that
credit them.

A block keeps them from each other, whoever wished it. Records count only where the person shows
their works to the follower.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, Final

from django.utils.translation import gettext as _

from tessera.accounts.models import User
from tessera.catalogue.models import Creator
from tessera.changes.models import Change
from tessera.communities.models import CommunityEvent, Post
from tessera.exchange.models import Listing
from tessera.following.models import Follow, Notice
from tessera.following.notices import WORK, followers_of
from tessera.following.of_communities import DISCUSSION, POST, Readers, once_of
from tessera.following.of_events import EVENT
from tessera.following.seen import Seen
from tessera.network.blocks import blocked_ids
from tessera.network.models import Person
from tessera.network.visibility import Audience, audience_for, audience_of

LISTING: Final = "listing"
#: What is looked at in one round; more than that in four days is found by those who look.
_MOST: Final = 2_000
_ORCID_LETTERS: Final = 19


def news_of_people(since: datetime) -> Iterator[Notice]:
    """What followed people offer, seek, say and announce."""
    yield from _listings(since)
    yield from _posts(since)
    yield from _events(since)


def _followed() -> Any:
    """The people whom anybody follows, as far as they may be shown."""
    targets = Follow.objects.filter(kind=Follow.Kind.PERSON).values("target")
    return Person.objects.shown().filter(identifier__in=targets)


def _listings(since: datetime) -> Iterator[Notice]:
    rows = Listing.objects.open().filter(passed_at__gte=since, person__in=_followed())
    for listing in rows.select_related("person__user").order_by("pk")[:_MOST]:
        yield from _told(
            listing.person, listing.identifier, LISTING, f"{LISTING}:{listing.identifier}",
            listing.passed_at,
        )  # fmt: skip


def _posts(since: datetime) -> Iterator[Notice]:
    rows = Post.objects.live().filter(
        created_at__gte=since, author__person__in=_followed(), discussion__is_visible=True
    )
    readers = Readers()
    wanted = rows.select_related("author__person__user", "discussion__community").order_by("pk")
    for post in wanted[:_MOST]:
        author: Any = post.author
        discussion = post.discussion
        is_first = post.number == 1
        what = DISCUSSION if is_first else POST
        once = f"{DISCUSSION}:{discussion.identifier}" if is_first else once_of(post)
        told = _told(author.person, discussion.identifier, what, once, post.created_at)
        yield from (each for each in told if readers.may_read_discussion(each.user_id, discussion))


def _events(since: datetime) -> Iterator[Notice]:
    rows = CommunityEvent.objects.live().filter(
        published_at__gte=since, cancelled_at=None, author__person__in=_followed()
    )
    readers = Readers()
    wanted = rows.select_related("author__person__user", "community").order_by("pk")
    for event in wanted[:_MOST]:
        author: Any = event.author
        once, at = f"{EVENT}:{event.identifier}", event.published_at or event.created_at
        for notice in _told(author.person, event.identifier, EVENT, once, at):
            if readers.may_read(notice.user_id, event.community):
                yield notice


def _told(person: Person, identifier: str, what: str, once: str, at: datetime) -> Iterator[Notice]:
    """A notice for each follower whom no block keeps away."""
    owner: User | None = person.user
    away = blocked_ids(owner) if owner else frozenset()
    for follow, user in followers_of(Follow.Kind.PERSON, person.identifier, at=at):
        if user not in away:
            yield Notice(
                follow_id=follow, user_id=user, identifier=identifier, what=what, once=once, at=at
            )


def news_of_works(published: Sequence[Change]) -> Iterator[Notice]:
    """Newly published records that name the ORCID iD of people who are followed. Two queries, and
    those of the followers.
    """
    changes = {each.identifier: each for each in published}
    rows = Creator.objects.filter(record__identifier__in=changes).exclude(orcid="")
    credited = list(rows.values_list("record__identifier", "orcid"))
    iris = {orcid[-_ORCID_LETTERS:] for _record, orcid in credited}
    people = _followed().filter(orcid__in=iris).select_related("user") if iris else ()
    by_iri = {person.orcid: person for person in people}
    for record, orcid in dict.fromkeys(credited):
        person = by_iri.get(orcid[-_ORCID_LETTERS:])
        if person and audience_for(person, "works") != Audience.PRIVATE:
            at = changes[record].at
            told = _told(person, record, WORK, f"{WORK}:{record}", at)
            yield from _who_may_know(person, told)


def _who_may_know(person: Person, notices: Iterator[Notice]) -> Iterator[Notice]:
    """Followers are signed in; what is for organizers is asked of each."""
    if audience_for(person, "works") <= Audience.MEMBERS:
        yield from notices
        return
    told = list(notices)
    users = User.objects.in_bulk([each.user_id for each in told])
    for notice in told:
        if audience_of(users[notice.user_id]) >= Audience.ORGANIZERS:
            yield notice


def seen_listings(notices: Iterable[Notice], viewer: Any) -> dict[tuple[str, str], Seen]:
    """What is new and ``once`` of the notice → how it reads to ``viewer``. One query."""
    wanted = {each.identifier for each in notices if each.what == LISTING}
    rows = Listing.objects.seen_by(viewer).filter(identifier__in=wanted) if wanted else ()
    return {
        (LISTING, f"{LISTING}:{each.identifier}"): Seen(
            each.title, each.get_absolute_url(), each.language, _("offer or seek")
        )
        for each in rows
    }


def people_met(notices: Iterable[Notice], viewer: Any) -> dict[str, bool]:
    """Identifiers of the people followed whom ``viewer`` may meet → whether their works are shown.

    Notices come with what is followed. One query.
    """
    wanted = {each.follow.target for each in notices if each.follow.kind == Follow.Kind.PERSON}
    if not wanted:
        return {}
    audience = audience_of(viewer)
    people = Person.objects.seen_by(viewer).filter(identifier__in=wanted)
    return {each.identifier: audience_for(each, "works") <= audience for each in people}
