"""What the back office knows of the network."""

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry


@hooks.register("register_log_actions")
def register_log_actions(actions: LogActionRegistry) -> None:
    """Name the network's entries in the audit log."""
    actions.register_action("network.organization.publish", _("Publish"), _("Published"))
    actions.register_action("network.organization.withdraw", _("Withdraw"), _("Withdrawn"))
