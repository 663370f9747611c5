"""What happened to submissions. Receivers run in the same transaction, so that a mail is queued
with the change or not at all.
"""

from django.dispatch import Signal

#: Arguments: ``submission``, ``event`` (``SubmissionEvent``).
submission_moved = Signal()
#: Arguments: ``message`` (``SubmissionMessage``).
message_sent = Signal()
