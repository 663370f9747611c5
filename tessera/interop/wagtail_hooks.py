"""The room in the back office: what the audit log calls its actions, and the page of DOIs."""

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.log_actions import LogActionRegistry

from tessera.interop.deposits import backoffice as dois
from tessera.interop.deposits.rules import can_manage_deposits
from tessera.interop.ror import backoffice as ror
from tessera.network.actions import can_publish_organization


@hooks.register("register_log_actions")
def register_log_actions(actions: LogActionRegistry) -> None:
    """Name the room's entries in the audit log."""
    for name in ("receive", "begin", "stop", "resume", "add", "undo"):
        actions.register_action(f"interop.import.{name}", _("Import"), _("Step of an import"))
    for name in ("source", "begin", "stop", "finish", "undo", "decide"):
        actions.register_action(f"interop.harvest.{name}", _("Harvest"), _("Step of a harvest"))
    for name in ("befriend", "decline", "part", "adopt", "give_back"):
        actions.register_action(f"interop.friend.{name}", _("Friends"), _("Step with a friend"))
    for name in ("make", "end"):
        actions.register_action(f"interop.token.{name}", _("Token"), _("Token for programs"))
    actions.register_action(
        "interop.deposit.try_again", _("Register DOI again"), _("Queued a DOI again")
    )
    actions.register_action("interop.ror.confirm", _("Give ROR ID"), _("Gave a ROR ID"))
    actions.register_action("interop.ror.refuse", _("Refuse ROR ID"), _("Refused a ROR ID"))


@hooks.register("register_admin_urls")
def register_admin_urls() -> list[URLPattern]:
    """The pages of DOIs and of proposed ROR IDs."""
    return [
        path("reports/dois/", dois.deposit_list, name="deposit_list"),
        path("reports/dois/<int:pk>/again/", dois.deposit_again, name="deposit_again"),
        path("reports/ror/", ror.proposal_list, name="ror_proposals"),
        path("reports/ror/<int:pk>/", ror.proposal_decide, name="ror_decide"),
    ]


class _DepositsItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        """For administrators."""
        return can_manage_deposits(request.user)  # type: ignore[arg-type]


@hooks.register("register_reports_menu_item")
def register_menu_item() -> MenuItem:
    """“DOIs” among the reports."""
    return _DepositsItem("DOI", reverse("deposit_list"), icon_name="link", order=60)


class _ProposalsItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        """For those who publish organizations."""
        return can_publish_organization(request.user)  # type: ignore[arg-type]


@hooks.register("register_reports_menu_item")
def register_proposals_item() -> MenuItem:
    """“Proposed ROR IDs” among the reports."""
    return _ProposalsItem(
        _("Proposed ROR IDs"), reverse("ror_proposals"), icon_name="link", order=61
    )
