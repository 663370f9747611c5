"""Names of what moderators do in a discussion, for the audit log."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

DISCUSSION_ACTIONS: Final[dict[str, str | Promise]] = {
    "prepare": _("Discussion: change the questions"),
    "approve": _("Discussion: let a contribution through"),
    "hide": _("Discussion: hide a contribution"),
    "show": _("Discussion: show a contribution again"),
    "lock": _("Discussion: close a question"),
    "unlock": _("Discussion: open a question again"),
    "summarize": _("Discussion: sum up a question"),
    "close": _("Discussion: close"),
}
