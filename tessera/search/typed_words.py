"""Typed words: each with all that it may mean in the languages that it may be in.

Nobody says in which language a query is. Its words are read in the interface language and in every
other one that their script allows; as all languages share one space of terms, that is one to three
different terms for most words.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from tessera.search.analysis import (
    PLAIN,
    analyse,
    cut_run,
    fold,
    is_run,
    plain_words,
    primary_language,
    terms_of_word,
    words_in,
)
from tessera.search.function_words import is_function_word, may_be_missing

_LANGUAGES_BY_SCRIPT: Final = {
    "LATIN": ("en", "fr", "es", "de", "tr"),
    "CYRILLIC": ("ru",),
    "ARABIC": ("ar",),
    "CJK": ("zh", "ja"),
}


@dataclass(frozen=True, slots=True)
class QueryWord:
    """One typed word, with all that it may mean.

    ``variants`` are alternatives, each a sequence of terms that belong together (more than one only
    where a script has no spaces); ``plain`` is the unstemmed word; ``is_optional`` is true of the
    function words of the interface language, and of German ones, which need not occur in what is
    found.
    """

    text: str
    start: int
    end: int
    variants: tuple[tuple[str, ...], ...]
    plain: str
    is_optional: bool


def candidate_languages(word: str, interface_language: str) -> tuple[str, ...]:
    """The languages in which a typed word is read: those its script allows, and plainly."""
    script = unicodedata.name(word[0], "").partition(" ")[0]
    languages = _LANGUAGES_BY_SCRIPT.get(script, ())
    own = primary_language(interface_language)
    if own in languages:
        languages = (own, *(each for each in languages if each != own))
    return (*languages, PLAIN)


@lru_cache(maxsize=4096)
def word_variants(word: str, interface_language: str) -> tuple[tuple[str, ...], ...]:
    """The alternatives of one typed word, each a sequence of terms that belong together."""
    variants: dict[tuple[str, ...], None] = {}
    for language in candidate_languages(word, interface_language):
        if is_run(word):
            terms = tuple(dict.fromkeys(cut[0] for cut in cut_run(word, language, finely=False)))
            # Chinese function words stand inside the run; they are not required either.
            needed = tuple(term for term in terms if not is_function_word(term, language))
            variants[needed or terms] = None
        else:
            variants[tuple(terms_of_word(word, language))] = None
            if not word.isascii():  # For texts in which the accents were not typed.
                variants[tuple(terms_of_word(fold(word), language))] = None
    variants.pop((), None)
    return tuple(variants)


def phrase_variants(
    text: str, interface_language: str, language: str = ""
) -> tuple[tuple[str, ...], ...]:
    """The alternatives of a phrase: its terms in their order, in each language it may be in.

    There is one where the ``language`` is known.
    """
    if language:
        terms = tuple(token.term for token in analyse(text, language))
        return (terms,) if terms else ()
    languages: dict[str, None] = {}
    for match in words_in(text):
        languages |= dict.fromkeys(candidate_languages(match.group(), interface_language))
    variants = (tuple(token.term for token in analyse(text, each)) for each in languages)
    return tuple(dict.fromkeys(filter(None, variants)))


def typed_words(text: str) -> list[tuple[str, int, int]]:
    """The words of a typed text with their places; of no particular language.

    A single Latin letter beside an apostrophe (``l'école``, ``migrant's``) is left out, unless
    nothing else is there.
    """
    matches = list(words_in(text))
    kept = [match for match in matches if not _is_elided(text, match)]
    return [(match.group(), match.start(), match.end()) for match in kept or matches]


def _is_elided(text: str, match: re.Match[str]) -> bool:
    word, start, end = match.group(), match.start(), match.end()
    if len(word) > 1 and word.lower() != "qu":
        return False
    if not word.isascii() or word.isdecimal():
        return False
    return text[end : end + 1] in ("'", "’") or (start > 0 and text[start - 1] in "'’")


def query_word(text: str, start: int, end: int, interface_language: str) -> QueryWord:
    """One typed word with its variants; they are empty if it is nothing but marks."""
    plain = " ".join(plain_words(text))
    optional = may_be_missing(plain, primary_language(interface_language))
    return QueryWord(text, start, end, word_variants(text, interface_language), plain, optional)


def analyse_query(text: str, interface_language: str) -> list[QueryWord]:
    """The words of a typed text, each with all that it may mean."""
    words = [query_word(*typed, interface_language) for typed in typed_words(text)]
    return [word for word in words if word.variants]
