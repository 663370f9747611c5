"""From texts to terms: the same for indexing, for queries, for highlights and for spelling.

Every word of a text becomes one term (Chinese: one or more), so that a query's words and a text's
words meet whatever their endings, accents, letter forms and width:

1. words are found in the original text, so that a term always knows the place it came from;
2. NFKC, lower case (Turkish ``I`` and ``İ`` in Turkish texts), Arabic vowel marks off;
3. Snowball stems in English, French, Spanish, German, Russian, Turkish and Arabic; Chinese is cut
   into words (traditional characters read as simplified ones); scripts written without spaces
   (Thai, Khmer, Lao, Burmese, Japanese) become pairs of characters; other languages stay plain;
4. folding: accents off, Arabic letter forms made one, all digits ASCII.

Folding comes after stemming because the stemmers' rules need the accents. All languages share one
space of terms; a query's word is therefore read in every language that its script allows.
Stripping Arabic conjunctions and articles beyond Snowball, and single-letter Latin prefixes, was
measured to make retrieval worse and is left out.
"""

import re
import threading
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Final, NamedTuple

import Stemmer

#: Part of an index's name: to be raised whenever any text would get other terms than before.
ANALYSIS_VERSION: Final = 1
#: Characters of one text that are read; what follows is not found by its words.
MAX_TEXT: Final = 200_000
#: Characters of one word; the tail of a longer one is ignored.
MAX_WORD: Final = 64
#: Stands before terms that words would have had without their accents; no word contains it.
UNACCENTED: Final = "~"
_CACHED_WORDS: Final = 100_000

_ALGORITHMS: Final = {
    "en": "english",
    "fr": "french",
    "es": "spanish",
    "de": "german",
    "ru": "russian",
    "tr": "turkish",
    "ar": "arabic",
}


#: Combining marks of the Basic Multilingual Plane: they are no ``\\w``, yet part of words.
_MARKS: Final = [c for c in range(0x300, 0x10000) if unicodedata.category(chr(c)) in ("Mn", "Mc")]


def _as_class(codes: Iterable[int]) -> str:
    """Ascending code points as the inside of a regular expression's character class."""
    ranges: list[list[int]] = []
    for code in codes:
        if ranges and ranges[-1][1] == code - 1:
            ranges[-1][1] = code
        else:
            ranges.append([code, code])
    return "".join(f"\\u{first:04x}-\\u{last:04x}" for first, last in ranges)


_HAN: Final = r"々〇\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
# Thai, Lao, Burmese, Khmer; kana.
_UNSPACED: Final = (
    r"\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3041-\u30fa\u30fc-\u30ff\u31f0-\u31ff\uff66-\uff9f"
)
_LETTER: Final = rf"[^\W_{_HAN}{_UNSPACED}]"
_WORD: Final = re.compile(
    rf"{_LETTER}+(?:[{_as_class(_MARKS)}\u200c\u200d]+{_LETTER}*)*|[{_HAN}]+|[{_UNSPACED}]+"
)
_SIMPLE_WORD: Final = re.compile(r"[^\W_]+")
_ASCII_SPACES: Final = {c: " " for c in range(128) if not chr(c).isalnum()}
# Alphabets and their presentation forms; not the scripts that are written in runs.
_LETTER_CODES: Final = (range(0x3000), range(0xA640, 0xA800), range(0xFB00, 0xFFDD))
_IS_HAN: Final = re.compile(rf"[{_HAN}]")
_IS_UNSPACED: Final = re.compile(rf"[{_UNSPACED}]")
_IS_SPECIAL: Final = re.compile(rf"[{_HAN}{_UNSPACED}{_as_class(_MARKS)}\u200c\u200d]")
_IS_CUT: Final = re.compile(rf"[{_HAN}{_UNSPACED}]")
_VOWEL_MARKS: Final = re.compile(r"[\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed]")
_JOINERS: Final = {0x200C: None, 0x200D: None, 0xAD: None}
_TURKISH_CAPITALS: Final = {ord("I"): "ı", ord("İ"): "i"}
# Marks that are accents; vowel signs of Indic scripts are not, nor the two that make other kana.
_ACCENT_CODES: Final = [
    c for c in _MARKS if unicodedata.combining(chr(c)) and c not in (0x3099, 0x309A)
]
_ACCENTS: Final = re.compile(rf"[{_as_class(_ACCENT_CODES)}\u200c\u200d\xad]+")
_FOLDED: Final = str.maketrans(
    {
        "ı": "i", "ß": "ss", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae",
        "œ": "oe", "ħ": "h", "ς": "σ", "ə": "e", "ى": "ي", "ی": "ي", "ې": "ي", "ک": "ك",
        "ة": "ه", "ہ": "ه", "ۀ": "ه", "ھ": "ه", "ٱ": "ا",
    }
    | {
        chr(c): str(unicodedata.decimal(chr(c)))
        for c in range(0x660, 0x10000)
        if chr(c).isdecimal()
    }
)  # fmt: skip


class Token(NamedTuple):
    """A term, and where in the original text its word stands (``text[start:end]``)."""

    term: str
    start: int
    end: int


def primary_language(tag: str) -> str:
    """``zh`` of ``zh-hans``: the part of a language tag that decides the analysis."""
    return tag.split("-", 1)[0].split("_", 1)[0].lower()


def fold(word: str) -> str:
    """The word in lower case, without accents, letter variants and other scripts' digits."""
    word = word.lower()
    if word.isascii():
        return word
    word = _ACCENTS.sub("", unicodedata.normalize("NFKD", word))
    if word.isascii():
        return word
    return unicodedata.normalize("NFC", word).translate(_FOLDED)


def _lowered(raw: str, language: str) -> str:
    """Step 2 of the module's description, of one word; may come out as several words."""
    if raw.isascii():
        if language == "tr" and "I" in raw:
            raw = raw.translate(_TURKISH_CAPITALS)
        return raw.lower()[:MAX_WORD]
    word = unicodedata.normalize("NFKC", raw).translate(_JOINERS)
    if language == "tr":
        word = word.translate(_TURKISH_CAPITALS)
    word = _VOWEL_MARKS.sub("", word.lower()).replace("ё", "е")
    return word[:MAX_WORD]


_stemmers_lock = threading.Lock()


@cache
def _stemmer(language: str) -> Stemmer.Stemmer:
    return Stemmer.Stemmer(_ALGORITHMS[language], 0)


class _Terms(dict[str, str]):
    """A language's known words with their terms (joined by spaces), computed when missing.

    Texts repeat their words so much that this makes analysis several times faster.
    """

    def __init__(self, language: str) -> None:
        self._language = language

    def __missing__(self, raw: str) -> str:
        term = " ".join(filter(None, map(self._term, self._parts(raw))))
        if len(self) >= _CACHED_WORDS:
            self.clear()
        self[raw] = term
        return term

    def _parts(self, raw: str) -> list[str]:
        lowered = _lowered(raw, self._language)
        # NFKC turns a few signs into several words (½, ㈱).
        return [lowered] if lowered.isalnum() else _WORD.findall(lowered)

    def _term(self, word: str) -> str:
        if self._language in _ALGORITHMS:
            with _stemmers_lock:  # A stemmer has working memory of its own.
                word = _stemmer(self._language).stemWord(word)
        return fold(word)


#: The language (BCP 47: undetermined) of texts that are not stemmed.
PLAIN: Final = "und"


@cache
def _terms(language: str) -> _Terms:
    return _Terms(language)


@lru_cache(maxsize=256)
def _vocabulary(language: str) -> _Terms:
    primary = primary_language(language)
    return _terms(primary if primary in _ALGORITHMS else PLAIN)


@cache
def _plain(language: str) -> _Terms:
    """Plain words do not depend on the language, but which ones are met again does."""
    return _Terms(PLAIN)


class _Unaccented(dict[str, str]):
    """A language's known words with the terms they would have without accents, if others."""

    def __init__(self, language: str) -> None:
        self._terms = _terms(language)

    def __missing__(self, raw: str) -> str:
        without = "" if raw.isascii() else self._terms[fold(raw)]
        marked = f"{UNACCENTED}{without}" if without and without != self._terms[raw] else ""
        if len(self) >= _CACHED_WORDS:
            self.clear()
        self[raw] = marked
        return marked


@cache
def _unaccented(language: str) -> _Unaccented:
    return _Unaccented(language)


@cache
def _simplified() -> dict[int, int]:
    """Traditional to simplified characters."""
    text = Path(__file__).with_name("traditional.txt").read_text("utf-8")
    lines = (line for line in text.splitlines() if not line.startswith("#"))
    return {ord(pair[0]): ord(pair[1]) for line in lines for pair in line.split()}


def simplified(text: str) -> str:
    """The text with simplified characters for traditional ones."""
    return text.translate(_simplified())


def cut_run(run: str, language: str, *, finely: bool) -> list[tuple[str, int, int]]:
    """The terms of a run of Han or unspaced characters, with their places in it."""
    if language == "ja" or _IS_UNSPACED.search(run):
        return _pairs(run)
    mode = "search" if finely else "default"
    cut: list[tuple[str, int, int]] = _segmenter().tokenize(run.translate(_simplified()), mode)
    return cut


@cache
def _segmenter() -> Any:
    # Deferred: its dictionary takes a third of a second to load, and most processes never need it.
    import rjieba

    return rjieba


def _pairs(run: str) -> list[tuple[str, int, int]]:
    """Neighbouring characters two by two, each with the marks that belong to it."""
    starts = [i for i, each in enumerate(run) if not i or not unicodedata.combining(each)]
    ends = [*starts[1:], len(run)]
    if len(starts) == 1:
        return [(fold(run), 0, len(run))]
    last = range(len(starts) - 1)
    pairs = [(fold(run[starts[i] : ends[i + 1]]), starts[i], ends[i + 1]) for i in last]
    return [each for each in pairs if each[0]]


def is_run(word: str) -> bool:
    """Whether a word found in a text is a run of characters that has to be cut further."""
    return word[-1] > "\u0e00" and bool(_IS_HAN.match(word) or _IS_UNSPACED.search(word))


def is_simple(text: str) -> bool:
    """Whether its words are what stands between other signs: no marks, joiners or runs in it."""
    return text.isascii() or not _IS_SPECIAL.search(text)


def words_in(text: str) -> Iterator[re.Match[str]]:
    """The words of a text, as written, and runs of characters that are written without spaces."""
    return (_SIMPLE_WORD if is_simple(text) else _WORD).finditer(text)


@lru_cache(maxsize=256)
def words_beginning(beginnings: frozenset[str]) -> re.Pattern[str]:
    """Finds the words of simple texts that begin, when folded, with one or two such letters.

    Stems keep these letters of their words; but ``y`` may become ``i`` ("dying", "die").
    """
    ways = [f"[{_ligatures(beginnings)}]"] if _ligatures(beginnings) else []
    for beginning in sorted(beginnings):
        first, second = beginning[:1], beginning[1:]
        way = f"[{_letters_like(first)}]"
        if second:
            way += f"[{_letters_like(second)}{_letters_like('y') if second == 'i' else ''}]"
        ways.append(way)
    return re.compile(rf"(?<![^\W_])(?:{'|'.join(ways)})[^\W_]*")


def _ligatures(beginnings: frozenset[str]) -> str:
    """Letters that are several when folded, and begin with the first of these."""
    letters = "".join(_letters_like(each) for each in sorted({some[:1] for some in beginnings}))
    return "".join(each for each in letters if len(fold(each)) > 1)


def _letters_like(letter: str) -> str:
    """All letters and digits that begin with this one when they are folded."""
    return _alike().get(letter, re.escape(letter))


@cache
def _alike() -> dict[str, str]:
    """Folded letter → all letters and digits that begin so when they are folded."""
    like: dict[str, str] = {}
    for code in (each for some in _LETTER_CODES for each in some):
        letter = chr(code)
        if letter.isalnum() and (first := fold(letter)[:1]):
            like[first] = like.get(first, "") + letter
    return like


def terms_of_word(word: str, language: str) -> list[str]:
    """The terms of one word of ``words_in`` that is no run; nearly always one."""
    return _vocabulary(language)[word].split()


def analyse(text: str, language: str) -> list[Token]:
    """The terms of a text in a language (BCP 47), with their places in the text."""
    vocabulary = _vocabulary(language)
    primary = primary_language(language)
    tokens: list[Token] = []
    for match in words_in(text[:MAX_TEXT]):
        word, start = match.group(), match.start()
        if is_run(word):
            cut = cut_run(word, primary, finely=True)
            tokens += [Token(term, start + first, start + last) for term, first, last in cut]
            continue
        term = vocabulary[word]
        if " " in term:
            tokens += [Token(part, start, match.end()) for part in term.split()]
        elif term:
            tokens.append(Token(term, start, match.end()))
    return tokens


def index_terms(text: str, language: str, *, with_words: bool = True) -> tuple[list[str], set[str]]:
    """What is indexed of a text: the terms of ``analyse`` in their order, and the set of words.

    The words are the plain words if they are wanted, and always the terms that words would have had
    without their accents, where those differ: ``UNACCENTED`` stands before these. Several times as
    fast as ``analyse``.
    """
    primary = primary_language(language)
    # In lower case at once, so that each word is met in one form only.
    text = text[:MAX_TEXT].translate(_TURKISH_CAPITALS) if primary == "tr" else text[:MAX_TEXT]
    text = text.lower()
    has_simple_words = is_simple(text)
    if not has_simple_words and _IS_CUT.search(text):
        terms = _terms_with_runs(text, language)
        return terms, set(plain_words(text)) if with_words else set()
    words = _simple_words(text) if has_simple_words else _WORD.findall(text)
    # This way of looking up is twice as fast as in a comprehension.
    terms = list(map(_vocabulary(language).__getitem__, words))
    if primary not in _ALGORITHMS:
        return terms, set(terms) if with_words else set()
    distinct = set(words)
    if text.isascii():
        return terms, distinct if with_words else set()
    unaccented = set(map(_unaccented(primary).__getitem__, distinct))
    unaccented.discard("")
    if with_words:
        unaccented.update(map(_plain(primary).__getitem__, distinct))
    return terms, unaccented


def _terms_with_runs(text: str, language: str) -> list[str]:
    """The terms of a text with Han or unspaced characters."""
    primary, vocabulary = primary_language(language), _vocabulary(language)
    terms: list[str] = []
    for word in _WORD.findall(text):
        if not is_run(word):
            terms += vocabulary[word].split()
        elif primary == "ja" or _IS_UNSPACED.search(word):
            terms += [pair for pair, _start, _end in _pairs(word)]
        else:
            terms += _segmenter().cut_for_search(word.translate(_simplified()))
    return terms


def _simple_words(text: str) -> list[str]:
    """The words of a text without marks, joiners, Han or unspaced characters."""
    return text.translate(_ASCII_SPACES).split() if text.isascii() else _SIMPLE_WORD.findall(text)


def folded(text: str, language: str = "") -> str:
    """A text's plain words with one space between: for comparing how names begin.

    The language does not matter to plain words; it is taken so that callers need not know that.
    """
    return " ".join(plain_words(text))


def plain_words(text: str) -> list[str]:
    """The words of a text in their order, folded but not stemmed; of no particular language."""
    return [token.term for token in analyse(text, PLAIN)]


def written_words(text: str, language: str) -> list[tuple[str, str]]:
    """Plain words and the same as a person would want to be shown them: with their accents."""
    primary = primary_language(language)
    written = (_lowered(m.group(), primary) for m in words_in(text[:MAX_TEXT]))
    return [(fold(word), word) for word in written if word and not is_run(word)]
