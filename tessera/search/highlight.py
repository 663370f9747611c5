"""Marking what a query found: in a title, and in the passage of a text that shows it best.

Texts are analysed as they are for the index, so that what is marked is what was matched. Nothing
here knows of HTML: a text is given in pieces, each with whether it is marked.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final, NamedTuple, TypeAlias

from tessera.search.analysis import (
    analyse,
    fold,
    is_run,
    is_simple,
    primary_language,
    terms_of_word,
    words_beginning,
    words_in,
)
from tessera.search.engines.base import can_be_completed
from tessera.search.query import Phrase, Query
from tessera.search.typed_words import (
    phrase_variants,
    query_word,
)

Segments: TypeAlias = tuple[tuple[str, bool], ...]

#: About how long a passage is, in characters; half as long in Chinese and the like.
PASSAGE_LENGTH: Final = 200
#: Characters of a text in which a passage is looked for.
_SEARCHED: Final = 20_000
_REMEMBERED: Final = 20_000
#: The decision on a run of characters without spaces: look into it.
_RUN: Final = "\n"
_ELLIPSIS: Final = "…"
_SENTENCE_END: Final = re.compile(r"[.!?؟۔。！？।]+[\s\"”»)]*|\n+")


class _Wanted(NamedTuple):
    """What is marked: terms, plain words, their beginnings, and sequences of terms."""

    terms: frozenset[str]
    plain: frozenset[str]
    prefixes: tuple[str, ...]
    phrases: tuple[tuple[str, ...], ...]


class _Match(NamedTuple):
    start: int
    end: int
    term: str


@lru_cache(maxsize=256)
def _wanted(query: Query, interface_language: str) -> _Wanted:
    terms: set[str] = set()
    plain: set[str] = set()
    optional: set[str] = set()
    prefixes: list[str] = []
    phrases: list[tuple[str, ...]] = []
    for leaf in query.wanted():
        if isinstance(leaf, Phrase):
            phrases += phrase_variants(leaf.text, interface_language, leaf.language)
            continue
        word = query_word(leaf.text, leaf.start, leaf.end, interface_language)
        if leaf.is_prefix and can_be_completed(word.plain):
            prefixes.append(word.plain)
            continue
        found = {term for variant in word.variants for term in variant}
        (optional if word.is_optional else terms).update(found)
        if not word.is_optional:
            plain.update(word.plain.split())
    if not (terms or prefixes or phrases):
        terms = optional
    terms.update(phrase[0] for phrase in phrases if len(phrase) == 1)
    sequences = tuple(phrase for phrase in phrases if len(phrase) > 1)
    return _Wanted(frozenset(terms), frozenset(plain), tuple(prefixes), sequences)


def highlight(text: str, language: str, query: Query, interface_language: str) -> Segments:
    """The whole text in pieces, marked where the query's words are."""
    matches = _matches(text, language, _wanted(query, interface_language))
    return _segments(text, 0, len(text), matches)


def passage(
    text: str,
    language: str,
    query: Query,
    interface_language: str,
    *more: str,
    length: int = PASSAGE_LENGTH,
) -> Segments:
    """The part of a text that shows most of the query's words, in pieces.

    ``more`` are further texts in the same language: the best part of all is taken, the earlier one
    among equals. Without any match it is the beginning of the first. Cuts are at the ends of
    sentences or of words, and shown as an ellipsis.
    """
    if primary_language(language) in ("zh", "ja"):
        length //= 2
    wanted = _wanted(query, interface_language)
    best_value = -1
    for candidate in (text, *more):
        searched = candidate[:_SEARCHED]
        found = _matches(searched, language, wanted) if any(wanted) else []
        value, number = _best_window(found, length)
        if value > best_value:
            best_value, source, matches, first = value, searched, found, number
    start, end = _bounds(source, matches, first, length)
    before = ((_ELLIPSIS, False),) if source[:start].strip() else ()
    after = ((_ELLIPSIS, False),) if source[end:].strip() else ()
    return (*before, *_segments(source, start, end, matches), *after)


class _Decisions(dict[str, str]):
    """Word as written → the term for which it is marked, or nothing; each decided once."""

    def __init__(self, wanted: _Wanted, language: str) -> None:
        self._wanted = wanted
        self._language = language

        self._terms = wanted.terms.union(*wanted.phrases)
        starts = (*self._terms, *wanted.plain, *wanted.prefixes)
        self._initials = {start[0] for start in starts}
        # Stems keep the first letter, but in Arabic: most words need no analysis.
        is_arabic = primary_language(language) == "ar"
        self._may_change_initial = is_arabic and any(each > "\u0600" for each in self._initials)
        self._may_be_in_runs = any(each > "\u0e00" for each in self._initials)
        #: Finds the words of simple texts that may be wanted; without it, all are looked at.
        self.candidates = (
            words_beginning(frozenset(start[:2] for start in starts))
            if starts and not (self._may_change_initial or self._may_be_in_runs)
            else None
        )

    def __missing__(self, word: str) -> str:
        if is_run(word):
            decision = _RUN if self._may_be_in_runs else ""
        elif self._may_change_initial or _initial(word[0]) in self._initials:
            decision = self._decide(word)
        else:
            decision = ""
        if len(self) >= _REMEMBERED:
            self.clear()
        self[word] = decision
        return decision

    def is_wanted(self, term: str) -> bool:
        """Whether a term is one of the query's, or of its phrases'."""
        wanted = self._wanted
        return term in self._terms or term in wanted.plain or term.startswith(wanted.prefixes)

    def _decide(self, word: str) -> str:
        for term in terms_of_word(word, self._language):
            if term in self._terms:
                return term
        plain = fold(word)
        return plain if self.is_wanted(plain) else ""


@lru_cache(maxsize=2048)
def _initial(letter: str) -> str:
    return fold(letter)[:1]


@lru_cache(maxsize=64)
def _decisions(wanted: _Wanted, language: str) -> _Decisions:
    """Shared by all texts on a page of results."""
    return _Decisions(wanted, language)


class _Found(NamedTuple):
    """A word of the text that is in the query or in one of its phrases.

    ``number`` counts words, where there are phrases to compare it with.
    """

    number: int
    start: int
    end: int
    term: str


def _matches(text: str, language: str, wanted: _Wanted) -> list[_Match]:
    """The places to mark, in their order, without overlaps."""
    decisions = _decisions(wanted, language)
    if decisions.candidates and not wanted.phrases and is_simple(text):
        words = decisions.candidates.finditer(text)
        found = [
            _Found(0, word.start(), word.end(), term)
            for word in words
            if (term := decisions[word[0]])
        ]
    else:
        found = list(_found(text, language, decisions))
    loose = wanted.terms | wanted.plain
    matches = [
        _Match(each.start, each.end, each.term)
        for each in found
        if each.term in loose or (wanted.prefixes and each.term.startswith(wanted.prefixes))
    ]
    if wanted.phrases:
        matches += _phrase_matches(found, wanted.phrases)
    matches.sort(key=lambda match: (match.start, -match.end))
    apart: list[_Match] = []
    for match in matches:
        if not apart or match.start >= apart[-1].end:
            apart.append(match)
        elif match.end > apart[-1].end:
            apart[-1] = _Match(apart[-1].start, match.end, apart[-1].term)
    return apart


def _found(text: str, language: str, decisions: _Decisions) -> Iterator[_Found]:
    number = 0
    for word in words_in(text):
        raw = word[0]
        term = decisions[raw]
        if term is _RUN:
            at = word.start()
            for token in analyse(raw, language):
                if decisions.is_wanted(token.term):
                    yield _Found(number, at + token.start, at + token.end, token.term)
                number += 1
        elif term:
            yield _Found(number, word.start(), word.end(), term)
        number += 1


def _phrase_matches(
    found: Sequence[_Found], phrases: Sequence[tuple[str, ...]]
) -> Iterator[_Match]:
    by_number = {each.number: each for each in found}
    for each in found:
        for phrase in phrases:
            window = [by_number.get(each.number + i) for i in range(len(phrase))]
            places = [place for place in window if place is not None]
            if tuple(place.term for place in places) == phrase:
                end = max(place.end for place in places)
                yield _Match(each.start, end, " ".join(phrase))


def _best_window(matches: Sequence[_Match], length: int) -> tuple[int, int]:
    """The value of the best window of a length, and the number of its first match.

    Different words count most, then repetitions; of equals the first is best.
    """
    best, best_at, last = 0, 0, 0
    for first, match in enumerate(matches):
        while last < len(matches) and matches[last].end <= match.start + length:
            last += 1
        last = max(last, first + 1)
        window = matches[first:last]
        value = 100 * len({each.term for each in window}) + min(len(window), 99)
        if value > best:
            best, best_at = value, first
    return best, best_at


def _bounds(text: str, matches: Sequence[_Match], first: int, length: int) -> tuple[int, int]:
    """Where the passage begins and ends."""
    if len(text) <= length + length // 4:
        return 0, len(text)
    start = _start(text, matches[first].start, length // 3) if matches else 0
    limit = start + length
    shown = [match.end for match in matches[first:] if match.end <= limit]
    at_least = max([start, *shown, *(match.end for match in matches[first : first + 1])])
    return start, _end(text, start, max(limit, at_least), at_least)


def _start(text: str, anchor: int, lead: int) -> int:
    """The beginning of the match's sentence, if it is near; else of a word some words before."""
    earliest = max(anchor - 2 * lead, 0)
    sentences = [end.end() for end in _SENTENCE_END.finditer(text, earliest, anchor)]
    if sentences:
        return sentences[-1] if anchor - sentences[0] > lead else sentences[0]
    if earliest == 0:
        return 0
    space = text.find(" ", anchor - lead, anchor)
    return space + 1 if space >= 0 else anchor - lead


def _end(text: str, start: int, limit: int, at_least: int) -> int:
    """The end of a sentence in the last third of the passage, or else of a word."""
    if limit >= len(text):
        return len(text)
    earliest = max(start + (limit - start) * 2 // 3, at_least)
    sentences = [end.end() for end in _SENTENCE_END.finditer(text, earliest, limit)]
    if sentences:
        return sentences[-1]
    space = text.rfind(" ", earliest, limit + 1)
    return space if space >= 0 else limit


def _segments(text: str, start: int, end: int, matches: Sequence[_Match]) -> Segments:
    pieces: list[tuple[str, bool]] = []
    at = start
    for match in matches:
        if match.start < at or match.end > end:
            continue
        if match.start > at:
            pieces.append((text[at : match.start], False))
        pieces.append((text[match.start : match.end], True))
        at = match.end
    if at < end:
        pieces.append((text[at:end], False))
    return tuple(pieces)
