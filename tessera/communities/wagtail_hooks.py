"""The names of the room's entries in the audit log."""

from typing import Final

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry

_ENTRIES: Final = {
    "communities.community.propose": _("Propose a community"),
    "communities.community.decide": _("Decide about a community"),
    "communities.community.edit": _("Change a community"),
    "communities.membership.change": _("Change who belongs to a community"),
    "communities.post.withdraw": _("Take back a post"),
    "communities.post.moderate": _("Moderate a post"),
    "communities.discussion.lock": _("Lock or unlock a discussion"),
    "communities.event.add": _("Announce an event"),
    "communities.event.change": _("Change an event"),
    "communities.event.cancel": _("Cancel an event"),
    "communities.event.remove": _("Take out an event"),
    "communities.event.moderate": _("Moderate an event"),
    "communities.question.ask": _("Ask peers"),
    "communities.question.decide": _("Decide about a first question"),
    "communities.draft.share": _("Show a draft to a community"),
    "communities.draft.welcome": _("Let a member write along"),
    "communities.draft.take_back": _("Take a draft back from a community"),
    "communities.post.publish_out": _("Publish a post as a draft"),
    "communities.invitation.send": _("Invite to a community"),
}


@hooks.register("register_log_actions")
def register_log_actions(actions: LogActionRegistry) -> None:
    """Name the room's entries in the audit log."""
    for code, label in _ENTRIES.items():
        actions.register_action(code, label, label)
