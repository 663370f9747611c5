"""What the page of a discussion shows. The number of queries does not depend on the posts."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.core.paginator import Page
from django.http import HttpRequest
from django.utils.safestring import SafeString

from tessera.accounts.models import User
from tessera.catalogue.cards import Card, record_cards
from tessera.communities.models import Attachment, Discussion, Post, Ruling
from tessera.communities.names import shown_names
from tessera.communities.rules import is_editor, membership_of
from tessera.lib.pages import page_number, page_of
from tessera.lib.posts import rendered
from tessera.network.blocks import blocked_by
from tessera.network.models import Person
from tessera.network.people import entries_of

A_PAGE: Final = 50
State = Post.State


@dataclass(frozen=True)
class PostView:
    """One post as a reader sees it. ``tile`` is what the mosaic is drawn from, and tells nothing.

    ``html`` is empty when there is nothing to read; ``ruling`` says why, where a moderator did it.
    ``is_folded``: the reader keeps its author away, and opens it only on purpose.
    """

    post: Post
    name: str
    entry: Person | None
    tile: str
    html: SafeString | str
    cards: tuple[Card, ...]
    is_own: bool
    is_accepted: bool
    is_folded: bool = False
    ruling: Ruling | None = None
    answered_number: int | None = None
    mentioned: tuple[str, ...] = ()
    files: tuple[Attachment, ...] = ()

    @property
    def is_readable(self) -> bool:
        """Whether the text is shown."""
        return bool(self.html)

    @property
    def written_at(self) -> datetime:
        """When it was written."""
        return self.post.created_at


@dataclass(frozen=True)
class Thread:
    """The page of a discussion: the first post and the accepted answer stand on every page."""

    discussion: Discussion
    page: "Page[Any]"
    first: PostView | None
    accepted: PostView | None
    posts: list[PostView]
    languages: list[str]
    language: str
    is_member: bool
    manages: bool
    is_author: bool
    may_write: bool
    count: int


def thread(discussion: Discussion, request: HttpRequest) -> Thread:
    """What this reader sees of a discussion."""
    user = request.user
    community = discussion.community
    membership = membership_of(user, community)
    is_member = bool(membership and membership.is_accepted)
    manages = is_editor(user) or bool(membership and membership.is_focal_point)
    shown = discussion.posts.shown_to(user, manages=manages).select_related("author", "answers")
    languages = list(
        shown.live().order_by("language").values_list("language", flat=True).distinct()
    )
    language = request.GET.get("language", "")
    chosen = shown.filter(number__gt=1)
    if language in languages:
        chosen = chosen.filter(language=language)
    page = page_of(chosen.order_by("number"), page_number(request), A_PAGE)
    above = [1] if page.number == 1 else []
    extra = shown.filter(number__in=above) | shown.filter(pk=discussion.accepted_id or 0)
    rows = [*extra, *page.object_list]
    views = {view.post.pk: view for view in post_views(rows, discussion, user, sees_hidden=manages)}
    return Thread(
        discussion=discussion,
        page=page,
        first=next((each for each in views.values() if each.post.number == 1), None),
        accepted=views.get(discussion.accepted_id or 0),
        posts=[views[each.pk] for each in page.object_list if each.pk != discussion.accepted_id],
        languages=languages,
        language=language if language in languages else "",
        is_member=is_member,
        manages=manages,
        is_author=bool(user.is_authenticated and discussion.author_id == user.pk),
        may_write=is_member and community.is_active and not discussion.locked_at,
        count=page.paginator.count,
    )


def post_views(
    posts: Iterable[Post], discussion: Discussion, viewer: Any, *, sees_hidden: bool
) -> list[PostView]:
    """Posts as a reader sees them. Twelve queries at most, however many."""
    rows = list({each.pk: each for each in posts}.values())
    authors = list({each.author.pk: each.author for each in rows if each.author}.values())
    names = shown_names(authors, viewer)
    entries = entries_of(authors, viewer) if authors else {}
    wanted = list(dict.fromkeys(name for each in rows for name in each.records))
    cards = {card.identifier: card for card in record_cards(wanted)}
    hidden = [each.pk for each in rows if each.state == State.HIDDEN]
    rulings = {
        ruling.post_id: ruling
        for ruling in Ruling.objects.filter(post__in=hidden, kind="hide", ended_at=None)
    }
    files: dict[int, list[Attachment]] = {}
    for each in Attachment.objects.filter(post__in=[row.pk for row in rows]):
        files.setdefault(each.post_id, []).append(each)
    away = blocked_by(viewer) if authors else frozenset()
    views = []
    for post in rows:
        is_own = bool(viewer.is_authenticated and post.author_id == viewer.pk)
        sees = is_read_by(post, viewer, sees_hidden=sees_hidden)
        author: User | None = post.author
        views.append(
            PostView(
                post=post,
                name=names.get(author.pk, "") if author else "",
                entry=entries.get(author.pk) if author else None,
                tile=_tile(author, entries, discussion),
                html=rendered(post.text, is_markdown=post.is_markdown) if sees else "",
                cards=tuple(cards[name] for name in post.records if name in cards) if sees else (),
                is_own=is_own,
                is_accepted=post.pk == discussion.accepted_id,
                is_folded=post.author_id in away,
                ruling=rulings.get(post.pk),
                answered_number=post.answers.number if post.answers else None,
                files=tuple(files.get(post.pk, ())) if sees else (),
            )
        )
    return views


def is_read_by(post: Post, viewer: Any, *, sees_hidden: bool) -> bool:
    """Whether a post that somebody finds says anything to them. No query."""
    if post.state == State.HIDDEN:
        return sees_hidden or bool(viewer.is_authenticated and post.author_id == viewer.pk)
    return post.state in {State.LIVE, State.HELD}


def _tile(author: User | None, entries: dict[int, Person], discussion: Discussion) -> str:
    """The same mosaic for one author in one discussion, and the profile's where it is shown."""
    if author and (entry := entries.get(author.pk)):
        return entry.identifier
    return f"{discussion.identifier}-{author.pk if author else 0}"
