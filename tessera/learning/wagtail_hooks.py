"""Names of the room's entries in the audit log."""

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry


@hooks.register("register_log_actions")
def register_log_actions(actions: LogActionRegistry) -> None:
    """Name the room's entries in the audit log."""
    actions.register_action("learning.course.draft", _("Draft a course"), _("Drafted"))
    actions.register_action("learning.course.change", _("Change"), _("Changed"))
    actions.register_action("learning.path.change", _("Change a learning path"), _("Changed"))
    actions.register_action(
        "learning.self_check.write", _("Write a self-check"), _("Self-check written")
    )
    actions.register_action(
        "learning.feedback.decide", _("Decide about feedback"), _("Decided about feedback")
    )
    actions.register_action("learning.cohort.open", _("Open a cohort"), _("Opened"))
    actions.register_action("learning.cohort.write", _("Write to a cohort"), _("Written to"))
    actions.register_action("learning.answer.mark", _("Mark an answer"), _("Answer marked"))
    actions.register_action("learning.course.publish", _("Publish"), _("Published"))
    actions.register_action("learning.certificate.issue", _("Issue a certificate"), _("Issued"))
    actions.register_action("learning.course.retire", _("Retire a course"), _("Retired"))
