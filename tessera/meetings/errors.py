"""What can go wrong with working sessions."""

from tessera.lib.errors import TesseraError


class SessionStateError(TesseraError):
    """The action does not fit the session's state."""
