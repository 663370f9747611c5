"""What can go wrong."""

from tessera.lib.errors import TesseraError


class DumpError(TesseraError):
    """Why a dump could not be written."""
