"""Names of the room's entries in the audit log."""

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry

from tessera.meetings.afterwards.log_actions import AFTERWARDS_ACTIONS
from tessera.meetings.discussion.log_actions import DISCUSSION_ACTIONS
from tessera.meetings.live.log_actions import LIVE_ACTIONS
from tessera.meetings.series.log_actions import SERIES_ACTIONS


@hooks.register("register_log_actions")
def register_log_actions(actions: LogActionRegistry) -> None:
    """Name the room's entries in the audit log."""
    actions.register_action("meetings.session.draft", _("Draft a session"), _("Drafted"))
    actions.register_action("meetings.session.change", _("Change"), _("Changed"))
    actions.register_action("meetings.session.publish", _("Publish"), _("Published"))
    actions.register_action(
        "meetings.registration.approve", _("Approve a registration"), _("Registration approved")
    )
    actions.register_action(
        "meetings.registration.refuse", _("Refuse a registration"), _("Registration refused")
    )
    actions.register_action(
        "meetings.invitation.send", _("Send invitations"), _("Invitations sent")
    )
    actions.register_action(
        "meetings.invitation.retract", _("Retract an invitation"), _("Invitation retracted")
    )
    actions.register_action(
        "meetings.paper.write", _("Write an issues paper"), _("Issues paper written")
    )
    actions.register_action(
        "meetings.paper.circulate", _("Send an issues paper out"), _("Issues paper sent out")
    )
    actions.register_action(
        "meetings.paper.remove", _("Remove a comment on an issues paper"), _("Comment removed")
    )
    actions.register_action("meetings.session.cancel", _("Cancel"), _("Cancelled"))
    for name, label in AFTERWARDS_ACTIONS.items():
        actions.register_action(f"meetings.{name}", label, label)
    for name, label in LIVE_ACTIONS.items():
        actions.register_action(f"meetings.live.{name}", label, label)
    for name, label in DISCUSSION_ACTIONS.items():
        actions.register_action(f"meetings.discussion.{name}", label, label)
    for name, label in SERIES_ACTIONS.items():
        actions.register_action(f"meetings.series.{name}", label, label)
