"""What can go wrong with a submission."""

from typing import TYPE_CHECKING

from tessera.lib.errors import TesseraError

if TYPE_CHECKING:
    from tessera.review.models import Submission, SubmissionCopy
    from tessera.review.peer_conflicts import Conflict


class ReviewError(TesseraError):
    """Something about a submission."""


class SubmissionStateError(ReviewError):
    """The action does not fit the submission's state."""


class IncompleteError(ReviewError):
    """Something that is needed is missing; ``fields`` names what, with the sentence to show."""

    def __init__(self, message: str, fields: dict[str, str]) -> None:
        super().__init__(message)
        self.fields = fields


class StaleRevisionError(ReviewError):
    """Somebody, or another window, saved in between. Both texts are kept.

    ``submission`` is as it stands now, ``copy`` what could not be saved.
    """

    def __init__(self, message: str, submission: "Submission", copy: "SubmissionCopy") -> None:
        super().__init__(message)
        self.submission = submission
        self.copy = copy


class ConflictError(ReviewError):
    """A rule forbids that this person reviews; ``conflicts`` has the rules."""

    def __init__(self, message: str, conflicts: "tuple[Conflict, ...]") -> None:
        super().__init__(message)
        self.conflicts = conflicts


class UncheckedError(ReviewError):
    """The checks found something that forbids listing, or that must be looked at first."""
