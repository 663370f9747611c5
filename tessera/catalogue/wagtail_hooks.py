"""What the back office knows of the catalogue."""

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry


@hooks.register("register_log_actions")
def register_log_actions(actions: LogActionRegistry) -> None:
    """Name the catalogue's entries in the audit log."""
    actions.register_action("catalogue.record.publish", _("Publish"), _("Published"))
    actions.register_action("catalogue.record.withdraw", _("Withdraw"), _("Withdrawn"))
    actions.register_action("catalogue.record.merge", _("Merge"), _("Merged into another record"))
