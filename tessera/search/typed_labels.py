"""Labels within a query: neighbouring typed words that are the name of something in a language.

Whether words are a label is asked of their terms, so that endings and accents do not matter; each
label is read in its own language, and typed words in all that their script allows. In scripts
without spaces a label is found where the cuts of the run agree with its ends.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, Generic, TypeVar

from tessera.search.analysis import (
    cut_run,
    fold,
    is_run,
    primary_language,
    simplified,
    terms_of_word,
)
from tessera.search.function_words import is_function_word
from tessera.search.query import And, Node, Query, Word
from tessera.search.typed_words import candidate_languages, typed_words

#: Longest label that is recognized, in words (in Chinese, in pieces of a run).
LONGEST: Final = 6

_Key = tuple[str, ...]
_Thing = TypeVar("_Thing")


@dataclass(frozen=True, slots=True)
class Piece:
    """A typed word, or a word of a run without spaces, with its place in the query's text."""

    text: str
    start: int
    end: int
    is_from_run: bool


class TypedLabels(Generic[_Thing]):
    """Things by the terms of their labels."""

    def __init__(self) -> None:
        self._things: dict[tuple[str, _Key], list[_Thing]] = {}

    def add(self, language: str, label: str, thing: _Thing) -> None:
        """Let a label in a language lead to a thing."""
        primary = primary_language(language)
        words = [word for word, _start, _end in typed_words(label)]
        is_cut = any(map(is_run, words))
        key = _key_of_run("".join(words)) if is_cut else _key(words, primary)
        if key:
            self._things.setdefault((primary, key), []).append(thing)

    def of(self, window: Sequence[Piece], language: str) -> Iterator[_Thing]:
        """What these words are a label of, in the interface language first; perhaps repeatedly."""
        words = [piece.text for piece in window]
        if any(piece.is_from_run for piece in window):
            if all(piece.is_from_run for piece in window) and _is_whole(window):
                yield from self._things.get(("zh", _key_of_run("".join(words))), ())
            return
        allowed = [candidate_languages(word, language) for word in words]
        for spoken in allowed[0]:
            if all(spoken in others for others in allowed):
                yield from self._things.get((spoken, _key(words, spoken)), ())


def loose_words(query: Query) -> list[list[Word]]:
    """The query's words that stand loose side by side, in groups that something else parts.

    Prefixes, words of titles, and what is within alternatives or excluded is meant as it stands.
    """
    groups: list[list[Word]] = [[]]
    for node in nodes_of(query):
        if is_loose(node):
            groups[-1].append(node)  # type: ignore[arg-type]
        else:
            groups.append([])
    return [group for group in groups if group]


def nodes_of(query: Query) -> tuple[Node, ...]:
    """What the query requires, side by side."""
    root = query.root
    if root is None:
        return ()
    return root.children if isinstance(root, And) else (root,)


def is_loose(node: Node) -> bool:
    """Whether a node is a plain word."""
    return isinstance(node, Word) and not (node.is_prefix or node.in_title)


def pieces_of(words: Sequence[Word]) -> list[Piece]:
    """The words in pieces; runs are cut, without the function words that stand in them."""
    return [piece for word in words for piece in _pieces(word)]


def _pieces(word: Word) -> Iterator[Piece]:
    if not is_run(word.text):
        yield Piece(word.text, word.start, word.end, is_from_run=False)
        return
    cut = cut_run(word.text, "zh", finely=False)
    needed = [each for each in cut if not is_function_word(each[0], "zh")]
    for _term, first, last in needed or cut:
        start, end = word.start + first, word.start + last
        yield Piece(word.text[first:last], start, end, is_from_run=True)


def _is_whole(window: Sequence[Piece]) -> bool:
    """Whether the pieces stand one after the other, with nothing between them."""
    return all(a.end == b.start for a, b in pairwise(window))


def _key(words: Sequence[str], language: str) -> _Key:
    """The terms of words, without the function words between them.

    One at the beginning or the end means something: « sin papeles » is not about paper.
    """
    ends = (0, len(words) - 1)
    kept = [
        word
        for at, word in enumerate(words)
        if at in ends or not is_function_word(fold(word), language)
    ]
    return tuple(term for word in kept for term in terms_of_word(word, language))


def _key_of_run(run: str) -> _Key:
    return (simplified(fold(run)),)
