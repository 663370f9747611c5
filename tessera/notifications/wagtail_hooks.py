"""The room's place in the back office."""

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.log_actions import LogActionRegistry

from tessera.notifications import backoffice
from tessera.notifications.rules import can_preview_mails


@hooks.register("register_admin_urls")
def register_admin_urls() -> list[URLPattern]:
    """The pages about mails."""
    return [
        path("mails/", backoffice.mail_list, name="mail_list"),
        path("mails/<int:pk>/again/", backoffice.mail_send_again, name="mail_send_again"),
        path("mails/<str:code>/", backoffice.mail_preview, name="mail_preview"),
        path("mails/<str:code>/html/", backoffice.mail_preview_html, name="mail_preview_html"),
    ]


class _MailsItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        """For everybody who may look at wording."""
        return can_preview_mails(request.user)  # type: ignore[arg-type]


@hooks.register("register_admin_menu_item")
def register_menu_item() -> MenuItem:
    """“Mails” in the menu."""
    return _MailsItem(_("Mails"), reverse("mail_list"), icon_name="mail", order=650)


@hooks.register("register_log_actions")
def register_log_actions(actions: LogActionRegistry) -> None:
    """Name the room's entries in the audit log."""
    actions.register_action("notifications.mail.send_again", _("Send again"), _("Sent again"))
