"""What every protocol is read into: items, part by part."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from tessera.interop.importing.rows import SourceRow

Cursor = dict[str, Any]


@dataclass(frozen=True)
class Upstream:
    """One item as its source has it. ``key`` is its whole identifier there, ``address`` its page.

    ``fault`` is a code of ``ITEM_SENTENCES`` when it could not be read. Of a Tessera: ``home`` is
    its permanent address, ``identifier`` what it is called there and here, and ``texts`` its texts
    in all languages.
    """

    key: str
    values: Mapping[str, list[str]] = field(default_factory=dict)
    is_deleted: bool = False
    fault: str = ""
    address: str = ""
    home: str = ""
    identifier: str = ""
    texts: tuple[dict[str, str], ...] = ()

    @property
    def row(self) -> SourceRow:
        """The item in the words of imports."""
        return SourceRow(0, self.values)

    @property
    def kept(self) -> dict[str, Any]:
        """What a link keeps of it."""
        kept: dict[str, Any] = {"values": {name: list(each) for name, each in self.values.items()}}
        if self.texts:
            kept["texts"] = [dict(each) for each in self.texts]
        return kept


@dataclass(frozen=True)
class Part:
    """Items that came with one answer; without ``cursor`` the list has ended.

    ``bookmark`` is where the next run begins if this one comes to its end, ``promised`` how long
    the source said that its list is,
    ``passed`` how many were told that are nothing for us. ``moves`` says that the place cannot go
    round, because the reader itself counts it.
    """

    items: tuple[Upstream, ...]
    cursor: Cursor | None = None
    bookmark: dict[str, Any] | None = None
    promised: int | None = None
    notes: tuple[str, ...] = ()
    passed: int = 0
    moves: bool = False


class Reader(Protocol):
    """Reads a source part by part."""

    def part(self, cursor: Cursor) -> Part:
        """The part at a place; an empty one is the beginning.

        Raises:
            HarvestFaultError: the run cannot go on.
            ComeBackError: later, perhaps.
            LostPlaceError: the place is not known there any more.
        """
        ...
