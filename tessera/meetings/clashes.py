"""People who would have to be in two sessions at once."""

from dataclasses import dataclass
from datetime import timedelta

from tessera.meetings.models import Invitation, Seat, Session
from tessera.meetings.models.sessions import MOST_MINUTES


@dataclass(frozen=True)
class Clash:
    """A person, and the other session that overlaps."""

    name: str
    session: Session


def clashes(session: Session) -> list[Clash]:
    """Everybody on a seat here and in an overlapping session, by name or address. Four queries.

    What is discussed in writing leaves everybody free.
    """
    if session.is_written:
        return []
    near = Session.objects.filter(
        starts_at__lt=session.ends_at,
        starts_at__gt=session.starts_at - timedelta(minutes=MOST_MINUTES),
        cancelled_at=None,
        closes_at=None,
    ).exclude(pk=session.pk)
    overlapping = {each.pk: each for each in near.with_texts() if each.ends_at > session.starts_at}
    if not overlapping:
        return []
    here = {each.name.casefold() for each in session.seats.all() if each.name}
    asked = Invitation.objects.filter(state__in=["sent", "accepted"])
    own = asked.filter(seat__session=session)
    addresses = dict(own.values_list("email", "name"))
    there = Seat.objects.filter(session__in=overlapping).exclude(name="")
    found = {(each.session_id, each.name) for each in there if each.name.casefold() in here}
    for pk, email in asked.filter(seat__session__in=overlapping).values_list(
        "seat__session_id", "email"
    ):
        if email in addresses:
            found.add((pk, addresses[email]))
    return [Clash(name, overlapping[pk]) for pk, name in sorted(found)]
