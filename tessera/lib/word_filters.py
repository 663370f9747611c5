"""Narrowing rows by the words that a reader typed, where there is no index of words."""

from collections.abc import Iterable
from typing import Final

from django.db.models import Q

LONGEST_TEXT: Final = 100
_MOST_WORDS: Final = 8


def having_words(text: str, columns: Iterable[str]) -> Q:
    """Rows in which each word stands somewhere in one of the columns; any row without words.

    SQLite compares letters beyond ASCII by their case, so that each is also looked for as a
    sentence would begin with it.
    """
    found, names = Q(), list(columns)
    for word in text[:LONGEST_TEXT].replace("\x00", " ").split()[:_MOST_WORDS]:
        one = Q()
        for written in {word, word.lower(), word.capitalize()}:
            for name in names:
                one |= Q(**{f"{name}__icontains": written})
        found &= one
    return found
