"""BibTeX and BibLaTeX, read entry by entry, so that no file is too long."""

import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from tessera.interop.importing.rows import FileFaultError, SourceRow
from tessera.interop.importing.texts import lines_of

_MOST_CHARACTERS: Final = 200_000
_BEGIN: Final = re.compile(r"@\s*([A-Za-z]+)\s*[{(]")
_BRACE: Final = re.compile(r"(?<!\\)[{}]")
_NAME: Final = re.compile(r"\s*([\w:.+-]+)\s*=\s*")
_WORD: Final = re.compile(r"[^\s,#{}\"]+")
_TYPES: Final = {
    "article": "ART", "book": "BOO", "incollection": "CHP", "inbook": "CHP", "techreport": "REP",
    "report": "REP", "phdthesis": "THE", "mastersthesis": "THE", "thesis": "THE", "dataset": "DAT",
    "unpublished": "WKP",
}  # fmt: skip
_FIELDS: Final = {
    "title": "title", "abstract": "summary", "language": "language", "langid": "language",
    "date": "issued", "year": "issued", "publisher": "publisher", "institution": "publisher",
    "url": "url", "doi": "doi", "isbn": "isbn", "journal": "container",
    "journaltitle": "container", "booktitle": "container", "volume": "volume", "pages": "pages",
}  # fmt: skip
_MONTHS: Final = (
    "jan",
    "feb",
    "mar",
    "apr",
    "may",
    "jun",
    "jul",
    "aug",
    "sep",
    "oct",
    "nov",
    "dec",
)
_ACCENTS: Final = {
    "`": "\u0300", "'": "\u0301", "^": "\u0302", "~": "\u0303", '"': "\u0308", "=": "\u0304",
    ".": "\u0307", "c": "\u0327", "v": "\u030c", "u": "\u0306", "H": "\u030b", "k": "\u0328",
    "r": "\u030a",
}  # fmt: skip
_LETTERS: Final = {
    "ss": "ß", "o": "ø", "O": "Ø", "l": "ł", "L": "Ł", "ae": "æ", "AE": "Æ", "oe": "œ",
    "OE": "Œ", "aa": "å", "AA": "Å", "i": "ı", "j": "ȷ", "textbraceleft": "{",
    "textbraceright": "}", "textendash": "–", "textemdash": "—",
}  # fmt: skip
_ACCENT: Final = re.compile(
    r"\\([`'^~\"=.]|[cvuHkr](?![a-zA-Z]))\s*(?:\{\\?([a-zA-Z])\}|\\?([a-zA-Z]))"
)
_LETTER: Final = re.compile(
    r"\\(" + "|".join(sorted(_LETTERS, key=len, reverse=True)) + r")(?![a-zA-Z])\s*"
)
_COMMAND: Final = re.compile(r"\\[a-zA-Z]+\s*")


def rows(path: Path, encoding: str) -> Iterator[SourceRow]:
    """The entries in their order; strings are resolved, comments passed over."""
    strings = {name: str(number) for number, name in enumerate(_MONTHS, start=1)}
    number = 0
    for kind, body in _entries(path, encoding):
        if kind == "string":
            strings.update(_fields(body, strings))
        elif kind not in {"comment", "preamble"}:
            number += 1
            key, _comma, rest = body.partition(",")
            fields = _fields(rest, strings)
            fault = "" if fields else "unreadable"
            yield SourceRow(number, _values(kind, key.strip(), fields), fault)


def _entries(path: Path, encoding: str) -> Iterator[tuple[str, str]]:
    """Kind in small letters and what stands between the outer braces."""
    kind, depth, length, begins = "", 0, 0, 0
    parts: list[str] = []
    for place, line in enumerate(lines_of(path, encoding), start=1):
        rest = line
        while rest:
            if not depth:
                found = _BEGIN.search(rest)
                if found is None:
                    break
                kind, parts, depth, length, begins = found[1].lower(), [], 1, 0, place
                rest = rest[found.end() :]
            end = 0
            for brace in _BRACE.finditer(rest):
                depth += 1 if brace[0] == "{" else -1
                if not depth:
                    end = brace.end()
                    break
            taken = rest[: end - 1] if end else rest
            parts.append(taken)
            length += len(taken)
            if length > _MOST_CHARACTERS:
                raise FileFaultError("long-entry", line=begins)
            if not end:
                break
            yield kind, "".join(parts)
            rest = rest[end:]
    if depth:
        raise FileFaultError("long-entry", line=begins)  # it never ends


def _fields(text: str, strings: dict[str, str]) -> dict[str, str]:
    fields: dict[str, str] = {}
    place = 0
    while found := _NAME.match(text, place):
        value, place = _value(text, found.end(), strings)
        fields.setdefault(found[1].lower(), value)
        while place < len(text) and text[place] in ", \t\r\n":
            place += 1
    return fields


def _value(text: str, place: int, strings: dict[str, str]) -> tuple[str, int]:
    """One value, perhaps of several parts joined by ``#``, and where it ends."""
    parts: list[str] = []
    while place < len(text):
        if text[place] == "{":
            end = _closing(text, place)
            parts.append(text[place + 1 : end])
            place = end + 1
        elif text[place] == '"':
            end = _quote(text, place + 1)
            parts.append(text[place + 1 : end])
            place = end + 1
        elif word := _WORD.match(text, place):
            parts.append(strings.get(word[0].lower(), word[0]))
            place = word.end()
        else:
            break
        rest = re.compile(r"\s*#\s*").match(text, place)
        if rest is None:
            break
        place = rest.end()
    return "".join(parts), max(place, 0)


def _closing(text: str, place: int) -> int:
    depth = 0
    for brace in _BRACE.finditer(text, place):
        depth += 1 if brace[0] == "{" else -1
        if not depth:
            return brace.start()
    return len(text)


def _quote(text: str, place: int) -> int:
    depth = 0
    for found in re.compile(r'(?<!\\)[{}"]').finditer(text, place):
        if found[0] == '"' and not depth:
            return found.start()
        depth += {"{": 1, "}": -1}.get(found[0], 0)
    return len(text)


def _values(kind: str, key: str, fields: dict[str, str]) -> dict[str, list[str]]:
    values: dict[str, list[str]] = {}
    for name, target in _FIELDS.items():
        text = fields.get(name, "")
        if text and target not in values:
            is_verbatim = target in {"url", "doi", "isbn"}
            values[target] = [text.strip() if is_verbatim else plain(text)]
    if names := fields.get("author") or fields.get("editor"):
        values["authors"] = [
            _person(each) for each in re.split(r"\s+and\s+", names) if each.strip()
        ]
    if kind in _TYPES:
        values["type"] = [_TYPES[kind]]
    if key:
        values["key"] = [key]
    return values


def _person(name: str) -> str:
    """“Family, Given”; a name in braces is that of a body."""
    if name.strip().startswith("{") and name.strip().endswith("}"):
        return plain(name)
    if "," in name:
        return plain(name)
    given, _blank, family = plain(name).rpartition(" ")
    return f"{family}, {given}" if given else family


def plain(text: str) -> str:
    """A text without LaTeX: accents as letters, braces and commands left out."""
    if "\\" in text:
        text = _LETTER.sub(lambda found: _LETTERS[found[1]], text)
        text = _ACCENT.sub(lambda found: (found[2] or found[3]) + _ACCENTS[found[1]], text)
        text = _COMMAND.sub("", re.sub(r"\\([&%$#_{}])", r"\1", text))
    text = text.replace("{", "").replace("}", "").replace("~", " ").replace("--", "–")
    return unicodedata.normalize("NFC", " ".join(text.split()))
