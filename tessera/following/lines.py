"""Notices as lines of a page or a mail: what is new, where it is, and in what language."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from django.utils.translation import pgettext

from tessera.catalogue.cards import cards
from tessera.changes.models import Change
from tessera.following.events import SeenThings
from tessera.following.models import Notice
from tessera.following.notices import WORK, news_in
from tessera.following.seen import Seen

_OF_RECORDS: Final = frozenset({*Change.What.values, WORK})


@dataclass(frozen=True)
class Line:
    """One notice. What was withdrawn has no title any more, but a permanent address.

    ``also`` are the keys of what else one follows that tells of the same.
    """

    notice: Notice
    title: str
    url: str
    language: str
    words: str
    also: tuple[int, ...] = ()


def lines_of(notices: Sequence[Notice], viewer: Any, language: str) -> list[Line]:
    """Lines in the order of the notices, one for each thing that is new; without what ``viewer``
    may not see any more.

    Notices come with what is followed.
    """
    lines: dict[tuple[str, str], Line] = {}
    for line in _lines(notices, viewer, language):
        first = lines.setdefault(news_in(line.notice), line)
        if first is not line:
            lines[news_in(line.notice)] = replace(first, also=(*first.also, line.notice.follow_id))
    return list(lines.values())


def _lines(notices: Sequence[Notice], viewer: Any, language: str) -> Iterator[Line]:
    things = SeenThings(notices, viewer, language)
    keys = [each.identifier for each in notices if each.what in _OF_RECORDS]
    shown = {each.identifier: each for each in cards(keys, language)} if keys else {}
    for notice in notices:
        if things.is_withheld(notice):
            continue
        if notice.what in _OF_RECORDS:
            card = shown.get(notice.identifier)
            if card is None and notice.what == WORK:
                continue
            words = _words(notice.what)
            seen: Seen | None = (
                Seen(card.title, card.url, card.title_language, words)
                if card
                else Seen(notice.identifier, f"/id/{notice.identifier}", "", words)
            )
        else:
            seen = things.of(notice)
        if seen:
            yield Line(notice, seen.title, seen.url, seen.language, seen.words)


def _words(what: str) -> str:
    """What became of a record or an organization."""
    if what == Change.What.UPDATED:
        return pgettext("a record", "changed")
    if what == Change.What.WITHDRAWN:
        return pgettext("a record", "withdrawn")
    if what == Change.What.MERGED:
        return pgettext("a record", "merged")
    return pgettext("a record", "new")
