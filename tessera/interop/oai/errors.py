"""The errors of the protocol (§3.6)."""

from tessera.lib.errors import TesseraError


class OaiError(TesseraError):
    """A request that the protocol answers with an error code."""

    code = "badArgument"


class BadArgumentError(OaiError):
    """An argument is missing, repeated, unknown or malformed."""


class BadVerbError(OaiError):
    """The verb is missing, repeated or unknown."""

    code = "badVerb"


class BadTokenError(OaiError):
    """The resumption token is not ours, belongs to another verb, or is too old."""

    code = "badResumptionToken"


class UnknownFormatError(OaiError):
    """No item has this metadata format."""

    code = "cannotDisseminateFormat"


class UnknownItemError(OaiError):
    """No item has this identifier."""

    code = "idDoesNotExist"


class NothingMatchesError(OaiError):
    """The arguments select nothing."""

    code = "noRecordsMatch"
