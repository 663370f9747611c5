"""What pages show of a community."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page
from django.http import HttpRequest

from tessera.communities.event_pages import EventCard, next_events
from tessera.communities.models import Community, Discussion, Membership
from tessera.communities.names import shown_names
from tessera.communities.rules import is_editor, membership_of
from tessera.lib.languages import language_name
from tessera.lib.pages import page_number, page_of
from tessera.vocabularies.labels import current_language, labels

_MOST_FOCAL_POINTS = 10
DISCUSSIONS_A_PAGE = 20


@dataclass(frozen=True)
class CommunityCard:
    """One row of the list."""

    community: Community
    themes: list[str]
    languages: list[str]
    member_count: int


@dataclass(frozen=True)
class CommunityDetail:
    """A community's page. ``membership`` is the reader's, if there is one."""

    community: Community
    themes: list[tuple[str, str]]
    languages: list[str]
    focal_points: list[str]
    member_count: int
    membership: Membership | None
    is_member: bool
    manages: bool
    discussions: "Page[Any]"
    events: list[EventCard]
    waiting_count: int = 0


def _language_names(community: Community) -> list[str]:
    language = current_language()
    return [language_name(tag, language) for tag in community.languages]


def community_cards(communities: Iterable[Any]) -> list[CommunityCard]:
    """Cards of communities that carry ``member_count``. One further query."""
    rows = list(communities)
    through = Community.themes.through.objects.filter(community__in=[each.pk for each in rows])
    themes: dict[int, list[int]] = {}
    for owner, concept in through.values_list("community_id", "concept_id"):
        themes.setdefault(owner, []).append(concept)
    picture, language = labels(), current_language()
    return [
        CommunityCard(
            community=each,
            themes=[picture.of(pk, language) for pk in themes.get(each.pk, [])],
            languages=_language_names(each),
            member_count=each.member_count,
        )
        for each in rows
    ]


def _discussions(community: Community, request: HttpRequest) -> "Page[Any]":
    rows = Discussion.objects.readable_by(request.user).filter(community=community)
    if not request.user.is_authenticated:
        rows = rows.filter(is_visible=True)
    return page_of(rows.order_by("-last_at", "pk"), page_number(request), DISCUSSIONS_A_PAGE)


def community_detail_of(community: Community, request: HttpRequest) -> CommunityDetail:
    """What the page of one community shows to this reader."""
    membership = membership_of(request.user, community)
    is_member = bool(membership and membership.is_accepted)
    manages = is_editor(request.user) or bool(membership and membership.is_focal_point)
    focal = community.memberships.focal_points().select_related("user")[:_MOST_FOCAL_POINTS]
    people = [each.user for each in focal]
    names = shown_names(people, request.user)
    picture, language = labels(), current_language()
    return CommunityDetail(
        community=community,
        themes=[
            (picture.concepts[pk].code, picture.of(pk, language))
            for pk in community.themes.values_list("pk", flat=True)
            if pk in picture.concepts
        ],
        languages=_language_names(community),
        focal_points=[names[each.pk] for each in people],
        member_count=community.memberships.accepted().count(),
        membership=membership,
        is_member=is_member,
        manages=manages,
        discussions=_discussions(community, request),
        events=next_events(community),
        waiting_count=community.memberships.asked().count() if manages else 0,
    )
