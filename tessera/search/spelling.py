"""“Did you mean”: words that nothing contains, replaced by the nearest words of titles.

Distance is that of Damerau and Levenshtein in its "optimal string alignment" form: insertions,
deletions, substitutions, and swaps of neighbours, each counted once. Words are compared folded, so
that an accent is never an error, and offered as titles write them.
"""

from collections.abc import Mapping
from typing import Final, Protocol

from tessera.search.analysis import fold
from tessera.search.query import Phrase, Query, Word

#: Words shorter than this are not corrected; those shorter than the second allow one error only.
SHORTEST: Final = 4
SHORTEST_FOR_TWO: Final = 7
LONGEST: Final = 32
#: Letters (folded) that a first letter may be mistaken for.
_ALPHABETS: Final = (
    "abcdefghijklmnopqrstuvwxyz",
    "абвгдежзиклмнопрстуфхцчшщъыьэюя",
    "ابتثجحخدذرزسشصضطظعغفقكلمنهوي",
)


class Dictionary(Protocol):
    """What spelling asks of an engine."""

    def has_word(self, word: str, language: str) -> bool:
        """Whether any document has this word, or another form of it."""

    def similar_words(self, word: str) -> Mapping[str, int]:
        """Words that are spelt alike, with how many documents have each."""


def corrected(query: Query, dictionary: Dictionary, language: str) -> str:
    """The query's text with unknown words replaced; empty when there is nothing better.

    Only loose words are replaced: a phrase is meant as it stands.
    """
    text = query.text
    words = [leaf for leaf in query.wanted() if not isinstance(leaf, Phrase)]
    is_changed = False
    for word in sorted(words, key=lambda word: -word.start):
        better = _better(word, dictionary, language)
        if better:
            text = text[: word.start] + better + text[word.end :]
            is_changed = True
    return text if is_changed else ""


def _better(word: Word, dictionary: Dictionary, language: str) -> str:
    if allowed_errors(fold(word.text)) == 0 or dictionary.has_word(word.text, language):
        return ""
    return best(word.text, dictionary.similar_words(word.text))


def allowed_errors(plain: str) -> int:
    """How many errors a word of this length may have; none in scripts without letters to err in."""
    if not SHORTEST <= len(plain) <= LONGEST or not plain.isalpha() or plain > "\u2e80":
        return 0
    return 1 if len(plain) < SHORTEST_FOR_TWO else 2


def best(word: str, candidates: Mapping[str, int]) -> str:
    """The nearest candidate, and among the nearest the most frequent; empty if none is near."""
    plain = fold(word)
    most = allowed_errors(plain)
    ranked = []
    for form, count in candidates.items():
        distance = edit_distance(plain, fold(form), most)
        if 0 < distance <= most:
            # The first letter is rarely wrong: an error there weighs like one more.
            is_other_start = fold(form)[:1] != plain[:1]
            ranked.append((distance + is_other_start, -count, form))
    return min(ranked)[2] if ranked else ""


def is_near(plain: str, other: str, most: int) -> bool:
    """Whether a word is another one, but within so many errors."""
    return plain != other and edit_distance(plain, other, most) <= most


def is_nearly(word: str, typed: str) -> bool:
    """Whether a word was typed, but for one error if it is long enough to have any."""
    return word == typed or (allowed_errors(typed) > 0 and edit_distance(typed, word, 1) <= 1)


def begins_nearly(name: str, begun: str) -> bool:
    """Whether a name begins so, but for one error if what was typed is long enough."""
    if not allowed_errors(begun.replace(" ", "")):
        return name.startswith(begun)
    sizes = range(len(begun) - 1, len(begun) + 2)
    return any(edit_distance(begun, name[:size], 1) <= 1 for size in sizes if size <= len(name))


def other_beginnings(plain: str) -> set[str]:
    """The words one error away whose error is in the first letter (also left out, or swapped)."""
    alphabet = next((letters for letters in _ALPHABETS if plain[0] in letters), "")
    rest = plain[1:]
    words = {letter + tail for letter in alphabet for tail in (rest, plain)}
    words |= {rest, rest[:1] + plain[:1] + plain[2:]}
    return {word for word in words if word and word[0] != plain[0]}


def edit_distance(first: str, second: str, most: int) -> int:
    """The distance of two words, or anything above ``most`` when it is greater than that."""
    if abs(len(first) - len(second)) > most:
        return most + 1
    before: list[int] = []
    previous = list(range(len(second) + 1))
    for i, a in enumerate(first, start=1):
        row = [i]
        for j, b in enumerate(second, start=1):
            cost = min(previous[j] + 1, row[j - 1] + 1, previous[j - 1] + (a != b))
            if i > 1 and j > 1 and a == second[j - 2] and b == first[i - 2]:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
        before, previous = previous, row
    return previous[-1]
