"""Beginning the draft of a record from another room.

Which room takes contributions the catalogue does not know; that room says how one is begun.
"""

from collections.abc import Mapping
from typing import Any, Protocol

from tessera.accounts.models import User


class Beginner(Protocol):
    """Begins a draft, in the caller's transaction; its address in the present language."""

    def __call__(self, *, kind: str, language: str, content: Mapping[str, Any], by: User) -> str:
        """Where its author writes on."""


_beginners: list[Beginner] = []


def begin_drafts_with(beginner: Beginner) -> None:
    """Let ``beginner`` make the drafts; a second one replaces the first."""
    _beginners[:] = [beginner]


def begin_draft(*, kind: str, language: str, content: Mapping[str, Any], by: User) -> str:
    """Begin a draft that belongs to ``by``; where it is written on.

    ``content`` holds texts by their field's name, and lists of codes.
    """
    return _beginners[0](kind=kind, language=language, content=content, by=by)
