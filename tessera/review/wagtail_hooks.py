"""The room in the back office."""

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry


@hooks.register("register_log_actions")
def register_log_actions(actions: LogActionRegistry) -> None:
    """What the audit log calls the room's actions."""
    actions.register_action("review.submission.move", _("Move"), _("Moved to another state"))
    actions.register_action("review.submission.message", _("Message"), _("Message sent"))
    actions.register_action("review.submission.discard", _("Discard"), _("Draft thrown away"))
