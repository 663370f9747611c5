"""What moderators and rapporteurs did in a room: written down, and shown to other moderators."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.utils.functional import Promise
from wagtail.log_actions import log, registry

from tessera.meetings.live.log_actions import LIVE_ACTIONS
from tessera.meetings.live.models import Participant
from tessera.meetings.live.presence import Present
from tessera.meetings.models import Session

_PREFIX: Final = "meetings.live."


@dataclass(frozen=True)
class Act:
    """``who`` is empty when the clock did it, and once the names of those present are gone."""

    what: str | Promise
    who: str
    at: datetime


def log_act(by: Present, what: str) -> None:
    """Write down that somebody acted: no words and no name, but where to find theirs as long as
    it is kept, for many moderators have no account.
    """
    told = {"participant": by.participant.pk}
    log(by.session, f"{_PREFIX}{what}", user=by.attendee.user, data=told)


def last_acts(session: Session, most: int) -> list[Act]:
    """What was done last, the newest first. Two queries."""
    acts = registry.get_logs_for_instance(session).filter(action__startswith=_PREFIX)
    entries = list(acts.order_by("-timestamp", "-pk")[:most])
    numbers = {entry.data.get("participant") for entry in entries}
    people = Participant.objects.filter(room__session=session, pk__in=numbers - {None})
    names = dict(people.values_list("pk", "name"))
    return [
        Act(
            what=LIVE_ACTIONS.get(entry.action.removeprefix(_PREFIX), ""),
            who=names.get(entry.data.get("participant"), ""),
            at=entry.timestamp,
        )
        for entry in entries
    ]
