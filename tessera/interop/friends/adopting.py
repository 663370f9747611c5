"""When a home is gone: its records come to be at home here, until it comes back."""

from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from tessera.accounts.actors import Actor, user_or_none
from tessera.catalogue.models import Record
from tessera.changes.actions import announce_many
from tessera.changes.models import Change
from tessera.interop.friends.actions import move, rest
from tessera.interop.friends.hello import StrangerError, read_hello
from tessera.interop.friends.looking import LOOK_EVERY
from tessera.interop.friends.models import Friend
from tessera.interop.friends.rules import can_adopt
from tessera.interop.harvesting.actions import HarvestStateError
from tessera.interop.harvesting.models import HarvestLink, Source
from tessera.interop.harvesting.running import begin_run
from tessera.lib.errors import NotAllowedError

State = Friend.State
Link = HarvestLink.State
#: So long a home has to be silent before its records can be adopted.
SILENCE: Final = timedelta(days=30)
_STEP: Final = 500


def adoptable_from(friend: Friend) -> datetime | None:
    """When its records can be adopted if it stays silent; ``None`` while it answers."""
    since = friend.source.failing_since if friend.source else None
    return since + SILENCE if since and friend.state in {State.FRIENDS, State.ENDED} else None


def adopt(friend: Friend, *, by: Actor) -> int:
    """Let the records of a home that is gone be at home here; how many.

    They keep their identifiers, and their pages say where they come from. The home is asked a last
    time before.

    Raises:
        NotAllowedError: the actor is no administrator.
        HarvestStateError: it has not been silent for long enough, or answers.
    """
    _check(by)
    day = adoptable_from(friend)
    if day is None or day > timezone.now():
        raise HarvestStateError(_("A home has to be silent for 30 days first."))
    if answers(friend):
        raise HarvestStateError(_("It answers again. Its records stay at home there."))
    with transaction.atomic():
        move(friend, {State.FRIENDS, State.ENDED}, State.ADOPTED,
             adopted_at=timezone.now(), tell_at=None, back_at=None,
             look_at=timezone.now() + LOOK_EVERY)  # fmt: skip
        rest(friend)
        links = _links(friend, Link.FOLLOWED, Link.PROPOSED)
        changed = _settle(links, is_here=True)
        data = {"records": changed}
        log(friend, "interop.friend.adopt", user=user_or_none(by), title=friend.home, data=data)
    return changed


def give_back(friend: Friend, *, by: Actor) -> int:
    """Let adopted records be at home there again, now that it is back; how many.

    What people changed here meanwhile is not lost: where the home says otherwise, somebody decides.

    Raises:
        NotAllowedError: the actor is no administrator.
        HarvestStateError: they were not adopted, or it does not answer.
    """
    _check(by)
    if not answers(friend):
        raise HarvestStateError(_("It does not answer. Its records stay at home here."))
    with transaction.atomic():
        move(friend, {State.ADOPTED}, State.FRIENDS, adopted_at=None, back_at=None)
        changed = _settle(_links(friend, Link.ADOPTED), is_here=False)
        source = Source.objects.select_for_update().get(pk=friend.source_id or 0)
        source.is_active, source.failing_since, source.bookmark = True, None, {}
        source.schedule()
        source.save()
        begin_run(source, by=user_or_none(by))
        data = {"records": changed}
        log(friend, "interop.friend.give_back", user=user_or_none(by), title=friend.home, data=data)
    return changed


def answers(friend: Friend) -> bool:
    """Whether the home is there now. Asks it; call it outside of a transaction."""
    try:
        return read_hello(friend.home).home == friend.home
    except StrangerError:
        return False


def _check(by: Actor) -> None:
    if not can_adopt(by):
        raise NotAllowedError(_("Only administrators adopt records or give them back."))


def _links(friend: Friend, *states: str) -> Any:
    return HarvestLink.objects.filter(
        source=friend.source_id, state__in=states, record__isnull=False
    )


def _settle(links: Any, *, is_here: bool) -> int:
    """Change where records are at home, and tell everybody who follows the change log."""
    pairs = list(links.values_list("pk", "record"))
    for start in range(0, len(pairs), _STEP):
        some = pairs[start : start + _STEP]
        records = Record.objects.filter(pk__in=[record for _link, record in some])
        rows = HarvestLink.objects.filter(pk__in=[link for link, _record in some])
        if is_here:
            records.update(home="")
            rows.update(state=Link.ADOPTED, pending=None)
        else:
            for link, home in rows.values_list("record", "address"):
                Record.objects.filter(pk=link).update(home=home[:300])
            rows.update(state=Link.FOLLOWED, seen_at=F("seen_at"))
        public = records.filter(live=True).values_list("identifier", flat=True)
        announce_many(
            kind=Change.Kind.RECORD, identifiers=list(public), what=Change.What.UPDATED
        )  # fmt: skip
    return len(pairs)
