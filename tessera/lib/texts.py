"""Choosing the text of a thing that has texts in several languages."""

from collections.abc import Iterable
from typing import Protocol, TypeVar


class TextInLanguage(Protocol):
    """A text that knows its language and how it came to be."""

    @property
    def language(self) -> str:
        """A BCP 47 tag."""

    @property
    def status(self) -> str:
        """A code of vocabulary TR."""


Text = TypeVar("Text", bound=TextInLanguage)


def best_text(texts: Iterable[Text], language: str, original: str = "") -> Text | None:
    """The text in ``language``; else the English one, else the original, else any."""
    by_language = {text.language: text for text in texts}
    for wanted in (language, language.split("-")[0], "en", original):
        if wanted in by_language:
            return by_language[wanted]
    return next(iter(by_language.values()), None)
