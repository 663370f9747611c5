"""What can go wrong with series and forums."""

from tessera.lib.errors import TesseraError


class SeriesError(TesseraError):
    """The action does not fit the series: it is full, or a session belongs to another."""
