"""ORCID iDs: sixteen digits, of which the last checks the others (ISO 7064, MOD 11-2).

Source: https://support.orcid.org/hc/en-us/articles/360006897674
"""

import re
from typing import Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

ADDRESS: Final = "https://orcid.org/"
_WRITTEN: Final = re.compile(
    r"(?:https?://(?:www\.)?orcid\.org/)?(\d{4})-?(\d{4})-?(\d{4})-?(\d{3}[\dX])"
)


def check_character(digits: str) -> str:
    """The check character of fifteen digits."""
    total = 0
    for digit in digits:
        total = (total + int(digit)) * 2
    rest = (12 - total % 11) % 11
    return "X" if rest == 10 else str(rest)


def normal_orcid(text: str) -> str:
    """The iD in four groups, from what somebody wrote; empty when it is none or mistyped."""
    found = _WRITTEN.fullmatch(text.strip().rstrip("/").replace("x", "X"))
    if not found or not text.isascii():
        return ""
    digits = "".join(found.groups())
    return "-".join(found.groups()) if check_character(digits[:-1]) == digits[-1] else ""


def orcid_address(text: str) -> str:
    """Where an iD leads; empty when it is none."""
    normal = normal_orcid(text)
    return f"{ADDRESS}{normal}" if normal else ""


def validate_orcid(text: str) -> None:
    """Refuse what is no iD, or has a typing error.

    Raises:
        ValidationError: in words for who typed it.
    """
    if not normal_orcid(text):
        message = _("This is not an ORCID iD, or a digit is wrong. It looks like %(example)s.")
        raise ValidationError(message, params={"example": "0000-0002-1825-0097"})
