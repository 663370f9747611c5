"""The errors that carry a message meant for people."""


class TesseraError(Exception):
    """Something that a person can understand and act upon."""


class NotAllowedError(TesseraError):
    """The actor may not do this."""
