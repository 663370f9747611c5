"""What happened to submissions. Receivers run in the same transaction, so that a mail is queued
with the change or not at all.
"""

from django.dispatch import Signal

#: Arguments: ``submission``, ``event`` (``SubmissionEvent``).
submission_moved = Signal()
#: Arguments: ``message`` (``SubmissionMessage``).
message_sent = Signal()
#: Arguments: ``assignment``, ``what`` (``invited``, ``replaced``, ``conflict``, ``declined``,
#: ``submitted``, ``due``).
assignment_changed = Signal()
#: Arguments: ``decision`` (``ReviewDecision``).
round_decided = Signal()
#: Arguments: ``reviewer``.
reviewer_decided = Signal()
#: Arguments: ``appeal``.
appeal_decided = Signal()
#: Arguments: ``submission``, ``to``, ``by``.
submission_handed_over = Signal()
