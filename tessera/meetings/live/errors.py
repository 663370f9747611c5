"""What can go wrong in a live room."""

from django.utils.translation import ngettext

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


def check_length(field: str, text: str, *, most: int) -> None:
    """Nothing is cut silently: who wrote too much is told.

    Raises:
        WordsError: the text is longer.
    """
    if len(text) > most:
        message = ngettext(
            "This can have %(most)d character at most. Yours is longer.",
            "This can have %(most)d characters at most. Yours is longer.",
            most,
        )
        raise WordsError(field, message % {"most": most})
