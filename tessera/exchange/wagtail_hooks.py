"""The names of the room's entries in the audit log."""

from typing import Final

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry

_ENTRIES: Final = {
    "exchange.listing.post": _("Put up an offer or a seek"),
    "exchange.listing.change": _("Change an offer or a seek"),
    "exchange.listing.close": _("Close an offer or a seek"),
    "exchange.listing.report": _("Report an offer or a seek"),
    "exchange.listing.appeal": _("Appeal about an offer or a seek"),
    "exchange.listing.decide": _("Decide about an offer or a seek"),
    "exchange.mentoring.propose": _("Propose mentoring"),
    "exchange.mentoring.change": _("Change an agreement about mentoring"),
    "exchange.mentoring.agree": _("Agree on mentoring"),
    "exchange.mentoring.decline": _("Do not take up mentoring"),
    "exchange.mentoring.part": _("Look further after a first meeting"),
    "exchange.mentoring.close": _("Close mentoring"),
}


@hooks.register("register_log_actions")
def register_log_actions(actions: LogActionRegistry) -> None:
    """Name the room's entries in the audit log."""
    for code, label in _ENTRIES.items():
        actions.register_action(code, label, label)
