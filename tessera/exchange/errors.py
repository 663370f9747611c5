"""What can go wrong in an exchange, in words for people."""

from tessera.lib.errors import TesseraError


class ExchangeError(TesseraError):
    """The action does not fit the present state."""
