"""What can go wrong in following."""

from tessera.lib.errors import TesseraError


class FollowingError(TesseraError):
    """It cannot be followed, or too much is followed already."""
