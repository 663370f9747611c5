"""The kinds of mail: each room registers its own, with the words in its folder ``mails``."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from django.utils.functional import Promise

_kinds: dict[str, "MailKind"] = {}


@dataclass(frozen=True)
class Attachment:
    """A file that goes with a mail."""

    name: str
    content: bytes
    media_type: str


class Attach(Protocol):
    """Makes the files of a mail when it is written."""

    def __call__(
        self, context: Mapping[str, Any], *, address: str, language: str
    ) -> list[Attachment]:
        """The files for one reader."""


@dataclass(frozen=True)
class MailKind:
    """One sort of message.

    ``code`` is ``<room>.<name>``; the words are in ``<room>/mails/<name>.subject.txt``, ``.txt``
    (everything that the mail says) and ``.html``. What is not essential can be stopped with one
    click. ``sample`` makes a context for the preview in the back office. ``attach`` makes the files
    that go along; a mail in the queue keeps words only.
    """

    code: str
    title: str | Promise
    is_essential: bool
    sample: Callable[[], dict[str, Any]]
    attach: Attach | None = None

    def template(self, part: str) -> str:
        """The name of a template: ``part`` is ``subject.txt``, ``txt`` or ``html``."""
        room, _dot, name = self.code.partition(".")
        return f"{room}/mails/{name}.{part}"


def register_mail(kind: MailKind) -> MailKind:
    """Make a kind known; a second one with the same code is a mistake.

    Raises:
        ValueError: another kind has this code.
    """
    if _kinds.setdefault(kind.code, kind) != kind:
        message = f"There are two kinds of mail named {kind.code}."
        raise ValueError(message)
    return kind


def mail_kind(code: str) -> MailKind | None:
    """The kind of this code; none when its room has gone."""
    return _kinds.get(code)


def mail_kinds() -> list[MailKind]:
    """All kinds, by code."""
    return sorted(_kinds.values(), key=lambda kind: kind.code)
