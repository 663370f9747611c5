"""What waits for moderators here: posts, events, appeals, and first questions to peers."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tessera.accounts.moderation import Figures, ModerationQueue, Waiting, add_moderation_queue
from tessera.communities.models import CommunityEvent, Membership, PeerQuestion, Post, Ruling
from tessera.communities.rules import is_editor


def looks_after_posts(user: Any) -> bool:
    """Editors, and focal points. One query for those who are no editors."""
    return is_editor(user) or Membership.objects.focal_points().filter(user=user).exists()


def waiting_posts(user: Any) -> Any:
    """First posts and flagged ones of others, in the communities that somebody looks after."""
    theirs = Post.objects.moderated_by(user).exclude(author=user)
    flagged = theirs.filter(flags__closed_at=None, flags__isnull=False)
    return (theirs.filter(state="held") | flagged).distinct()


def waiting_events(user: Any) -> Any:
    """First events and reported ones of others, in the communities that somebody looks after."""
    theirs = CommunityEvent.objects.moderated_by(user).exclude(author=user)
    reported = theirs.filter(reports__closed_at=None, reports__isnull=False)
    return (theirs.filter(state="held") | reported).distinct()


def open_event_appeals(user: Any) -> Any:
    """Appeals that somebody may answer: who neither hid nor announced the event."""
    waiting = CommunityEvent.objects.filter(appealed_at__isnull=False, answered_at=None)
    return waiting.exclude(decided_by=user).exclude(author=user)


def open_appeals(user: Any) -> Any:
    """Appeals that somebody may answer: who neither decided nor wrote the post."""
    waiting = Ruling.objects.filter(appeal_state="open")
    return waiting.exclude(by=user).exclude(post__author=user)


def _posts(user: Any, most: int) -> Sequence[Waiting]:
    rows = waiting_posts(user).select_related("discussion").order_by("created_at", "pk")
    return [
        Waiting(
            since=each.created_at,
            title=each.discussion.title,
            url=reverse("discussion_post_moderate", args=[each.discussion.identifier, each.number]),
            text=each.text[:200],
            language=each.discussion.language,
        )
        for each in rows[:most]
    ]


def _appeals(user: Any, most: int) -> Sequence[Waiting]:
    rows = open_appeals(user).select_related("post__discussion").order_by("pk")
    return [
        Waiting(
            since=each.created_at,
            title=each.post.discussion.title,
            url=reverse("community_appeal", args=[each.pk]),
            text=each.appeal[:200],
            language=each.post.discussion.language,
        )
        for each in rows[:most]
    ]


def _events(user: Any, most: int) -> Sequence[Waiting]:
    rows = waiting_events(user).order_by("created_at", "pk")
    return _first_texts(rows[:most], "event_moderate")


def _first_texts(rows: Iterable[Any], address: str) -> Sequence[Waiting]:
    """Events or questions, which have the same fields, with the address where one decides."""
    return [
        Waiting(
            since=each.created_at,
            title=each.title,
            url=reverse(address, args=[each.identifier]),
            text=each.text[:200],
            language=each.language,
        )
        for each in rows
    ]


def _event_appeals(user: Any, most: int) -> Sequence[Waiting]:
    return [
        Waiting(
            since=each.appealed_at,
            title=each.title,
            url=reverse("event_appeal_answer", args=[each.identifier]),
            text=each.appeal[:200],
            language=each.language,
        )
        for each in open_event_appeals(user).order_by("appealed_at", "pk")[:most]
    ]


def _held_questions(user: Any) -> Any:
    return PeerQuestion.objects.filter(state="held").exclude(asker=user)


def _questions(user: Any, most: int) -> Sequence[Waiting]:
    return _first_texts(_held_questions(user).order_by("pk")[:most], "ask_decide")


def _figures(since: datetime) -> Figures:
    rulings = Ruling.objects.filter(created_at__gte=since)
    asked = rulings.exclude(appeal_state=Ruling.Appeal.NONE)
    looked_at = Post.objects.filter(flags__closed_at__gte=since, state="live").distinct()
    return Figures(
        taken_away=rulings.count(),
        left=looked_at.count(),
        appeals=asked.count(),
        overturned=asked.filter(appeal_state=Ruling.Appeal.OVERTURNED).count(),
    )


def _figures_of_events(since: datetime) -> Figures:
    hidden = CommunityEvent.objects.filter(decided_at__gte=since)
    asked = hidden.filter(appealed_at__isnull=False)
    looked_at = CommunityEvent.objects.live().filter(reports__closed_at__gte=since)
    return Figures(
        taken_away=hidden.count(),
        left=looked_at.exclude(decided_at__gte=since).distinct().count(),
        appeals=asked.count(),
        overturned=asked.live().count(),
    )


def register() -> None:
    """Called when the application is ready."""
    add_moderation_queue(
        ModerationQueue(
            code="posts",
            label=_("Posts"),
            is_for=looks_after_posts,
            count=lambda user: waiting_posts(user).count(),
            oldest=_posts,
            figures=_figures,
        )
    )
    add_moderation_queue(
        ModerationQueue(
            code="post-appeals",
            label=_("Appeals about posts"),
            is_for=is_editor,
            count=lambda user: open_appeals(user).count(),
            oldest=_appeals,
        )
    )
    add_moderation_queue(
        ModerationQueue(
            code="events",
            label=_("Events of communities"),
            is_for=looks_after_posts,
            count=lambda user: waiting_events(user).count(),
            oldest=_events,
            figures=_figures_of_events,
        )
    )
    add_moderation_queue(
        ModerationQueue(
            code="event-appeals",
            label=_("Appeals about events"),
            is_for=is_editor,
            count=lambda user: open_event_appeals(user).count(),
            oldest=_event_appeals,
        )
    )
    add_moderation_queue(
        ModerationQueue(
            code="questions",
            label=_("First questions to peers"),
            is_for=is_editor,
            count=lambda user: _held_questions(user).count(),
            oldest=_questions,
        )
    )
