"""The room's place in the back office."""

from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.auth import permission_denied
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.reports import ReportView
from wagtail.log_actions import LogActionRegistry

from tessera.catalogue.models import KIND_MODELS
from tessera.changes.addresses import form_address
from tessera.stewardship.querysets import troubled_links


def _edits_records(user: Any) -> bool:
    return bool(user.has_perm("catalogue.change_practice"))


class TroubledLinksView(ReportView):
    """Links that lead nowhere or elsewhere, each with the way to its record's form."""

    header_icon = "link"
    page_title = _("Links in trouble")
    index_url_name = "troubled_links"
    index_results_url_name = "troubled_links_results"
    is_searchable = False
    columns = [
        TitleColumn(
            "record",
            label=_("Record"),
            accessor=lambda link: str(link.record),
            get_url=lambda link: form_address(KIND_MODELS[link.record.kind], link.record_id),
        ),
        Column("url", label=_("Address")),
        Column("state", label=_("State"), accessor="get_state_display"),
        DateColumn("checked_at", label=_("Checked")),
        DateColumn("last_ok_at", label=_("Last worked")),
    ]
    list_export = ["record.identifier", "url", "state", "checked_at", "last_ok_at", "archived_url"]
    export_headings = {"record.identifier": _("Record"), "url": _("Address")}

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """For those who can mend a record."""
        if not _edits_records(request.user):
            return permission_denied(request)
        return super().dispatch(request, *args, **kwargs)

    def get_base_queryset(self) -> Any:
        """Of public records only."""
        return troubled_links()


class _LinksItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        """For those who can mend a record."""
        return _edits_records(request.user)


@hooks.register("register_admin_urls")
def register_admin_urls() -> list[URLPattern]:
    """The report and its results."""
    return [
        path("reports/links/", TroubledLinksView.as_view(), name="troubled_links"),
        path(
            "reports/links/results/",
            TroubledLinksView.as_view(results_only=True),
            name="troubled_links_results",
        ),
    ]


@hooks.register("register_reports_menu_item")
def register_menu_item() -> MenuItem:
    """“Links in trouble” among the reports."""
    return _LinksItem(_("Links in trouble"), reverse("troubled_links"), icon_name="link", order=50)


@hooks.register("register_log_actions")
def register_log_actions(actions: LogActionRegistry) -> None:
    """Name the room's entries in the audit log."""
    actions.register_action(
        "stewardship.correction.answer", _("Answer a correction"), _("Answered a correction")
    )
    actions.register_action(
        "stewardship.verification.confirm", _("Verify"), _("Confirmed as still correct")
    )
    actions.register_action(
        "stewardship.verification.change", _("Ask for a change"), _("Said that it must change")
    )
    actions.register_action(
        "stewardship.verification.ask",
        _("Ask whether it is correct"),
        _("Asked whether it is still correct"),
    )
