"""Changes to submissions. Pages, tasks and the back office act through these."""

from tessera.review.actions.co_authors import (
    accept_invitation,
    invite_co_author,
    remove_co_author,
)
from tessera.review.actions.files import attach_file, hide_file, publish_files, remove_file
from tessera.review.actions.submissions import (
    begin_submission,
    choose_copy,
    claim_submissions,
    deny_duplicates,
    discard_draft,
    move_submission,
    save_draft,
    send_message,
    submit_submission,
)

__all__ = [
    "accept_invitation",
    "attach_file",
    "begin_submission",
    "choose_copy",
    "claim_submissions",
    "deny_duplicates",
    "discard_draft",
    "hide_file",
    "invite_co_author",
    "move_submission",
    "publish_files",
    "remove_co_author",
    "remove_file",
    "save_draft",
    "send_message",
    "submit_submission",
]
