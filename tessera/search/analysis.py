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
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Final, NamedTuple

import Stemmer

from tessera.search.function_words import is_function_word

#: Part of an index's name: to be raised whenever any text would get other terms than before.
ANALYSIS_VERSION: Final = 1
#: Characters of one text that are read; what follows is not found by its words.
MAX_TEXT: Final = 200_000
#: Characters of one word; the tail of a longer one is ignored.
MAX_WORD: Final = 64
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
_LATIN: Final = ("en", "fr", "es", "de", "tr")


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


@dataclass(frozen=True, slots=True)
class QueryWord:
    """One typed word, with all that it may mean.

    ``variants`` are alternatives, each a sequence of terms that belong together (more than one only
    where a script has no spaces); ``plain`` is the unstemmed word; ``is_optional`` is true of the
    function words of the interface language, which need not occur in what is found.
    """

    text: str
    start: int
    end: int
    variants: tuple[tuple[str, ...], ...]
    plain: str
    is_optional: bool


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


_PLAIN: Final = "und"


@cache
def _terms(language: str) -> _Terms:
    return _Terms(language)


def _vocabulary(language: str) -> _Terms:
    primary = primary_language(language)
    return _terms(primary if primary in _ALGORITHMS else _PLAIN)


@cache
def _plain(language: str) -> _Terms:
    """Plain words do not depend on the language, but which ones are met again does."""
    return _Terms(_PLAIN)


@cache
def _simplified() -> dict[int, int]:
    """Traditional to simplified characters."""
    text = Path(__file__).with_name("traditional.txt").read_text("utf-8")
    lines = (line for line in text.splitlines() if not line.startswith("#"))
    return {ord(pair[0]): ord(pair[1]) for line in lines for pair in line.split()}


def _cut(run: str, language: str, *, finely: bool) -> list[tuple[str, int, int]]:
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


def words_in(text: str) -> Iterator[re.Match[str]]:
    """The words of a text, as written, and runs of characters that are written without spaces."""
    is_simple = text.isascii() or not _IS_SPECIAL.search(text)
    return (_SIMPLE_WORD if is_simple else _WORD).finditer(text)


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
            cut = _cut(word, primary, finely=True)
            tokens += [Token(term, start + first, start + last) for term, first, last in cut]
            continue
        term = vocabulary[word]
        if " " in term:
            tokens += [Token(part, start, match.end()) for part in term.split()]
        elif term:
            tokens.append(Token(term, start, match.end()))
    return tokens


def index_terms(text: str, language: str, *, with_words: bool = True) -> tuple[list[str], set[str]]:
    """The terms of ``analyse`` in their order, and the set of plain words if they are wanted.

    What an engine indexes; several times as fast as the places of every word.
    """
    primary = primary_language(language)
    is_plain = primary not in _ALGORITHMS
    # In lower case at once, so that each word is met in one form only.
    text = text[:MAX_TEXT].translate(_TURKISH_CAPITALS) if primary == "tr" else text[:MAX_TEXT]
    text = text.lower()
    is_simple = text.isascii() or not _IS_SPECIAL.search(text)
    if not is_simple and _IS_CUT.search(text):
        terms = _terms_with_runs(text, language)
        if not with_words:
            return terms, set()
        return terms, set(terms if is_plain and primary != "ja" else plain_words(text))
    words = _simple_words(text) if is_simple else _WORD.findall(text)
    # This way of looking up is twice as fast as in a comprehension.
    terms = list(map(_vocabulary(language).__getitem__, words))
    if not with_words:
        return terms, set()
    distinct = set(words)
    if is_plain:
        return terms, set(terms)
    if not text.isascii():
        distinct = set(map(_plain(primary).__getitem__, distinct))
    return terms, distinct


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
    return [token.term for token in analyse(text, _PLAIN)]


def written_words(text: str, language: str) -> list[tuple[str, str]]:
    """Plain words and the same as a person would want to be shown them: with their accents."""
    primary = primary_language(language)
    written = (_lowered(m.group(), primary) for m in words_in(text[:MAX_TEXT]))
    return [(fold(word), word) for word in written if word and not is_run(word)]


def candidate_languages(word: str, interface_language: str) -> tuple[str, ...]:
    """The languages in which a typed word is read: those its script allows, and plainly."""
    script = unicodedata.name(word[0], "").partition(" ")[0]
    by_script = {"LATIN": _LATIN, "CYRILLIC": ("ru",), "ARABIC": ("ar",), "CJK": ("zh", "ja")}
    languages = by_script.get(script, ())
    own = primary_language(interface_language)
    if own in languages:
        languages = (own, *(each for each in languages if each != own))
    return (*languages, _PLAIN)


@lru_cache(maxsize=4096)
def word_variants(word: str, interface_language: str) -> tuple[tuple[str, ...], ...]:
    """The alternatives of one typed word, each a sequence of terms that belong together."""
    variants: dict[tuple[str, ...], None] = {}
    for language in candidate_languages(word, interface_language):
        if is_run(word):
            terms = tuple(dict.fromkeys(cut[0] for cut in _cut(word, language, finely=False)))
            # Chinese function words stand inside the run; they are not required either.
            needed = tuple(term for term in terms if not is_function_word(term, language))
            variants[needed or terms] = None
        else:
            variants[tuple(_terms(language)[word].split())] = None
    variants.pop((), None)
    return tuple(variants)


def phrase_variants(text: str, interface_language: str) -> tuple[tuple[str, ...], ...]:
    """The alternatives of a phrase: its terms in their order, in each language it may be in."""
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
    optional = is_function_word(plain, primary_language(interface_language))
    return QueryWord(text, start, end, word_variants(text, interface_language), plain, optional)


def analyse_query(text: str, interface_language: str) -> list[QueryWord]:
    """The words of a typed text, each with all that it may mean."""
    words = [query_word(*typed, interface_language) for typed in typed_words(text)]
    return [word for word in words if word.variants]
