"""What can go wrong with courses."""

from tessera.lib.errors import TesseraError


class CourseStateError(TesseraError):
    """The action does not fit the state of the course, or of the learner in it."""


class ChangedMeanwhileError(CourseStateError):
    """A text was kept from another window after this form was opened."""
