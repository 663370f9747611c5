"""What keeps an installation from starting."""

from tessera.lib.errors import TesseraError


class StartError(TesseraError):
    """Said in one sentence that tells what to do."""
