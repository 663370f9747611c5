"""What can go wrong with an account."""

from django.utils.translation import gettext

from tessera.lib.errors import NotAllowedError, TesseraError


class AccountError(TesseraError):
    """Something about an account."""


def own_account_only() -> NotAllowedError:
    """For the account of somebody else."""
    return NotAllowedError(gettext("This is not your account."))
