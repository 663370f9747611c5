"""The room in the back office: what the audit log calls its actions."""

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry


@hooks.register("register_log_actions")
def register_log_actions(actions: LogActionRegistry) -> None:
    """Name the room's entries in the audit log."""
    for name in ("receive", "begin", "stop", "resume", "add", "undo"):
        actions.register_action(f"interop.import.{name}", _("Import"), _("Step of an import"))
    for name in ("make", "end"):
        actions.register_action(f"interop.token.{name}", _("Token"), _("Token for programs"))
