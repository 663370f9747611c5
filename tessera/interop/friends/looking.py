"""The worker's look at other sites: whether they show our records, and whether they are back."""

from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from tessera.interop.friends.hello import Hello, StrangerError, read_hello
from tessera.interop.friends.mails import tell_of
from tessera.interop.friends.models import Friend

State = Friend.State
LOOK_EVERY: Final = timedelta(days=1)
#: Whoever said that it shows our records, and has not said so itself for so long, is forgotten.
_FORGET_AFTER: Final = timedelta(days=2)


def look_at_sites(now: datetime | None = None) -> int:
    """Read the documents of up to five sites whose time has come; how many answered."""
    now = now or timezone.now()
    claims = Friend.objects.filter(state=State.ASKS, created_at__lt=now - _FORGET_AFTER)
    claims.exclude(shows_us=True).delete()
    due = Friend.objects.filter(Q(look_at=None) | Q(look_at__lte=now)).exclude(state=State.DECLINED)
    answered = 0
    for friend in due.order_by("look_at")[:5]:
        # Before it is asked: a worker that dies meanwhile does not ask for ever.
        Friend.objects.filter(pk=friend.pk).update(look_at=now + LOOK_EVERY)
        try:
            hello = read_hello(friend.home)
        except StrangerError:
            Friend.objects.filter(pk=friend.pk).update(back_at=None)
            continue
        answered += 1
        with transaction.atomic():
            _note(friend, _learnt(friend, hello, now))
    return answered


def _note(friend: Friend, facts: dict[str, Any]) -> None:
    """Keep what was learnt, and tell those who can answer what is new; in a transaction."""
    did_ask, was_back = friend.asks_openly, friend.back_at is not None
    # As it stood when it was asked: who was befriended or adopted meanwhile is left alone.
    if not Friend.objects.filter(pk=friend.pk, state=friend.state).update(**facts):
        return
    friend.refresh_from_db()
    if friend.asks_openly and not did_ask:
        tell_of(friend)
    if friend.back_at and not was_back:
        tell_of(friend, is_back=True)


def _learnt(friend: Friend, hello: Hello, now: datetime) -> dict[str, Any]:
    """What a site's document says that is new to us."""
    facts: dict[str, Any] = {
        "contact": hello.contact, "shows_us": hello.shows_us, "looked_at": now,
    }  # fmt: skip
    if friend.state == State.ASKS:
        facts["name"] = hello.name
    if friend.state == State.ADOPTED:
        facts["back_at"] = friend.back_at or now
    return facts
