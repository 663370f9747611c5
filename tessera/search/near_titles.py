"""Titles that are much alike: for those who are about to add what is here already."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from tessera.search.analysis import cut_run, fold, is_run
from tessera.search.criteria import Criteria
from tessera.search.engines.errors import SearchEngineError
from tessera.search.function_words import is_function_word
from tessera.search.query import MAX_LENGTH
from tessera.search.service import engine

_MOST_WORDS: Final = 8
_MOST_HITS: Final = 20


def near_titles(title: str, language: str) -> Sequence[str]:
    """Identifiers of what shares most of a title's weightier words; one search, not counted.

    Empty when the index is not there: nobody is kept from writing by that.
    """
    parts: list[str] = []
    for word in sorted(dict.fromkeys(_words(title, language)), key=len, reverse=True):
        if len(parts) == _MOST_WORDS or len(" OR ".join([*parts, f"title:{word}"])) > MAX_LENGTH:
            break
        parts.append(f"title:{word}")
    if not parts:
        return []
    criteria = Criteria.of(" OR ".join(parts), page_size=_MOST_HITS, language=language)
    try:
        found = engine().search(criteria, with_facets=False)
    except SearchEngineError:
        return []
    return [hit.identifier for hit in found.hits]


def _words(title: str, language: str) -> Iterator[str]:
    for word in re.findall(r"\w+", title[:300]):
        if is_run(word):
            yield from (
                word[start:end] for _term, start, end in cut_run(word, language, finely=False)
            )
        elif not is_function_word(fold(word), language):
            yield word
