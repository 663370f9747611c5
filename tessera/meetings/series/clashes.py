"""What cannot be at once within a forum: two sessions in one room, one person in two sessions."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from tessera.meetings.models import Invitation, Seat, SeriesSession, Session

#: So many lines are shown; who has more to mend begins with these.
MOST_SHOWN = 50


@dataclass(frozen=True)
class ForumClash:
    """A room's or a person's name, and two sessions that overlap."""

    name: str
    first: Session
    second: Session


def room_clashes(placed: Iterable[SeriesSession]) -> list[ForumClash]:
    """Sessions that overlap in one room. No query when sessions and rooms are there."""
    by_room: dict[str, list[Session]] = defaultdict(list)
    names: dict[str, str] = {}
    for each in placed:
        if each.room and not each.session.cancelled_at:
            by_room[str(each.room_id)].append(each.session)
            names[str(each.room_id)] = each.room.name
    return _clashes(by_room, names)


def person_clashes(placed: Iterable[SeriesSession]) -> list[ForumClash]:
    """People on seats of sessions that overlap, known again by name or address. Two queries."""
    sessions = {each.session_id: each.session for each in placed if not each.session.cancelled_at}
    by_person: dict[str, list[Session]] = defaultdict(list)
    names: dict[str, str] = {}
    for pk, name in Seat.objects.filter(session__in=list(sessions)).values_list(
        "session_id", "name"
    ):
        if name:
            by_person[name.casefold()].append(sessions[pk])
            names[name.casefold()] = name
    asked = Invitation.objects.filter(
        state__in=[Invitation.State.SENT, Invitation.State.ACCEPTED],
        seat__session__in=list(sessions),
    )
    for pk, email, name in asked.values_list("seat__session_id", "email", "name"):
        # A person with one name in both is found by it; the address finds who is written twice.
        by_person[f"<{email}>"].append(sessions[pk])
        names[f"<{email}>"] = name
    return _clashes(by_person, names)


def _clashes(groups: dict[str, list[Session]], names: dict[str, str]) -> list[ForumClash]:
    found: dict[tuple[str, int, int], ForumClash] = {}
    for key, sessions in groups.items():
        for first, second in overlapping(sessions):
            told = (names[key].casefold(), first.pk, second.pk)
            found.setdefault(told, ForumClash(names[key], first, second))
            if len(found) >= MOST_SHOWN:
                return list(found.values())
    return list(found.values())


def overlapping(sessions: Sequence[Session]) -> Iterator[tuple[Session, Session]]:
    """Each pair of different sessions that share some time, the earlier first."""
    running: list[Session] = []
    for session in sorted(set(sessions), key=lambda each: (each.starts_at, each.pk)):
        running = [each for each in running if each.ends_at > session.starts_at]
        yield from ((each, session) for each in running)
        running.append(session)
