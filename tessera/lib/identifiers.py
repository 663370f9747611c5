"""Permanent identifiers: short, speakable, independent of any domain, checked for typing errors.

An identifier has eight characters of Crockford's base 32 (no I, L, O, U), shown in two groups:
``T7K2-9QXW``. The last is a check character: a weighted sum over GF(2^5) with the weights
α, α², … α⁷, which catches every wrong single character and every swap of two neighbours.
Alphabet: https://www.crockford.com/base32.html
"""

import hashlib
import secrets

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 8
#: A route converter's pattern: as shown, or typed in lower case or without the hyphen.
PATTERN = r"[0-9A-Za-z]{4}-?[0-9A-Za-z]{4}"
_READ_AS = str.maketrans("ILO", "110")
_VALUES = {character: value for value, character in enumerate(ALPHABET)}


def _powers() -> list[int]:
    """The powers of α in GF(2^5) with the primitive polynomial x⁵ + x² + 1."""
    powers, value = [], 1
    for _ in range(31):
        powers.append(value)
        value <<= 1
        if value & 0b100000:
            value ^= 0b100101
    return powers


_POWERS = _powers()
_LOGARITHMS = {value: exponent for exponent, value in enumerate(_POWERS)}


def check_character(body: str) -> str:
    """The check character of seven characters of the alphabet."""
    total = 0
    for weight, character in enumerate(body, start=1):
        value = _VALUES[character]
        if value:
            total ^= _POWERS[(_LOGARITHMS[value] + weight) % 31]
    return ALPHABET[total]


def _shown(body: str) -> str:
    whole = body + check_character(body)
    return f"{whole[:4]}-{whole[4:]}"


def new_identifier() -> str:
    """A random identifier; 35 bits, so that the caller's unique constraint rarely has to refuse."""
    return _shown("".join(secrets.choice(ALPHABET) for _ in range(LENGTH - 1)))


def identifier_for(name: str) -> str:
    """The identifier that always belongs to ``name``: the same in every installation."""
    number = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big")
    body = ""
    for _ in range(LENGTH - 1):
        number, rest = divmod(number, 32)
        body += ALPHABET[rest]
    return _shown(body)


def normalize(text: str) -> str | None:
    """The identifier as shown, from what a person typed; ``None`` when the check fails.

    Case, hyphens and spaces do not matter; I, L and O are read as 1, 1 and 0.
    """
    plain = text.strip().upper().replace("-", "").replace(" ", "").translate(_READ_AS)
    if len(plain) != LENGTH or any(character not in _VALUES for character in plain):
        return None
    return _shown(plain[:-1]) if check_character(plain[:-1]) == plain[-1] else None
