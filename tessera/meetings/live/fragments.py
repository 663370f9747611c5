"""The fragments of the room's pages: what each is called, its template, and what gathers it."""

import re
from collections.abc import Callable
from typing import Any, Final

from tessera.meetings.live.models import Room
from tessera.meetings.live.showing import (
    View,
    agenda_context,
    bar_context,
    captions_context,
    floor_context,
    group_notes_context,
    group_report_context,
    groups_context,
    notes_context,
    now_context,
    people_context,
    questions_context,
)
from tessera.meetings.live.showing_polls import polls_context

Gather = Callable[[View], dict[str, Any]]

#: Every fragment: its template, and what gathers it.
FRAGMENTS: Final[dict[str, tuple[str, Gather]]] = {
    "state": ("meetings/live/_state.html", lambda view: {}),
    "now": ("meetings/live/_now.html", now_context),
    "captions": ("meetings/live/_captions.html", captions_context),
    "polls": ("meetings/live/_polls.html", polls_context),
    "notes": ("meetings/live/_notes.html", notes_context),
    "groups": ("meetings/live/_groups.html", groups_context),
    "agenda": ("meetings/live/_agenda.html", agenda_context),
    "people": ("meetings/live/_people.html", people_context),
    "floor": ("meetings/live/_floor.html", floor_context),
    "questions-support": (
        "meetings/live/_questions.html",
        lambda view: questions_context(view, "support"),
    ),
    "questions-new": (
        "meetings/live/_questions.html",
        lambda view: questions_context(view, "new"),
    ),
    "bar": ("meetings/live/_bar.html", bar_context),
}
#: Fragments that only moderators get.
FOR_MODERATORS: Final = frozenset({"bar"})
_OF_GROUP: Final = re.compile(r"^(group|report)-([1-9]\d{0,16})$")


def fragment_of(name: str, room: Room) -> tuple[str, Gather] | None:
    """Template and gatherer; ``None`` for what this room does not have. No query when the room
    was read by ``read_room``.
    """
    if name in FRAGMENTS:
        return FRAGMENTS[name]
    found = _OF_GROUP.match(name)
    if not found:
        return None
    number = int(found[2])
    if number not in {group.pk for group in room.session.breakout_groups.all()}:
        return None
    if found[1] == "group":
        return "meetings/live/_notes.html", lambda view: group_notes_context(view, number)
    return "meetings/live/_group_report.html", lambda view: group_report_context(view, number)


def fragment_context(name: str, view: View) -> dict[str, Any]:
    """What the template of a fragment needs.

    Raises:
        KeyError: the room has no such fragment.
    """
    found = fragment_of(name, view.room)
    if found is None:
        raise KeyError(name)
    return {
        **found[1](view),
        "room": view.room,
        "session": view.session,
        "moderates": view.moderates,
        "personal": view.personal,
        "language": view.language,
        "base": f"/{view.language}/sessions/{view.session.identifier}/live/",
    }


def fragments(names: tuple[str, ...], view: View) -> dict[str, dict[str, Any]]:
    """Names of fragments with template and context, for a whole page."""
    return {name.partition("-")[0]: fragment_context(name, view) for name in names}
