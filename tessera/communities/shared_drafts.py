"""Drafts on a community's shelf, as its members see them: what they say now, and nobody's copy."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from tessera.accounts.access import user_of
from tessera.accounts.models import User
from tessera.catalogue.cards import Card, record_cards
from tessera.catalogue.drafts import Draft, draft_keeper
from tessera.communities.actions.showing import MOST_DRAFTS
from tessera.communities.actions.writing_along import can_offer
from tessera.communities.models import Community, Discussion, SharedDraft, WritingOffer
from tessera.communities.names import shown_names
from tessera.communities.rules import belongs_to, can_manage
from tessera.network.blocks import blocked_ids

#: How many drafts stand on the shelf itself; the others have a page.
_NEWEST: Final = 3
#: Discussions that are listed beside a draft.
MOST_TALKS: Final = 20
#: Communities that are offered to who writes a draft.
_MOST_PLACES: Final = 50


@dataclass(frozen=True)
class ShownDraft:
    """A draft on the shelf. ``name`` is who put it there, as the reader may call them."""

    row: SharedDraft
    draft: Draft
    name: str
    may_take_back: bool

    @property
    def title(self) -> str:
        """Never empty."""
        return self.draft.title or _("Without a title")


def shown_drafts(
    rows: Iterable[SharedDraft], viewer: Any, *, manages: bool = False
) -> list[ShownDraft]:
    """Those of the rows that are drafts still, written by who shows them. Five queries at most.

    The rows come with ``by`` and ``community`` and may be read; here go those of which anybody
    who writes along is kept apart from the viewer.
    """
    shared = list(rows)
    if not shared:
        return []
    found = draft_keeper().drafts({row.draft for row in shared})
    away = frozenset() if manages else blocked_ids(viewer)
    names = shown_names({row.by for row in shared}, viewer)
    shown = []
    for row in shared:
        draft = found.get(row.draft)
        if draft is None or row.by_id not in draft.writers:
            continue
        writes = viewer.pk in draft.writers
        if writes or not draft.writers & away:
            shown.append(ShownDraft(row, draft, names[row.by_id], writes or manages))
    return shown


def drafts_of(community: Community, viewer: Any) -> Any:
    """The rows of a community that somebody may read. No query."""
    rows = SharedDraft.objects.readable_by(viewer).filter(community=community)
    return rows.select_related("by", "community")


@dataclass(frozen=True)
class NewestDrafts:
    """The top of the shelf of drafts; ``count`` are all of them."""

    rows: Sequence[ShownDraft]
    count: int


def reads_drafts(community: Community, viewer: Any) -> bool:
    """Whether somebody reads what members show each other. Two queries at most."""
    return belongs_to(viewer, community)


def newest_drafts(community: Community, viewer: Any, *, manages: bool) -> NewestDrafts | None:
    """What the shelf shows of drafts; nothing at all to those who do not read them."""
    if not reads_drafts(community, viewer):
        return None
    rows = list(drafts_of(community, viewer)[: MOST_DRAFTS + 1])
    shown = shown_drafts(rows, viewer, manages=manages)
    return NewestDrafts(shown[:_NEWEST], len(shown))


def shown_draft(community: Community, identifier: str, viewer: Any) -> ShownDraft | None:
    """One draft, if the viewer may read it in this community. Eight queries at most."""
    rows = drafts_of(community, viewer).filter(draft=identifier)[:1]
    manages = can_manage(viewer, community) if viewer.is_authenticated else False
    return next(iter(shown_drafts(rows, viewer, manages=manages)), None)


def talks_about(community: Community, identifier: str, viewer: Any) -> Sequence[Discussion]:
    """What is said about a draft, the liveliest first."""
    rows = Discussion.objects.readable_by(viewer).filter(community=community, about=identifier)
    return list(rows.order_by("-last_at", "pk")[:MOST_TALKS])


@dataclass(frozen=True)
class Offers:
    """Writing along, as one reader sees it: ``waiting`` is for who began the draft alone."""

    waiting: Sequence[tuple[WritingOffer, str]]
    may_offer: bool
    has_offered: bool


def offers_of(shown: ShownDraft, viewer: User) -> Offers:
    """Offers to write along with a draft. Four queries at most."""
    row = shown.row
    if shown.draft.begun_by == viewer.pk:
        apart = blocked_ids(viewer)
        offers = list(row.offers.exclude(user__in=apart).select_related("user"))
        names = shown_names([each.user for each in offers], viewer)
        waiting = [(each, names[each.user_id]) for each in offers]
        return Offers(waiting, may_offer=False, has_offered=False)
    has_offered = row.offers.filter(user=viewer).exists()
    may_offer = not has_offered and can_offer(viewer, row, shown.draft)
    return Offers((), may_offer=may_offer, has_offered=has_offered)


@dataclass(frozen=True)
class Subject:
    """What a discussion is about: a draft that the reader may see, or the record that it became."""

    draft: ShownDraft | None
    record: Card | None


def subject_of(discussion: Discussion, viewer: Any) -> Subject | None:
    """What a discussion is about; nothing once it was taken back. No query for most."""
    if not discussion.about:
        return None
    draft = shown_draft(discussion.community, discussion.about, viewer)
    card = next(iter(record_cards([discussion.about])), None)
    return Subject(draft, card) if draft or card else None


@dataclass(frozen=True)
class Showing:
    """Where a draft is shown; a private community without its name to who does not belong to it."""

    row: SharedDraft
    name: str
    language: str


def draft_section(request: HttpRequest, identifier: str) -> SafeString:
    """Where a draft is shown and could be, for those who write it."""
    user = user_of(request) if request.user.is_authenticated else None
    if user is None or not draft_keeper().drafts([identifier]):
        return SafeString("")
    rows = list(SharedDraft.objects.filter(draft=identifier).select_related("community"))
    context = {"showings": _named(rows, user), "places": _places(rows, user), "draft": identifier}
    return SafeString(render_to_string("communities/_draft_section.html", context, request))


def _named(rows: Sequence[SharedDraft], user: User) -> list[Showing]:
    own = [row.community_id for row in rows]
    known = set(Community.objects.readable_by(user).filter(pk__in=own).values_list("pk", flat=True))
    return [
        Showing(row, row.community.name, row.community.language)
        if row.community_id in known
        else Showing(row, "", "")
        for row in rows
    ]


def _places(rows: Sequence[SharedDraft], user: User) -> Sequence[Community]:
    mine = Community.objects.filter(
        state="active", memberships__user=user, memberships__is_accepted=True
    )
    others = mine.exclude(pk__in=[row.community_id for row in rows])
    return list(others.order_by("name", "pk")[:_MOST_PLACES])
