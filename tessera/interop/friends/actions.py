"""Becoming friends, hearing that others want to, and parting."""

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from tessera.accounts.actors import Actor, user_or_none
from tessera.catalogue.models import Record
from tessera.interop.friends.hello import Hello, StrangerError, home_of, read_hello, tell
from tessera.interop.friends.looking import LOOK_EVERY
from tessera.interop.friends.models import Friend
from tessera.interop.harvesting.actions import HarvestStateError, check_may_harvest
from tessera.interop.harvesting.models import HarvestRun, Source
from tessera.interop.harvesting.running import begin_run

State = Friend.State
#: Requests of sites that nobody has answered; more are not kept.
MOST_ASKING: Final = 100
_QUOTA: Final = 5_000
_MOST_TRIES: Final = 6
_FIRST_WAIT: Final = timedelta(minutes=5)
#: After a friend ended it, or we declined, a new request is kept out of sight.
_CLOSED: Final = frozenset({State.DECLINED, State.ENDED})


def befriend(address: str, *, by: Actor, is_published: bool = True) -> Friend:
    """Take in the records of another Tessera from now on, and let it know.

    The site is looked at first, outside of any transaction; the first run begins at once.

    Raises:
        NotAllowedError: the actor may not harvest.
        StrangerError: there is no site that can be befriended.
        HarvestStateError: a run of an older source at this address is at work.
    """
    check_may_harvest(by)
    hello = read_hello(address)
    with transaction.atomic():
        source = _source(hello, by, is_published=is_published)
        friend, _made = Friend.objects.update_or_create(
            home=hello.home,
            defaults={
                "name": hello.name, "state": State.FRIENDS, "source": source, "told_at": None,
                "tell_at": timezone.now(), "tries": 0, "adopted_at": None,
                "contact": hello.contact, "shows_us": hello.shows_us,
                "looked_at": timezone.now(), "look_at": timezone.now() + LOOK_EVERY,
                "back_at": None,
                "by": user_or_none(by),
            },
        )  # fmt: skip
        begin_run(source, by=user_or_none(by))
        log(friend, "interop.friend.befriend", user=user_or_none(by), title=friend.home)
    return friend


def _source(hello: Hello, by: Actor, *, is_published: bool) -> Source:
    source = Source.objects.select_for_update().filter(address=hello.oai, set_spec="").first()
    source = source or Source(address=hello.oai, by=user_or_none(by))
    if source.pk and source.runs.filter(state__in=HarvestRun.AT_WORK).exists():
        raise HarvestStateError(_("A run is at work. Stop it first, or wait."))
    source.form = Source.Form.OAI
    source.name, source.homepage, source.is_friend = hello.name, hello.home, True
    source.metadata_prefix, source.kind, source.language = "tessera", Record.Kind.PRACTICE, "en"
    source.every_hours, source.pause_seconds, source.quota = Source.Every.DAILY, 1, _QUOTA
    source.is_published, source.is_active = is_published, True
    source.bookmark, source.failing_since = {}, None
    # What a friend sends was looked at by its own editors.
    source.previewed_at = source.previewed_at or timezone.now()
    source.schedule()
    source.save()
    return source


def hear(address: str) -> Friend:
    """A site says that it takes in our records. The worker looks whether it says so itself.

    Raises:
        StrangerError: that is no address of another site, or too many wait already.
    """
    home = home_of(address)
    now = timezone.now()
    with transaction.atomic():
        friend = Friend.objects.select_for_update().filter(home=home).first()
        if friend:
            Friend.objects.filter(pk=friend.pk).update(asked_at=now, look_at=now)
            return friend
        if Friend.objects.filter(state=State.ASKS).count() >= MOST_ASKING:
            raise StrangerError("silent")
        return Friend.objects.create(home=home, state=State.ASKS, asked_at=now, look_at=now)


def decline(friend: Friend, *, by: Actor) -> None:
    """Leave a request unanswered for good.

    Raises:
        NotAllowedError: the actor may not harvest.
        HarvestStateError: it does not wait for an answer.
    """
    check_may_harvest(by)
    with transaction.atomic():
        move(friend, {State.ASKS}, State.DECLINED)
        log(friend, "interop.friend.decline", user=user_or_none(by), title=friend.home)


def part(friend: Friend, *, by: Actor) -> None:
    """Take in nothing more of a friend; what came stays, and stays at home there.

    Raises:
        NotAllowedError: the actor may not harvest.
        HarvestStateError: it is no friend.
    """
    check_may_harvest(by)
    with transaction.atomic():
        move(friend, {State.FRIENDS}, State.ENDED, tell_at=None)
        rest(friend)
        log(friend, "interop.friend.part", user=user_or_none(by), title=friend.home)


def rest(friend: Friend) -> None:
    """Ask a friend nothing more, not even to the end of a run; in the caller's transaction."""
    Source.objects.filter(pk=friend.source_id or 0).update(is_active=False, next_at=None)
    HarvestRun.objects.filter(
        source=friend.source_id, state__in=HarvestRun.AT_WORK
    ).update(state=HarvestRun.State.STOPPED, finished_at=timezone.now())  # fmt: skip


def move(friend: Friend, starts: set[State], goal: State, **facts: object) -> None:
    """From one of some states to another, unless somebody was faster.

    Raises:
        HarvestStateError: it was in none of them.
    """
    rows = Friend.objects.filter(pk=friend.pk, state__in=starts)
    if not rows.update(state=goal, **facts):
        raise HarvestStateError(_("Somebody has decided about this meanwhile."))
    friend.state = goal


def tell_friends(now: datetime | None = None) -> int:
    """The worker's part: tell friends that we take in their records; how many heard.

    Who does not hear is told again later, six times in about five days.
    """
    now = now or timezone.now()
    heard = 0
    for friend in Friend.objects.filter(state=State.FRIENDS, tell_at__lte=now)[:5]:
        tries = friend.tries + 1
        later = now + _FIRST_WAIT * 4**tries if tries < _MOST_TRIES else None
        # Before it is tried: a worker that dies meanwhile does not try for ever.
        Friend.objects.filter(pk=friend.pk).update(tries=tries, tell_at=later)
        try:
            has_heard = tell(read_hello(friend.home))
        except StrangerError:
            continue
        if has_heard:
            heard += 1
            Friend.objects.filter(pk=friend.pk).update(told_at=timezone.now(), tell_at=None)
    return heard
