"""What can go wrong in a community, in words for people."""

from tessera.lib.errors import TesseraError


class CommunityStateError(TesseraError):
    """The action does not fit the present state."""
