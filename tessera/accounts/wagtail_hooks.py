"""Accounts in the back office: their entries in the audit log."""

from collections.abc import Iterator

from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.widgets.button import Button
from wagtail.log_actions import LogActionRegistry

from tessera.accounts.models import User
from tessera.accounts.rules import can_suspend
from tessera.accounts.views import sanctions


@hooks.register("register_admin_urls")
def register_admin_urls() -> list[URLPattern]:
    """The page for suspending somebody."""
    return [path("people/<int:number>/suspend/", sanctions.suspend, name="suspend_user")]


@hooks.register("register_user_listing_buttons")
def suspend_button(user: User, request_user: User) -> Iterator[Button]:
    """Leads there from the list of users."""
    if can_suspend(request_user, user):
        address = reverse("suspend_user", args=[user.pk])
        yield Button(_("Suspend"), address, icon_name="warning", priority=80)


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
    actions.register_action("accounts.user.mute", _("Mute"), _("Muted"))
    actions.register_action("accounts.user.suspend", _("Suspend"), _("Suspended"))
    actions.register_action(
        "accounts.user.lift_suspension", _("End the suspension"), _("Suspension ended")
    )
    actions.register_action(
        "accounts.user.uphold_suspension", _("Keep the suspension"), _("Suspension kept")
    )
    actions.register_action("accounts.user.appeal", _("Appeal"), _("Appealed"))
    actions.register_action("accounts.user.erase", _("Erase the account"), _("Account erased"))
    actions.register_action("accounts.user.end_sign_in", _("End a sign-in"), _("Sign-in ended"))
    actions.register_action(
        "accounts.user.sign_out_everywhere", _("Sign out everywhere"), _("Signed out everywhere")
    )
