"""What a person types into the search box, parsed into a tree. Nothing that is typed is an error.

    integration housing        both words (function words of the interface language are optional)
    "host community"           a phrase; also “ ” « » „ “ 「 」
    housing OR shelter         either; binds tighter than the words beside it
    -asylum, NOT asylum        without
    integr*                    words that begin so
    country:DE theme:EMP       a facet's code; also kind, target, region, language, level …
    year:2018, year:2015..2020, year:2015.., year:..2010
    title:housing              in the title only; also title:"host community"
    (housing OR health) city   grouping

What is malformed (an unclosed quotation, an unknown prefix, an empty group) is taken as plain
words.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, TypeAlias

from tessera.search.facet_names import FACETS_BY_NAME, normalize_code
from tessera.search.typed_words import (
    typed_words,
)

#: Longest text that is read, in characters.
MAX_LENGTH: Final = 200
#: Most words, phrases and prefixed filters in one query.
MAX_CLAUSES: Final = 24
#: Deepest nesting of parentheses; deeper ones are ignored.
MAX_DEPTH: Final = 6


@dataclass(frozen=True, slots=True)
class Word:
    """A word; ``start`` and ``end`` are its place in the query's text."""

    text: str
    start: int
    end: int
    is_prefix: bool = False
    in_title: bool = False


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words in this order.

    With a ``language`` it is a label that nobody typed (``synonyms.py``), read in that only.
    """

    text: str
    in_title: bool = False
    language: str = ""


@dataclass(frozen=True, slots=True)
class FacetIs:
    """A facet's code, typed as a prefix: a part of the query, not one of the criteria's filters."""

    facet: str
    code: str


@dataclass(frozen=True, slots=True)
class YearBetween:
    """A range of years, both ends included; ``None`` is open."""

    first: int | None
    last: int | None


@dataclass(frozen=True, slots=True)
class Not:
    """Everything but."""

    child: "Node"


@dataclass(frozen=True, slots=True)
class And:
    """All of these."""

    children: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Or:
    """Any of these."""

    children: tuple["Node", ...]


Node: TypeAlias = Word | Phrase | FacetIs | YearBetween | Not | And | Or


@dataclass(frozen=True, slots=True)
class Query:
    """A parsed query: its cleaned text, its tree (``None`` when empty), and whether it was cut."""

    text: str
    root: Node | None
    truncated: bool = False

    def wanted(self) -> tuple[Word | Phrase, ...]:
        """The words and phrases that are looked for, without the excluded ones, in their order."""
        return tuple(leaves(self.root)) if self.root else ()

    def __bool__(self) -> bool:
        return self.root is not None

    def meaning(self) -> object:
        """Equal for queries that are understood alike, however they were typed."""
        return "" if self.root is None and not self.text else meaning_of(self.root)

    @property
    def is_wordless(self) -> bool:
        """Whether something was typed, but no word: nothing is found then, rather than all."""
        return bool(self.text) and self.root is None


def meaning_of(node: "Node | None") -> object:
    """The tree without the places of its words, in small letters where these mean the same."""
    match node:
        case Word():
            return (_small(node.text), node.is_prefix, node.in_title)
        case Phrase():
            return ("", _small(node.text), node.in_title, node.language)
        case And() | Or():
            return (type(node).__name__, *map(meaning_of, node.children))
        case Not():
            return ("Not", meaning_of(node.child))
    return node


def _small(text: str) -> str:
    """Small letters, but for words in which Turkish has others than all other languages."""
    return text if "I" in text or "İ" in text else text.lower()


def leaves(node: Node) -> Iterator[Word | Phrase]:
    """The words and phrases of a tree, without the excluded ones."""
    if isinstance(node, Word | Phrase):
        yield node
    elif isinstance(node, And | Or):
        for child in node.children:
            yield from leaves(child)


_CLOSING: Final = {
    '"': '"', "“": '”“"', "”": "”", "„": '“”"', "«": "»", "»": "«", "「": "」", "『": "』",
    "＂": "＂",
}  # fmt: skip
_OPERATORS: Final = frozenset({"OR", "AND", "NOT"})
_YEARS: Final = re.compile(r"(\d{1,4})?(?:(\.{2,3}|…|[-–])(\d{1,4})?)?")
_SPACE_OR_MARK: Final = re.compile(r"[\s()（）]")


@dataclass(frozen=True, slots=True)
class _Lexeme:
    """A piece of the text: kind is ``(``, ``)``, an operator, ``-``, ``phrase`` or ``chunk``."""

    kind: str
    text: str = ""
    start: int = 0
    prefix: str = ""


def parse(text: str) -> Query:
    """The query of what was typed; never raises."""
    cleaned = _clean(text)
    truncated = len(cleaned) > MAX_LENGTH
    if truncated:
        head = cleaned[: MAX_LENGTH + 1].rpartition(" ")[0]
        cleaned = head if len(head) > MAX_LENGTH // 2 else cleaned[:MAX_LENGTH]
    parser = _Parser(list(_lexemes(cleaned)))
    root = parser.group()
    return Query(cleaned, root, truncated or parser.is_full)


def _clean(text: str) -> str:
    """Without control characters and what cannot be encoded; single spaces."""
    return " ".join("".join(map(_cleaned, text)).split())


def _cleaned(character: str) -> str:
    category = unicodedata.category(character)
    if category == "Cf":  # Marks of direction, soft hyphens; joiners are parts of words.
        return character if character in "\u200c\u200d" else ""
    return " " if category in ("Cc", "Cs", "Co", "Cn") else character


def _lexemes(text: str) -> Iterator[_Lexeme]:
    at = 0
    while at < len(text):
        character = text[at]
        if character.isspace():
            at += 1
        elif character in "(（":
            yield _Lexeme("(")
            at += 1
        elif character in ")）":
            yield _Lexeme(")")
            at += 1
        elif character in "-−" and at + 1 < len(text) and not text[at + 1].isspace():
            yield _Lexeme("-")
            at += 1
        elif end := _quotation_end(text, at):
            yield _Lexeme("phrase", text[at + 1 : end], at + 1)
            at = end + 1
        else:
            end = _chunk_end(text, at)
            chunk = text[at:end]
            if chunk.casefold() in ("title:", "title：") and (close := _quotation_end(text, end)):
                yield _Lexeme("phrase", text[end + 1 : close], end + 1, "title")
                end = close + 1
            elif chunk in _OPERATORS:
                yield _Lexeme(chunk, chunk, at)
            else:
                yield _Lexeme("chunk", chunk, at)
            at = end


def _quotation_end(text: str, at: int) -> int:
    """Where the quotation that opens at ``at`` closes; 0 if none opens, or it never closes."""
    closing = _CLOSING.get(text[at : at + 1], "")
    ends = [end for mark in closing if (end := text.find(mark, at + 1)) > 0]
    return min(ends, default=0)


def _chunk_end(text: str, at: int) -> int:
    """Where a run without spaces, parentheses and quotations ends."""
    end = at + 1
    while end < len(text) and not _SPACE_OR_MARK.match(text[end]) and text[end] not in _CLOSING:
        end += 1
    return end


class _Parser:
    """Recursive descent over the lexemes; every method takes what it can and never fails."""

    def __init__(self, lexemes: list[_Lexeme]) -> None:
        self._lexemes = lexemes
        self._at = 0
        self._depth = 0
        self._clauses = 0
        self.is_full = False

    def group(self) -> Node | None:
        """Units up to a closing parenthesis or the end, all of them required."""
        units: list[Node] = []
        while (lexeme := self._peek()) is not None:
            if lexeme.kind == ")":
                self._at += 1
                if self._depth:
                    break
            elif lexeme.kind in ("OR", "AND"):
                self._at += 1  # Nothing stands before it, or AND, which is understood anyway.
            elif (unit := self._alternatives()) is not None:
                units.append(unit)
        return _joined(And, units)

    def _peek(self) -> _Lexeme | None:
        return self._lexemes[self._at] if self._at < len(self._lexemes) else None

    def _alternatives(self) -> Node | None:
        units = [self._unit()]
        while (lexeme := self._peek()) is not None and lexeme.kind == "OR":
            self._at += 1
            following = self._peek()
            if following is None or following.kind in (")", "OR", "AND"):
                continue
            units.append(self._unit())
        return _joined(Or, [unit for unit in units if unit is not None])

    def _unit(self) -> Node | None:
        lexeme = self._lexemes[self._at]
        self._at += 1
        if lexeme.kind in ("-", "NOT"):
            following = self._peek()
            if following is None or following.kind in (")", "OR", "AND"):
                return None
            excluded = self._unit()
            if excluded is None:
                return None
            return excluded.child if isinstance(excluded, Not) else Not(excluded)
        if lexeme.kind == "(":
            if self._depth >= MAX_DEPTH:
                return None
            self._depth += 1
            inner = self.group()
            self._depth -= 1
            return inner
        if lexeme.kind == "phrase":
            return self._phrase(lexeme)
        return self._chunk(lexeme)

    def _counted(self, node: Node) -> Node | None:
        if self._clauses >= MAX_CLAUSES:
            self.is_full = True
            return None
        self._clauses += 1
        return node

    def _phrase(self, lexeme: _Lexeme) -> Node | None:
        if not typed_words(lexeme.text):
            return None
        return self._counted(Phrase(lexeme.text.strip(), in_title=lexeme.prefix == "title"))

    def _chunk(self, lexeme: _Lexeme) -> Node | None:
        prefix, mark, value = lexeme.text.replace("：", ":").partition(":")
        name = prefix.casefold()
        if mark and value:
            known = _prefixed(name, value)
            if known is not None:
                return self._counted(known)
            if name == "title":
                return self._words(value, lexeme.start + len(prefix) + 1, in_title=True)
        return self._words(lexeme.text, lexeme.start)

    def _words(self, text: str, start: int, *, in_title: bool = False) -> Node | None:
        words: list[Node] = []
        for word, first, last in typed_words(text):
            is_prefix = text[last:] == "*"
            leaf = Word(word, start + first, start + last, is_prefix, in_title)
            if self._counted(leaf) is not None:
                words.append(leaf)
        return _joined(And, words)


def _joined(kind: type[And] | type[Or], units: list[Node]) -> Node | None:
    """One node of several; a group of one is that one."""
    if len(units) < 2:
        return units[0] if units else None
    flat: list[Node] = []
    for unit in units:
        flat += unit.children if isinstance(unit, kind) else (unit,)
    return kind(tuple(flat))


def _prefixed(name: str, value: str) -> Node | None:
    """``name:value`` as a year range or as codes (with commas between), if it is either."""
    if name == "year":
        return _years(value)
    if name not in FACETS_BY_NAME:
        return None
    codes = [normalize_code(name, code) for code in value.rstrip(".,;").split(",")]
    if not all(codes):
        return None
    nodes: list[Node] = [FacetIs(name, code) for code in dict.fromkeys(codes) if code]
    return _joined(Or, nodes)


def _years(value: str) -> Node | None:
    match = _YEARS.fullmatch(value)
    if not match or not (match[1] or match[3]):
        return None
    first = int(match[1]) if match[1] else None
    last = int(match[3]) if match[3] else None
    if not match[2]:
        last = first
    if first is not None and last is not None and first > last:
        first, last = last, first
    return YearBetween(first, last)
