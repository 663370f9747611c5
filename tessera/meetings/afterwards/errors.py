"""What can go wrong after a session."""

from tessera.lib.errors import TesseraError


class AfterwardsError(TesseraError):
    """It is not the time for this, or something is missing."""


class StaleSummaryError(TesseraError):
    """Somebody else saved meanwhile."""
