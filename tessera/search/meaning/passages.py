"""A record's texts in pieces, each short enough that one vector can say what it is about."""

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from tessera.search.engines.base import DocumentText, IndexDocument

#: About how many words a piece of a long text has; in scripts without spaces, two characters are
#: counted as one.
PIECE_WORDS: Final = 100
#: Most pieces of long texts that one record has, over all languages.
MOST_PIECES: Final = 40
_SENTENCE: Final = re.compile(r"[^.!?؟۔。！？।\n]*(?:[.!?؟۔。！？।\n]+[\s\"”»)]*|$)")
_UNSPACED: Final = re.compile(r"[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff]")


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of a record's text. ``number`` 0 is title and summary, the others count the body."""

    language: str
    number: int
    text: str


def passages(document: IndexDocument) -> list[Passage]:
    """All pieces of a document: titles and summaries of every language, then bodies.

    The body in the language of the source comes first, as it may be the only one with all of it.
    """
    texts = {language: text for language, text in document.texts.items() if text.title}
    heads = [Passage(language, 0, _head(text)) for language, text in texts.items()]
    bodies = [piece for language in _in_order(document, texts) for piece in _body(texts, language)]
    return heads + bodies[:MOST_PIECES]


def passage_text(texts: Mapping[str, DocumentText], language: str, number: int) -> str:
    """What a reader is shown of a passage: the summary, or a piece of the body; may be empty."""
    text = texts.get(language)
    if text is None:
        return ""
    if number == 0:
        return text.summary
    pieces = list(cut(text.body))
    return pieces[number - 1] if number <= len(pieces) else ""


def digest(pieces: list[Passage]) -> int:
    """A number that changes with any of the texts: what is equal need not be embedded again."""
    together = "\0".join(f"{each.language}\0{each.text}" for each in pieces)
    return int.from_bytes(hashlib.blake2b(together.encode(), digest_size=8).digest(), "big")


def cut(text: str) -> Iterator[str]:
    """Whole sentences up to about ``PIECE_WORDS``; a longer sentence is a piece of its own."""
    piece, size = "", 0
    for match in _SENTENCE.finditer(text):
        sentence = match[0]
        words = _words(sentence)
        if size and size + words > PIECE_WORDS:
            yield piece.strip()
            piece, size = "", 0
        piece, size = piece + sentence, size + words
    if piece.strip():
        yield piece.strip()


def _words(text: str) -> int:
    return len(text.split()) + len(_UNSPACED.findall(text)) // 2


def _head(text: DocumentText) -> str:
    return f"{text.title}. {text.summary}" if text.summary else text.title


def _in_order(document: IndexDocument, texts: Mapping[str, DocumentText]) -> list[str]:
    source = document.facets.get("language", ())
    return sorted(texts, key=lambda language: (language not in source, language))


def _body(texts: Mapping[str, DocumentText], language: str) -> Iterator[Passage]:
    for number, piece in enumerate(cut(texts[language].body), start=1):
        yield Passage(language, number, piece)
