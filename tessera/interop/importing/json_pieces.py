"""Lists in JSON, and JSON Lines, item by item: no more than some items are in memory."""

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any, Final

from tessera.interop.importing.rows import FileFaultError

_DECODER: Final = json.JSONDecoder()
_BLANK: Final = re.compile(r"[\s,]*")
_PIECE: Final = 1_000_000
#: So near the end of a piece, a fault may only be that the piece ends.
_NEAR: Final = 20


class _Text:
    """A text that is read in pieces, and where in it the present piece begins."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._lines = iter(lines)
        self._line = self._column = 1
        self.piece = ""
        self.more(0)

    def more(self, place: int) -> bool:
        """Forget what stands before a place, and read as much again; whether there was more."""
        self._line, self._column = self._position(place)
        kept = self.piece[place:]
        pieces, size = [kept], 0
        for line in self._lines:
            pieces.append(line)
            size += len(line)
            if size >= max(_PIECE, len(kept)):
                break
        self.piece = "".join(pieces)
        return size > 0

    def fault(self, place: int) -> FileFaultError:
        """It is no JSON at a place."""
        line, column = self._position(place)
        return FileFaultError("not-json", line=line, column=column)

    def _position(self, place: int) -> tuple[int, int]:
        breaks = self.piece.count("\n", 0, place)
        if breaks:
            return self._line + breaks, place - self.piece.rfind("\n", 0, place)
        return self._line, self._column + place


def items_in(lines: Iterable[str]) -> Iterator[Any]:
    """The items of a list, or objects that stand one after the other, as in JSON Lines.

    Raises:
        FileFaultError: it is no JSON from a place on, or stops in the middle.
    """
    text = _Text(lines)
    place = _after_blank(text, 0)
    is_list = text.piece.startswith("[", place)
    place += is_list
    while True:
        place = _after_blank(text, place)
        if place >= len(text.piece):
            if text.more(place):
                place = 0
                continue
            if is_list:
                raise text.fault(0)
            return
        if is_list and text.piece[place] == "]":
            return
        try:
            item, place = _DECODER.raw_decode(text.piece, place)
        except RecursionError as error:
            raise text.fault(place) from error
        except json.JSONDecodeError as error:
            if not _may_go_on(error):
                raise text.fault(error.pos) from error
            if not text.more(place):
                raise text.fault(error.pos - place) from error
            place = 0
            continue
        yield item


def _after_blank(text: _Text, place: int) -> int:
    blank = _BLANK.match(text.piece, place)
    return blank.end() if blank else place


def _may_go_on(error: json.JSONDecodeError) -> bool:
    """Whether only the piece ended: in a string, or with the piece."""
    return error.msg.startswith("Unterminated string") or error.pos > len(error.doc) - _NEAR
