"""Terms of art: what else is searched for when somebody types a concept's label.

The labels of the vocabularies are a thesaurus that stewards keep. Typed words that are a label of a
theme or a target group are also searched for by its preferred label in every language, but for one
that joins several things; where it is the preferred label that was typed, by its alternative labels
too, as these are narrower or mean nearly the same. (From one alternative label to another would
lead from hate crime to the police.) In the scheme of terms of art all labels of a concept mean the
same, and each leads to all others.

What was typed decides the order: records that only have another label come after all that have the
words. Quoted phrases, prefixes, titles and excluded words are meant as they stand.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from tessera.search.analysis import fold
from tessera.search.criteria import Criteria
from tessera.search.query import And, Node, Or, Phrase, Query, Word
from tessera.search.typed_labels import (
    LONGEST,
    Piece,
    TypedLabels,
    is_loose,
    nodes_of,
    pieces_of,
)
from tessera.vocabularies.labels import ConceptEntry, Labels, labels

#: Where concepts have broader and narrower ones, and labels that lead to them.
THESAURI: Final = ("TH", "TG")
#: Where all labels of a concept mean the same.
TERMS_OF_ART: Final = "TA"
#: The concept that stands for none of the others.
NO_CONCEPT: Final = "OTH"
#: Most labels that one search adds: each costs the engine time.
_MOST_ADDED: Final = 28


@dataclass(frozen=True, slots=True)
class _Meant:
    """A concept of which something is a label, and whether that is its preferred one."""

    concept: ConceptEntry
    is_preferred: bool


def with_synonyms(criteria: Criteria) -> Criteria:
    """The same search, which also looks for the other labels of what was typed."""
    if criteria.query.root is None:
        return replace(criteria, also=None)
    return replace(criteria, also=_thesaurus().widened(criteria.query, criteria.language))


class _Thesaurus:
    """The labels of one picture of the vocabularies."""

    def __init__(self, picture: Labels) -> None:
        self.picture = picture
        self._concepts: TypedLabels[_Meant] = TypedLabels()
        #: Query and language → the tree with the labels beside the words, or nothing.
        self.widened = lru_cache(maxsize=512)(self._widened)
        for entry in picture.concepts.values():
            if entry.scheme not in (*THESAURI, TERMS_OF_ART) or entry.code == NO_CONCEPT:
                continue
            for language, text in entry.preferred.items():
                self._concepts.add(language, text, _Meant(entry, is_preferred=True))
            for language, texts in entry.alternatives.items():
                for text in texts:
                    self._concepts.add(language, text, _Meant(entry, is_preferred=False))

    def _widened(self, query: Query, language: str) -> Node | None:
        made: list[Node] = []
        words: list[Word] = []
        room = _MOST_ADDED
        for node in (*nodes_of(query), None):
            if isinstance(node, Word) and is_loose(node):
                words.append(node)
                continue
            for each in self._with_others(words, query.text, language):
                kept = _cut(each, room)
                room -= len(kept.children) - 1 if isinstance(kept, Or) else 0
                made.append(kept)
            words = []
            if node is not None:
                made.append(node)
        if room == _MOST_ADDED:
            return None
        return And(tuple(made)) if len(made) > 1 else made[0]

    def _with_others(self, words: Sequence[Word], text: str, language: str) -> Iterator[Node]:
        """Neighbouring words; those that are a label are alternatives to its others."""
        pieces = pieces_of(words)
        at = 0
        while at < len(pieces):
            length, others = self._longest(pieces[at : at + LONGEST], text, language)
            typed = [Word(each.text, each.start, each.end) for each in pieces[at : at + length]]
            both = And(tuple(typed)) if length > 1 else typed[0]
            yield Or((both, *others)) if others else both
            at += length

    def _longest(
        self, pieces: Sequence[Piece], text: str, language: str
    ) -> tuple[int, list[Phrase]]:
        """How many of the first pieces are a label, and the others; one piece if there is none."""
        for length in range(len(pieces), 0, -1):
            window = pieces[:length]
            found: dict[Phrase, None] = {}
            for meant in sorted(self._concepts.of(window, language), key=_worth):
                found |= dict.fromkeys(_labels(meant, language))
            typed = _plain(text[window[0].start : window[-1].end])
            others = [each for each in found if _plain(each.text) != typed]
            if others:
                return length, others
        return 1, []


def _worth(meant: _Meant) -> tuple[bool, bool]:
    """What means the same comes first, then what was named by its preferred label."""
    return meant.concept.scheme != TERMS_OF_ART, not meant.is_preferred


def _labels(meant: _Meant, language: str) -> Iterator[Phrase]:
    """What is searched for beside a label, the reader's language first."""
    entry = meant.concept

    def is_other(spoken: str) -> bool:
        return spoken != language

    for spoken in () if is_heading(entry) else sorted(entry.preferred, key=is_other):
        yield Phrase(entry.preferred[spoken], language=spoken)
    if entry.scheme == TERMS_OF_ART or meant.is_preferred:
        for spoken in sorted(entry.alternatives, key=is_other):
            for text in entry.alternatives[spoken]:
                yield Phrase(text, language=spoken)


def is_heading(entry: ConceptEntry) -> bool:
    """Whether the preferred label joins several things: it leads to them, but no text says it."""
    label = entry.preferred.get("en", "")
    return "," in label or not {"and", "or"}.isdisjoint(label.split())


def _cut(node: Node, room: int) -> Node:
    """The node with at most so many labels beside the words."""
    if not isinstance(node, Or):
        return node
    kept = node.children[: room + 1]
    return Or(kept) if len(kept) > 1 else kept[0]


def _plain(text: str) -> str:
    return " ".join(fold(text).split())


_present: _Thesaurus | None = None


def _thesaurus() -> _Thesaurus:
    """That of the present picture; another picture has other labels."""
    global _present
    picture, known = labels(), _present
    if known is None or known.picture is not picture:
        _present = known = _Thesaurus(picture)
    return known
