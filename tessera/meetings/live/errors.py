"""What can go wrong in a live room."""

from tessera.meetings.errors import SessionStateError


class RoomError(SessionStateError):
    """The room's state does not allow it: it is closed, or the question was answered."""


class StaleError(RoomError):
    """Somebody else was faster; what the page showed is no longer so."""


class WordsError(SessionStateError):
    """Something is wrong with what was typed into ``field``."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field
