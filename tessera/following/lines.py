"""Notices as lines of a page or a mail: what is new, where it is, and in what language."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tessera.catalogue.cards import cards
from tessera.following.events import DISCUSSION, LISTING, things_seen
from tessera.following.models import Notice


@dataclass(frozen=True)
class Line:
    """One notice. What was withdrawn has no title any more, but a permanent address."""

    notice: Notice
    title: str
    url: str
    language: str


def lines_of(notices: Sequence[Notice], viewer: Any, language: str) -> list[Line]:
    """Lines in the order of the notices; without what ``viewer`` may not see any more."""
    things = things_seen(notices, viewer)
    keys = [each.identifier for each in notices if each.what not in {LISTING, DISCUSSION}]
    shown = {each.identifier: each for each in cards(keys, language)}
    lines = []
    for notice in notices:
        if notice.what in {LISTING, DISCUSSION}:
            if thing := things.get(notice.identifier):
                url = thing.get_absolute_url()
                lines.append(Line(notice, thing.title, url, thing.language))
        elif card := shown.get(notice.identifier):
            lines.append(Line(notice, card.title, card.url, card.title_language))
        else:
            address = f"/id/{notice.identifier}"
            lines.append(Line(notice, notice.identifier, address, ""))
    return lines
