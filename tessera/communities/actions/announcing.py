"""Announcing an event in a community, changing it, cancelling it, taking it out."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from tessera.accounts.actions.sanctions import check_may_write
from tessera.accounts.actors import Actor, SystemActor, user_or_none
from tessera.accounts.models import User
from tessera.communities.errors import CommunityStateError, EventError
from tessera.communities.event_faults import faults_of
from tessera.communities.mails import EVENT_DECIDED
from tessera.communities.models import Community, CommunityEvent, Post
from tessera.communities.rules import can_change_event, can_manage, can_read, can_write
from tessera.lib.errors import NotAllowedError
from tessera.notifications.actions import send_mail

State = CommunityEvent.State
#: So many events of one community may be ahead at once.
MOST_COMING: Final = 50
_FIELDS: Final = (
    "title", "text", "is_markdown", "language", "starts_at", "ends_at", "time_zone", "place",
    "organizer", "is_online", "link", "register_by",
)  # fmt: skip
_TIMES: Final = ("starts_at", "ends_at", "time_zone")


def add_event(community: Community, values: Mapping[str, Any], *, by: User) -> CommunityEvent:
    """Announce an event. What somebody writes first is read by a moderator before others see it.

    ``values`` are those of the form: fields of the model.

    Raises:
        NotAllowedError: not a member of an active community, or kept from writing.
        CommunityStateError: too many are ahead.
        EventError: past, too far ahead, too long, times in a wrong order, or no place.
    """
    check_may_write(by)
    if not can_write(by, community):
        raise NotAllowedError(_("Only members may write here."))
    now = timezone.now()
    _check(values, now)
    with transaction.atomic():
        # One at a time: the limit holds.
        locked = Community.objects.select_for_update().get(pk=community.pk)
        # A hidden one takes no place: nobody here could take it out.
        standing = CommunityEvent.objects.filter(community=locked).exclude(state=State.HIDDEN)
        if standing.coming(now).count() >= MOST_COMING:
            raise CommunityStateError(
                _("There are as many events ahead here as there can be. Take one out first.")
            )
        is_held = _is_held(by, locked)
        event = CommunityEvent.objects.create(
            **_of_form(values),
            community=locked,
            author=by,
            state=State.HELD if is_held else State.LIVE,
            published_at=None if is_held else now,
        )
        if not is_held:
            locked.save(update_fields=["updated_at"])
        log(event, "communities.event.add", user=by)
    return event


def _is_held(by: User, community: Community) -> bool:
    if can_manage(by, community):
        return False
    is_known = Post.objects.live().filter(author=by).exists()
    return not (is_known or CommunityEvent.objects.live().filter(author=by).exists())


def change_event(event: CommunityEvent, values: Mapping[str, Any], *, by: User) -> CommunityEvent:
    """Change what an event says; calendars that ask again take the change over.

    Raises:
        NotAllowedError: neither who announced it nor a focal point, or kept from writing.
        CommunityStateError: cancelled or hidden.
        EventError: moved into the past, too far ahead, too long, times in a wrong order, or no
            place.
    """
    if not can_change_event(by, event):
        raise NotAllowedError(_("Only who announced it and focal points may change an event."))
    check_may_write(by)
    now = timezone.now()
    with transaction.atomic():
        locked = CommunityEvent.objects.select_for_update().get(pk=event.pk)
        _check_stands(locked)
        _check(values, now, locked.starts_at)
        new = _of_form(values)
        changed = {name for name, value in new.items() if getattr(locked, name) != value}
        if not changed:
            return locked
        for name, value in new.items():
            setattr(locked, name, value)
        locked.sequence += 1
        if locked.published_at and not changed.isdisjoint(_TIMES):
            locked.moved_at = now
        locked.save()
        if locked.moved_at == now and locked.state == State.LIVE:
            _is_lively(locked)
        log(locked, "communities.event.change", user=by)
    return locked


def cancel_event(event: CommunityEvent, *, reason: str, by: Actor) -> CommunityEvent:
    """It does not take place: its page says so and why, and calendars strike it out.

    Raises:
        NotAllowedError: neither who announced it nor a focal point.
        CommunityStateError: no reason, cancelled or hidden already, or over.
    """
    if not can_change_event(by, event):
        raise NotAllowedError(_("Only who announced it and focal points may change an event."))
    if not reason.strip():
        raise CommunityStateError(_("Give the reason; everybody reads it."))
    now = timezone.now()
    with transaction.atomic():
        locked = CommunityEvent.objects.select_for_update().get(pk=event.pk)
        _check_stands(locked)
        if locked.is_over(now=now):
            raise CommunityStateError(_("This event is over."))
        locked.cancelled_at, locked.cancel_reason = now, reason.strip()[:500]
        locked.cancelled_by = user_or_none(by)
        locked.sequence += 1
        locked.save()
        if locked.state == State.LIVE:
            _is_lively(locked)
        _tell_if_another(locked, "cancelled", locked.cancel_reason, by)
        log(locked, "communities.event.cancel", user=user_or_none(by))
    return locked


def remove_event(event: CommunityEvent, *, by: Actor) -> None:
    """Take out an event that was never needed. What has begun stays among what was.

    Raises:
        NotAllowedError: neither who announced it nor a focal point.
        CommunityStateError: hidden by a moderator, or begun.
    """
    if not can_change_event(by, event):
        raise NotAllowedError(_("Only who announced it and focal points may change an event."))
    with transaction.atomic():
        locked = CommunityEvent.objects.select_for_update().get(pk=event.pk)
        if locked.state == State.HIDDEN:
            raise CommunityStateError(_("A moderator hid this event."))
        if locked.starts_at <= timezone.now():
            raise CommunityStateError(_("This event has begun. It stays among the past ones."))
        log(locked, "communities.event.remove", user=user_or_none(by))
        _tell_if_another(locked, "removed", "", by)
        locked.delete()


def _is_lively(event: CommunityEvent) -> None:
    """Something happened in the community."""
    Community.objects.get(pk=event.community_id).save(update_fields=["updated_at"])


def tell_author(event: CommunityEvent, state: str, text: str, path: str = "") -> None:
    """Tell who announced it of a decision, unless they left a private community meanwhile."""
    author, community = event.author, event.community
    if author is None or not author.is_active:
        return
    if community.is_private and not can_read(author, community):
        return
    context = {
        "community": community.name,
        "title": event.title,
        "state": state,
        "text": text,
        "path": path or event.get_absolute_url(),
    }
    send_mail(EVENT_DECIDED, to=author, context=context)


def _tell_if_another(event: CommunityEvent, state: str, text: str, by: Actor) -> None:
    if isinstance(by, SystemActor) or by.pk != event.author_id:
        path = event.community.get_absolute_url() if state == "removed" else ""
        tell_author(event, state, text, path)


def _check_stands(event: CommunityEvent) -> None:
    if event.state == State.HIDDEN:
        raise CommunityStateError(_("A moderator hid this event."))
    if event.is_cancelled:
        raise CommunityStateError(_("This event is cancelled."))


def _check(values: Mapping[str, Any], now: datetime, before: datetime | None = None) -> None:
    for field, message in faults_of(values, now=now, before=before):
        raise EventError(field, message)


def _of_form(values: Mapping[str, Any]) -> dict[str, Any]:
    found = {name: values[name] for name in _FIELDS if name in values}
    for name in ("title", "text", "place", "organizer", "link"):
        found[name] = found.get(name, "").strip()
    return found
