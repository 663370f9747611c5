"""What can go wrong in a community, in words for people."""

from tessera.lib.errors import TesseraError


class CommunityStateError(TesseraError):
    """The action does not fit the present state."""


class EventError(CommunityStateError):
    """An event cannot be announced so; ``field`` is what has to be changed in the form."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field
