"""What can go wrong with a claim."""

from django.utils.translation import gettext as _

from tessera.lib.errors import NotAllowedError, TesseraError


class ClaimStateError(TesseraError):
    """The claim or its entry is not in a state in which this can be done."""


def taken() -> ClaimStateError:
    """Somebody else's account has the entry."""
    return ClaimStateError(
        _(
            "This entry belongs to another account by now. If that is wrong, report the profile: "
            "an editor looks into it."
        )
    )


def decided() -> ClaimStateError:
    """Somebody was faster."""
    return ClaimStateError(_("This claim was decided already."))


def not_allowed() -> NotAllowedError:
    """The entry is not to be seen, or the account is not active."""
    return NotAllowedError(_("You cannot claim this entry."))
