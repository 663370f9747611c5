"""Links that open one thing for whoever holds the mail they came in: signed, and for some days.

A token says what it is for and of what; it is signed with the installation's secret key and holds
no secret of its own. A page behind such a link changes nothing before a button is pressed, because
scanners of mail open every link.
"""

from datetime import timedelta

from django.core import signing
from django.utils.translation import gettext as _

from tessera.lib.errors import TesseraError


class InvalidLinkError(TesseraError):
    """The link is not ours, was cut off, or is too old."""


def make_token(purpose: str, subject: str) -> str:
    """A token for one purpose about one thing."""
    return signing.TimestampSigner(salt=_salt(purpose)).sign_object(subject, compress=False)


def read_token(purpose: str, token: str, *, days: int) -> str:
    """What the token is about.

    Raises:
        InvalidLinkError: it was made for another purpose, is older, or was not made here.
    """
    signer = signing.TimestampSigner(salt=_salt(purpose))
    try:
        return str(signer.unsign_object(token, max_age=timedelta(days=days)))
    except signing.SignatureExpired as error:
        raise InvalidLinkError(_("This link is too old. Ask for a new one.")) from error
    except signing.BadSignature as error:
        message = _("This link is not complete. Open it again from the mail, or copy all of it.")
        raise InvalidLinkError(message) from error


def _salt(purpose: str) -> str:
    return f"tessera.personal-link.{purpose}"
