"""What can go wrong with a team."""

from tessera.lib.errors import TesseraError


class TeamStateError(TesseraError):
    """The team or the organization is not in a state in which this can be done."""
