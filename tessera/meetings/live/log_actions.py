"""Names of what moderators and rapporteurs do in a live room, for the audit log."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

LIVE_ACTIONS: Final[dict[str, str | Promise]] = {
    "open": _("Live room: begin"),
    "part": _("Live room: next part"),
    "minutes": _("Live room: change the minutes"),
    "rules": _("Live room: change the rules"),
    "mute": _("Live room: mute a participant"),
    "unmute": _("Live room: let a participant speak again"),
    "moderators": _("Live room: change who moderates"),
    "close": _("Live room: close"),
    "floor": _("Live room: give or take the floor"),
    "groups": _("Live room: change the groups"),
    "feed-key": _("Live room: make a key for captions"),
    "intervention": _("Live room: write the report"),
    "poll-draft": _("Live room: draft a poll"),
    "poll-drop": _("Live room: remove the draft of a poll"),
    "poll-open": _("Live room: open a poll"),
    "poll-closed": _("Live room: close a poll"),
    **{
        f"question-{move}": _("Live room: decide on a question")
        for move in ("approve", "take", "park", "queue", "decline", "answer", "merge")
    },
}
