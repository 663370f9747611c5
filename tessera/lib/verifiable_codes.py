"""Codes by which somebody who was shown a certificate checks it.

Twelve characters of the alphabet of identifiers, in three groups: 60 bits that nobody guesses.
"""

import secrets
from typing import Final

from tessera.lib.identifiers import ALPHABET

CODE_CHARACTERS: Final = 14
_LENGTH: Final = 12
_READ_AS: Final = str.maketrans("ILO", "110")


def new_code() -> str:
    """A code that nobody guesses, such as ``7K2P-9QXW-B4MT``."""
    return _grouped("".join(secrets.choice(ALPHABET) for _number in range(_LENGTH)))


def code_typed(text: str) -> str:
    """A code as it is kept, from what somebody typed; empty when it can be none."""
    plain = "".join(each for each in text.upper() if each not in " -\u2010\u2011\u2013")
    plain = plain.translate(_READ_AS)
    if len(plain) != _LENGTH or any(each not in ALPHABET for each in plain):
        return ""
    return _grouped(plain)


def _grouped(plain: str) -> str:
    return "-".join(plain[start : start + 4] for start in range(0, _LENGTH, 4))
