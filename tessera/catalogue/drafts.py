"""Drafts of records, for rooms beside the one that keeps them: beginning one, and reading it.

Which room takes contributions the catalogue does not know; that room says how one is begun, which
drafts somebody writes and what they say at present, and tells what becomes of them.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Protocol

from django.dispatch import Signal
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.safestring import SafeString, mark_safe

from tessera.accounts.models import User
from tessera.catalogue.models import Record

#: A draft became a public record. Arguments: ``identifier`` (of the draft), ``record``. As the
#: others, it is sent in the transaction of the change.
draft_published: Final = Signal()
#: A draft is none any more: thrown away, declined, erased. Arguments: ``identifier``.
draft_ended: Final = Signal()
#: Somebody writes along no more. Arguments: ``identifier``, ``user`` (a key).
draft_left: Final = Signal()


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


@dataclass(frozen=True)
class DraftAnswer:
    """A question and its answer in readable lines; ``is_text`` when a person wrote it."""

    label: str | Promise
    lines: tuple[str, ...]
    is_text: bool


@dataclass(frozen=True)
class DraftPart:
    """A part of a draft with what was answered in it."""

    heading: str | Promise
    answers: tuple[DraftAnswer, ...]


@dataclass(frozen=True)
class Draft:
    """A record that is being written and is not public. ``title`` may be empty.

    ``url`` is where its ``writers`` (keys of users) go on; nobody else finds anything there.
    ``begun_by`` is the one of them who lets others write along.
    """

    identifier: str
    kind: str
    kind_label: str | Promise
    title: str
    language: str
    is_with_editors: bool
    changed_at: datetime
    url: str
    begun_by: int | None
    writers: frozenset[int]


class DraftKeeper(Protocol):
    """Reads drafts as they are now. It does not ask who reads; whoever calls it does."""

    def written_by(self, user: User) -> Sequence[Draft]:
        """What somebody writes, alone or with others; the last changed first, bounded."""

    def drafts(self, identifiers: Iterable[str]) -> Mapping[str, Draft]:
        """Those that are drafts now. The same number of queries for any number."""

    def parts(self, identifier: str) -> Sequence[DraftPart]:
        """What a draft says, without what is never shown of a record."""

    def let_write(self, identifier: str, *, writer: User, by: User) -> None:
        """Let somebody write along who offered to.

        Raises:
            TesseraError: ``by`` did not begin it, or as many write as can.
        """


_keepers: list[DraftKeeper] = []


def read_drafts_with(keeper: DraftKeeper) -> None:
    """Let ``keeper`` read the drafts; a second one replaces the first."""
    _keepers[:] = [keeper]


def draft_keeper() -> DraftKeeper:
    """Who reads the drafts."""
    return _keepers[0]


Section = Callable[[HttpRequest, str], SafeString]
_sections: dict[str, Section] = {}


def add_draft_section(name: str, section: Section) -> None:
    """Show what ``section`` makes of a draft to those who write it, on their own page of it."""
    _sections[name] = section


def draft_sections(request: HttpRequest, identifier: str) -> SafeString:
    """All of them, in the order of their names. The caller knows that the reader writes it."""
    parts = [_sections[name](request, identifier) for name in sorted(_sections)]
    return mark_safe("".join(parts))  # noqa: S308 - each part was rendered by a template
