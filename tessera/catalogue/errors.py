"""What can go wrong with a record."""

from tessera.lib.errors import TesseraError


class CatalogueError(TesseraError):
    """Something about a record."""


class RecordStateError(CatalogueError):
    """The action does not fit the record's state."""
