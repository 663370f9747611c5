"""The readable last part of an address. It identifies nothing; the identifier before it does."""

from django.utils.text import Truncator, slugify


def address_name(title: str) -> str:
    """A title in lower case with hyphens, at most 80 characters, ``-`` when nothing is left."""
    words = slugify(title, allow_unicode=False)
    if len(words) > 80:
        words = words[:80].rsplit("-", 1)[0]
    return words or "-"


def shortened(text: str, characters: int) -> str:
    """A text cut at a word, with an ellipsis."""
    return Truncator(text).chars(characters)
