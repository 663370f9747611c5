"""One queue for moderators: what waits in every room, and what became of it in numbers.

A room says what waits there and for whom; it decides on its own page, where it asks for permission
again. Here nothing is decided, so that whoever sees a line of the queue may do no more than before.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise


@dataclass(frozen=True)
class Waiting:
    """One thing that waits: since when, what it is about, and the page that decides about it."""

    since: datetime
    title: str
    url: str
    text: str = ""
    language: str = ""


@dataclass(frozen=True)
class Figures:
    """What was decided since a day: how much was taken away or left, and appeals that succeeded."""

    taken_away: int
    left: int
    appeals: int = 0
    overturned: int = 0


@dataclass(frozen=True)
class ModerationQueue:
    """What waits in a room.

    ``is_for`` says who looks after it; ``count`` and ``oldest`` (the longest waiting first, at most
    so many) are asked only of those. ``figures`` counts decisions since a moment, and names nobody.
    """

    code: str
    label: str | Promise
    is_for: Callable[[Any], bool]
    count: Callable[[Any], int]
    oldest: Callable[[Any, int], Sequence[Waiting]]
    figures: Callable[[datetime], Figures] | None = None


_queues: dict[str, ModerationQueue] = {}


def add_moderation_queue(queue: ModerationQueue) -> None:
    """Let moderators find what waits in a room; again for the same code replaces it."""
    _queues[queue.code] = queue


def moderation_queues() -> list[ModerationQueue]:
    """All, by code."""
    return [_queues[code] for code in sorted(_queues)]


def is_moderator(user: Any) -> bool:
    """Whether somebody looks after any queue."""
    if not user.is_authenticated or not user.is_active:
        return False
    return any(queue.is_for(user) for queue in _queues.values())
