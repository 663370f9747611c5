"""Names of what is done after a session, for the audit log."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

AFTERWARDS_ACTIONS: Final[dict[str, str | Promise]] = {
    "summary.compose": _("Summary: compose the draft"),
    "summary.save": _("Summary: save"),
    "summary.check": _("Summary: let participants check it"),
    "summary.publish": _("Summary: publish"),
    "feedback.open": _("Feedback: open the survey"),
    "feedback.change": _("Feedback: change the survey"),
    "attendance.mark": _("Attendance: mark who was there"),
    "certificate.issue": _("Attendance: issue a certificate"),
    "recording.save": _("Recording: save"),
    "recording.ask": _("Recording: ask for consent"),
    "recording.consent": _("Recording: answer whether it may be published"),
    "recording.note": _("Recording: note a consent"),
    "recording.publish": _("Recording: publish"),
    "recording.withdraw": _("Recording: take from the site"),
    "captions.save": _("Captions: save"),
    "captions.remove": _("Captions: remove"),
    "outcome.draft": _("Outcome: make a draft record"),
    "outcome.answer": _("Outcome: say what became of it"),
}
