"""Beginning the draft of a record from another room.

Which room takes contributions the catalogue does not know; that room says how one is begun.
"""

from collections.abc import Mapping
from typing import Any, Protocol

from tessera.accounts.models import User
from tessera.catalogue.models import Record


class Beginner(Protocol):
    """Begins a draft, in the caller's transaction; its address in the present language."""

    def __call__(
        self,
        *,
        kind: str,
        language: str,
        content: Mapping[str, Any],
        by: User,
        record: Record | None,
    ) -> str:
        """Where its author writes on."""


_beginners: list[Beginner] = []


def begin_drafts_with(beginner: Beginner) -> None:
    """Let ``beginner`` make the drafts; a second one replaces the first."""
    _beginners[:] = [beginner]


def begin_draft(
    *,
    kind: str,
    language: str,
    content: Mapping[str, Any],
    by: User,
    record: Record | None = None,
) -> str:
    """Begin a draft that belongs to ``by``, or find it again; where it is written on.

    ``content`` holds texts by their field's name, and lists of codes. A ``record`` that is not
    public yet keeps what it says of its provenance, and is begun once.

    Raises:
        TesseraError: somebody else is writing the record.
    """
    return _beginners[0](kind=kind, language=language, content=content, by=by, record=record)
