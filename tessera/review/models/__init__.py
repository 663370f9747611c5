"""The tables of the room: what was sent in, what happened to it, and what was said about it."""

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
    "CoAuthor",
    "Submission",
    "SubmissionCopy",
    "SubmissionEvent",
    "SubmissionMessage",
]
