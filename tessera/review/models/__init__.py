"""The tables of the room: what was sent in, what happened to it, and what was said about it."""

from tessera.review.models.desk import Appeal, DeskBatch, DeskCheck, DeskDecision
from tessera.review.models.files import SubmissionFile
from tessera.review.models.reviewing import (
    Assignment,
    Review,
    ReviewDecision,
    Reviewer,
    ReviewerAffiliation,
    ReviewReply,
    ReviewRound,
)
from tessera.review.models.submissions import (
    KINDS,
    TRANSITIONS,
    CoAuthor,
    Submission,
    SubmissionCopy,
    SubmissionEvent,
    SubmissionMessage,
)

__all__ = [
    "KINDS",
    "TRANSITIONS",
    "Appeal",
    "Assignment",
    "CoAuthor",
    "DeskBatch",
    "DeskCheck",
    "DeskDecision",
    "Review",
    "ReviewDecision",
    "ReviewReply",
    "ReviewRound",
    "Reviewer",
    "ReviewerAffiliation",
    "Submission",
    "SubmissionCopy",
    "SubmissionEvent",
    "SubmissionFile",
    "SubmissionMessage",
]
