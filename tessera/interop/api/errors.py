"""Errors of the API."""

from tessera.lib.errors import TesseraError


class InvalidParameterError(TesseraError):
    """A parameter that is well-formed and means nothing here."""

    def __init__(self, name: str, message: str) -> None:
        super().__init__(message)
        self.name = name
