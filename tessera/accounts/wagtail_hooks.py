"""Accounts in the back office: their entries in the audit log."""

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry


@hooks.register("register_log_actions")
def register_log_actions(actions: LogActionRegistry) -> None:
    """The words of the log."""
    actions.register_action(
        "accounts.user.preferences", _("Change preferences"), _("Preferences changed")
    )
    actions.register_action(
        "accounts.user.ask_erasure", _("Ask for erasure"), _("Erasure asked for")
    )
    actions.register_action(
        "accounts.user.cancel_erasure", _("Keep the account"), _("Account kept after all")
    )
    actions.register_action("accounts.user.erase", _("Erase the account"), _("Account erased"))
    actions.register_action("accounts.user.end_sign_in", _("End a sign-in"), _("Sign-in ended"))
    actions.register_action(
        "accounts.user.sign_out_everywhere", _("Sign out everywhere"), _("Signed out everywhere")
    )
