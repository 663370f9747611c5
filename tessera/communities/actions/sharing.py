"""Records of a community, publishing out what was learned, and the weekly digest."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from tessera.accounts.models import User
from tessera.catalogue.drafts import begin_draft
from tessera.catalogue.models import Record
from tessera.communities.errors import CommunityStateError
from tessera.communities.mails import DIGEST
from tessera.communities.models import (
    Community,
    CommunityEvent,
    CommunityRecord,
    Discussion,
    Membership,
    Post,
)
from tessera.communities.rules import can_manage, can_read, can_write
from tessera.lib.errors import NotAllowedError
from tessera.lib.identifiers import normalize
from tessera.lib.posts import record_identifiers
from tessera.network.blocks import blocked_pairs
from tessera.notifications.actions import send_mail

MOST_RECORDS: Final = 200
WEEK: Final = timedelta(days=7)
#: A digest names the events of so many days.
AHEAD: Final = timedelta(days=30)
_MOST_IN_DIGEST: Final = 10
_MOST_MAILS: Final = 2000


def add_record(community: Community, *, address: str, note: str, by: User) -> CommunityRecord:
    """Put a public record on the community's shelf, by its number or address; twice is once.

    Raises:
        NotAllowedError: not a member.
        CommunityStateError: no public record has this number, or the shelf is full.
    """
    if not can_write(by, community):
        raise NotAllowedError(_("Only members may write here."))
    names = [normalize(address) or "", *record_identifiers(address)]
    record = Record.objects.public().filter(identifier__in=names).first()
    if record is None:
        raise CommunityStateError(_("No public record has this number or address."))
    with transaction.atomic():
        if community.shelf.count() >= MOST_RECORDS:
            raise CommunityStateError(_("There are as many records here as there can be."))
        row, _is_new = CommunityRecord.objects.get_or_create(
            community=community, record=record, defaults={"by": by, "note": note.strip()[:300]}
        )
        Community.objects.get(pk=community.pk).save(update_fields=["updated_at"])
    return row


def remove_record(row: CommunityRecord, *, by: User) -> None:
    """Take a record from the shelf.

    Raises:
        NotAllowedError: neither who put it there nor a focal point.
    """
    if row.by_id != by.pk and not can_manage(by, row.community):
        raise NotAllowedError(_("Only focal points may change this community."))
    with transaction.atomic():
        row.delete()
        log(row.community, "communities.community.edit", user=by)


def publish_out(post: Post, *, by: User) -> str:
    """Begin the draft of a record from what a post says; the draft's address.

    What was said in private is handed out by nobody but who said it.

    Raises:
        NotAllowedError: somebody else's, and not a focal point where all can read.
        CommunityStateError: the post is not visible.
    """
    community = post.discussion.community
    is_own = post.author_id == by.pk and can_read(by, community)
    if not is_own and (post.discussion.is_private or not can_manage(by, community)):
        raise NotAllowedError(_("Only its author may publish what was said here."))
    if post.state != Post.State.LIVE:
        raise CommunityStateError(_("This post cannot be published."))
    content = {
        "title": "" if post.discussion.is_private and post.number > 1 else post.discussion.title,
        "summary": post.text[:600],
        "what_is_done": post.text,
        "themes": list(community.themes.values_list("code", flat=True)),
    }
    with transaction.atomic():
        address = begin_draft(kind="PRA", language=post.language, content=content, by=by)
        log(post, "communities.post.publish_out", user=by)
    return address


def send_digests() -> int:
    """Mail what was new to members who want it, at most once a week; how many mails were queued.

    Each member's mail and the time of it are one transaction: killed in between, nobody gets it
    twice. A community without anything new or an event in the week to come sends nothing.
    """
    now, sent = timezone.now(), 0
    soon = CommunityEvent.objects.live().filter(
        starts_at__gt=now, starts_at__lt=now + WEEK, cancelled_at=None
    )
    is_lively = Q(updated_at__gt=now - WEEK) | Q(pk__in=soon.values("community"))
    lively = Community.objects.filter(is_lively, state="active")
    for community in lively.iterator(chunk_size=100):
        news = _news(community)
        if news is None:
            continue
        apart = blocked_pairs(each["author"] for each in _all_of(news) if each["author"])
        due = Membership.objects.accepted().filter(
            Q(digest_at__lt=now - WEEK) | Q(digest_at=None, created_at__lt=now - timedelta(days=1)),
            community=community,
            wants_digest=True,
            user__is_active=True,
        )
        for membership in due.select_related("user")[: _MOST_MAILS - sent]:
            sent += _send_digest(membership, _without(news, apart, membership.user_id))
        if sent >= _MOST_MAILS:
            break
    return sent


def _news(community: Community) -> dict[str, Any] | None:
    """The latest discussions and the events ahead; nothing when none of it is new or soon.

    Each comes with the key of its ``author``, which no mail has.
    """
    now = timezone.now()
    latest = Discussion.objects.filter(
        community=community, is_visible=True, last_at__gt=now - WEEK
    ).order_by("-last_at")
    ahead = CommunityEvent.objects.live().filter(
        community=community, starts_at__gt=now, starts_at__lt=now + AHEAD
    )
    items = [
        {
            "title": each.title,
            "path": each.get_absolute_url(),
            "replies": each.reply_count,
            "author": each.author_id,
        }
        for each in latest[:_MOST_IN_DIGEST]
    ]
    events = list(ahead.order_by("starts_at", "pk")[:_MOST_IN_DIGEST])
    if not items and not any(_is_due(each, now) for each in events):
        return None
    return {"items": items, "events": [_in_digest(each) for each in events]}


def _all_of(news: dict[str, Any]) -> list[dict[str, Any]]:
    return [*news["items"], *news["events"]]


def _without(news: dict[str, Any], apart: Mapping[int, set[int]], reader: int) -> dict[str, Any]:
    """The news without what came from somebody whom a block keeps from the reader."""
    return {
        name: [
            {key: value for key, value in each.items() if key != "author"}
            for each in rows
            if reader not in apart.get(each["author"] or 0, ())
        ]
        for name, rows in news.items()
    }


def _is_due(event: CommunityEvent, now: datetime) -> bool:
    """Whether an event is a reason to send a digest: new, changed, cancelled, or in a week."""
    moments = (event.published_at, event.moved_at, event.cancelled_at)
    is_new = any(each and each > now - WEEK for each in moments)
    return is_new or (not event.is_cancelled and event.starts_at < now + WEEK)


def _in_digest(event: CommunityEvent) -> dict[str, Any]:
    return {
        "title": event.title,
        "path": event.get_absolute_url(),
        "begins": event.starts_at.isoformat(),
        "zone": event.time_zone,
        "is_cancelled": event.is_cancelled,
        "author": event.author_id,
    }


def _send_digest(membership: Membership, news: dict[str, Any]) -> bool:
    if not any(news.values()):
        return False
    now = timezone.now()
    community = membership.community
    with transaction.atomic():
        taken = Membership.objects.filter(pk=membership.pk, digest_at=membership.digest_at)
        if not taken.update(digest_at=now):
            return False
        context = {
            "community": community.name,
            **news,
            "path": reverse("community_detail", args=[community.identifier]),
        }
        return send_mail(DIGEST, to=membership.user, context=context) is not None
