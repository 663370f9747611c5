"""The room in the back office."""

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry


@hooks.register("register_log_actions")
def register_log_actions(actions: LogActionRegistry) -> None:
    """What the audit log calls the room's actions."""
    actions.register_action("review.submission.move", _("Move"), _("Moved to another state"))
    actions.register_action("review.submission.message", _("Message"), _("Message sent"))
    actions.register_action("review.submission.invite", _("Invite"), _("Co-author invited"))
    actions.register_action("review.submission.join", _("Join"), _("Co-author joined"))
    actions.register_action("review.submission.part", _("Part"), _("Co-author left"))
    actions.register_action("review.submission.attach", _("Attach"), _("File added"))
    actions.register_action("review.submission.detach", _("Detach"), _("File taken away"))
    actions.register_action("review.submission.discard", _("Discard"), _("Draft thrown away"))
    actions.register_action("review.submission.deny", _("Duplicate"), _("Said to be another one"))
    actions.register_action("review.submission.hide_file", _("Hide"), _("File taken off the page"))
    for name in ("claim", "hand_over", "batch", "undo"):
        actions.register_action(f"review.desk.{name}", _("Desk"), _("Step at the desk"))
    for name in ("make", "decide"):
        actions.register_action(f"review.appeal.{name}", _("Appeal"), _("Appeal"))
    for name in (
        "round.ask", "round.decide", "round.reply", "reviewer.apply", "reviewer.decide",
        "reviewer.leave", "assignment.invite", "assignment.declare", "assignment.decline",
        "assignment.submit", "assignment.replace", "assignment.remind",
    ):  # fmt: skip
        actions.register_action(f"review.{name}", _("Peer review"), _("Step of the peer review"))
