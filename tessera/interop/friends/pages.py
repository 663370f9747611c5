"""What the page of friends shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from tessera.accounts.models import User
from tessera.interop.friends.adopting import adoptable_from
from tessera.interop.friends.models import Friend
from tessera.interop.friends.rules import can_adopt
from tessera.interop.harvesting.pages import SourceRow, source_rows

State = Friend.State


@dataclass(frozen=True)
class FriendRow:
    """A friend, how its source does, and what can be done now."""

    friend: Friend
    row: SourceRow | None
    adoptable_from: datetime | None
    choices: tuple[str, ...]


def friend_rows(friends: Sequence[Friend], user: User) -> list[FriendRow]:
    """Friends with their sources: a fixed number of queries."""
    sources = {row.source.pk: row for row in source_rows([f.source for f in friends if f.source])}
    return [
        FriendRow(
            friend,
            sources.get(friend.source_id or 0),
            day := adoptable_from(friend),
            tuple(_choices(friend, user, day)),
        )
        for friend in friends
    ]


def _choices(friend: Friend, user: User, day: datetime | None) -> Sequence[str]:
    may_adopt = can_adopt(user)
    if friend.state == State.ASKS:
        return ["befriend", "decline"]
    if friend.state == State.ADOPTED:
        return ["give_back"] if may_adopt else []
    adopt = ["adopt"] if may_adopt and day and day <= timezone.now() else []
    return [*adopt, "part" if friend.state == State.FRIENDS else "befriend"]
