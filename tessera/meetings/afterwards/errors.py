"""What can go wrong after a session."""

from typing import Any

from tessera.lib.errors import TesseraError
from tessera.meetings.live.errors import WordsError


class AfterwardsError(TesseraError):
    """It is not the time for this, or something is missing."""


class StaleSummaryError(TesseraError):
    """Somebody else saved meanwhile."""


class RowWordsError(WordsError):
    """A ``row`` (part or outcome) has a name that the attribution rule protects."""

    def __init__(self, row: Any, error: WordsError) -> None:
        super().__init__(error.field, str(error))
        self.row = row
