"""The text of a unit, cut into formatted words and the records shown between them."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.safestring import SafeString

from tessera.catalogue.cards import Card, cards
from tessera.lib.formatting import formatted
from tessera.lib.identifiers import PATTERN, normalize

_EMBEDDED = re.compile(rf"^\[\[({PATTERN})\]\][ \t]*\r?$", re.MULTILINE)


@dataclass(frozen=True)
class Piece:
    """Formatted words, or the card of a record, an organization or a session."""

    html: SafeString | None = None
    card: Card | None = None


def embedded_in(bodies: Iterable[str]) -> tuple[str, ...]:
    """The identifiers named in texts, each once, in order."""
    found = (normalize(each) for body in bodies for each in _EMBEDDED.findall(body))
    return tuple(dict.fromkeys(each for each in found if each))


def embedded_lines(text: str) -> dict[str, str | None]:
    """What stands alone on a line between double brackets, with the identifier that it may be."""
    found = re.findall(r"^\[\[([^\[\]\n]{1,40})\]\][ \t]*\r?$", text, re.MULTILINE)
    return {each: normalize(each) for each in found}


def pieces(body: str, language: str) -> tuple[Piece, ...]:
    """The text in pieces; what is no longer public is left out. Headings begin at the second level.

    Six queries at most, none when the text names nothing.
    """
    return in_pieces(body, {card.identifier: card for card in cards(embedded_in([body]), language)})


def in_pieces(body: str, known: Mapping[str, Card]) -> tuple[Piece, ...]:
    """The same with the cards at hand; no query."""
    shown: list[Piece] = []
    for number, part in enumerate(_EMBEDDED.split(body)):
        if number % 2:
            card = known.get(normalize(part) or "")
            if card:
                shown.append(Piece(card=card))
        elif part.strip():
            shown.append(Piece(html=formatted(part.strip(), first_heading=2)))
    return tuple(shown)
