"""Finding people's names in a text, whatever its case and accents."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

_WORD: Final = re.compile(r"[^\W\d_]+")
_HAN: Final = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
#: Parts of names that are words of their own; only a whole name is found by them.
_PARTICLES: Final = frozenset(
    {"van", "von", "der", "den", "dem", "del", "della", "dos", "das", "los", "las", "bin", "ibn"}
    | {"ben", "the", "and", "abu", "abd", "haj", "dr", "mrs"}
)
_SHORTEST: Final = 3


def _plain(word: str) -> str:
    """Without case and accents; Arabic without its vowel signs, Turkish dotless i as i."""
    letters = unicodedata.normalize("NFKD", word.replace("ı", "i").replace("İ", "i"))
    return "".join(each for each in letters if not unicodedata.combining(each)).casefold()


def plain_words(text: str) -> str:
    """A name to compare with another: its words without case, accents and punctuation."""
    return " ".join(re.findall(r"\w+", _plain(text)))


def _words(text: str) -> list[tuple[str, int, int, str]]:
    """Each word as (plain form, start, end, as written)."""
    found = _WORD.finditer(unicodedata.normalize("NFC", text))
    return [(_plain(each[0]), each.start(), each.end(), each[0]) for each in found]


@dataclass(frozen=True)
class PreparedNames:
    """Names made ready to be looked for in many texts."""

    parts: frozenset[str]
    wholes: frozenset[tuple[str, ...]]
    unspaced: tuple[str, ...]


def prepared(names: Iterable[str]) -> PreparedNames:
    """Make names ready once, where many texts are looked through for them."""
    parts: set[str] = set()
    wholes: set[tuple[str, ...]] = set()
    unspaced: list[str] = []
    for name in names:
        if _HAN.search(name):
            unspaced.append("".join(name.split()))
            continue
        plain = tuple(word for word, *_where in _words(name))
        if len(plain) > 1 or (plain and len(plain[0]) >= _SHORTEST):
            wholes.add(plain)
        parts.update(word for word in plain if len(word) >= _SHORTEST and word not in _PARTICLES)
    return PreparedNames(frozenset(parts), frozenset(wholes), tuple(unspaced))


def name_spans(text: str, names: Iterable[str] | PreparedNames) -> list[tuple[int, int]]:
    """Where ``text`` (in NFC) has one of the names, from start to end, without overlaps.

    A whole name is found whatever its case; one part of it (of at least three letters) is found
    unless it is written in small letters, so that *may* is a word and *May* a name. Names in
    Chinese, Japanese or Korean have no words: they are found as a whole.
    """
    text = unicodedata.normalize("NFC", text)
    ready = names if isinstance(names, PreparedNames) else prepared(names)
    words = _words(text)
    spans = [
        each.span() for whole in ready.unspaced for each in re.finditer(re.escape(whole), text)
    ]
    spans += [
        (start, end) for word, start, end, raw in words if word in ready.parts and not raw.islower()
    ]
    spans += _whole_spans(words, ready.wholes)
    return _merged(spans)


def _whole_spans(
    words: Sequence[tuple[str, int, int, str]], wholes: frozenset[tuple[str, ...]]
) -> list[tuple[int, int]]:
    lengths = {len(whole) for whole in wholes}
    return [
        (words[index][1], words[index + length - 1][2])
        for length in lengths
        for index in range(len(words) - length + 1)
        if tuple(each[0] for each in words[index : index + length]) in wholes
    ]


def _merged(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def names_in(text: str, names: Iterable[str] | PreparedNames) -> list[str]:
    """The names, as the text writes them."""
    text = unicodedata.normalize("NFC", text)
    return list(dict.fromkeys(text[start:end] for start, end in name_spans(text, names)))


def without_names(text: str, names: Iterable[str] | PreparedNames, *, instead: str) -> str:
    """The text with ``instead`` for every name."""
    text = unicodedata.normalize("NFC", text)
    for start, end in reversed(name_spans(text, names)):
        text = text[:start] + instead + text[end:]
    return text
