"""Several words one after the other, with the comma of the language that they stand in."""

from collections.abc import Iterable
from typing import Final

from django.utils.translation import get_language

#: Between two words of a list; Chinese has a comma for lists, and another one for sentences.
_BETWEEN: Final = {"ar": "\N{ARABIC COMMA} ", "zh": "\N{IDEOGRAPHIC COMMA}"}


def comma(language: str = "") -> str:
    """What stands between two words of a list, in ``language`` or the present one."""
    tag = language or get_language() or "en"
    return _BETWEEN.get(tag.split("-")[0], ", ")


def listed(words: Iterable[object], language: str = "") -> str:
    """The words in one line."""
    return comma(language).join(str(word) for word in words)
