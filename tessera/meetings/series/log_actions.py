"""Names of what organizers do with series and forums, for the audit log."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SERIES_ACTIONS: Final[dict[str, str | Promise]] = {
    "draft": _("Series: draft"),
    "change": _("Series: change"),
    "publish": _("Series: publish"),
    "add": _("Series: add sessions"),
    "place": _("Series: give a session its room and time"),
    "remove": _("Series: take a session out"),
}
