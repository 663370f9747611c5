"""Changes to submissions. Pages, tasks and the back office act through these."""

from tessera.review.actions.submissions import (
    begin_submission,
    choose_copy,
    claim_submissions,
    discard_draft,
    move_submission,
    save_draft,
    send_message,
    submit_submission,
)

__all__ = [
    "begin_submission",
    "choose_copy",
    "claim_submissions",
    "discard_draft",
    "move_submission",
    "save_draft",
    "send_message",
    "submit_submission",
]
