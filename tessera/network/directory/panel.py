"""Putting a panel together: who of the directory is chosen, and whether they are balanced.

Counted is only what each person shows to organizers; what they do not say is counted as not said.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from tessera.network.seeing import SeenPerson
from tessera.vocabularies.labels import current_language, labels
from tessera.vocabularies.likeness import region_of

MOST_CHOSEN: Final = 20
#: From so many people on, one kind can be too many.
_ENOUGH: Final = 3
_LIVED: Final = "LIVE"


@dataclass(frozen=True)
class PanelShare:
    """How many of the chosen are of a kind, and what part of all that is, in percent."""

    label: str
    count: int
    percent: int


@dataclass(frozen=True)
class PanelGroup:
    """The shares of one respect, such as position; ``unknown`` are those who do not say."""

    heading: str
    shares: tuple[PanelShare, ...]
    unknown: int


@dataclass(frozen=True)
class PanelBalance:
    """The balance of the chosen people, and what an organizer should think about."""

    groups: tuple[PanelGroup, ...]
    warnings: tuple[str, ...]


def balance_of(people: Sequence[SeenPerson]) -> PanelBalance:
    """Count the people by position, part of the world, basis of expertise and language."""
    positions = [[each.stakeholder.label] if each.stakeholder else [] for each in people]
    parts = [_parts(each) for each in people]
    bases = [[basis.label for basis in each.basis] for each in people]
    languages = [[tag.label for tag in each.languages] for each in people]
    groups = (
        _group(pgettext("a stakeholder group", "Position"), positions),
        _group(_("Part of the world"), parts),
        _group(_("Basis of expertise"), bases),
        _group(_("Languages"), languages),
    )
    return PanelBalance(groups, tuple(_warnings(people, groups[0], groups[1])))


def _parts(person: SeenPerson) -> list[str]:
    """The parts of the world that somebody knows."""
    picture, language = labels(), current_language()
    found = []
    for region in person.regions:
        place = picture.by_place_code.get(region.code)
        part = region_of(picture, place) if place else None
        if part:
            found.append(part.label(language))
    return list(dict.fromkeys(found))


def _group(heading: str, rows: Iterable[Sequence[str]]) -> PanelGroup:
    given = list(rows)
    counts = Counter(label for row in given for label in row)
    total = len(given)
    shares = [
        PanelShare(label, count, round(100 * count / total)) for label, count in counts.items()
    ]
    shares.sort(key=lambda each: (-each.count, each.label))
    return PanelGroup(heading, tuple(shares), sum(not row for row in given))


def _warnings(
    people: Sequence[SeenPerson], positions: PanelGroup, parts: PanelGroup
) -> Iterable[str]:
    if len(people) < _ENOUGH:
        return
    first = positions.shares[0] if positions.shares else None
    if first and first.count * 2 > len(people):
        yield _("More than half have the same position: %(position)s.") % {"position": first.label}
    if len(parts.shares) == 1 and not parts.unknown:
        part = parts.shares[0].label
        yield _("All know the same part of the world: %(part)s.") % {"part": part}
    if not any(basis.code == _LIVED for each in people for basis in each.basis):
        yield _("Nobody says that they have lived it themselves.")
    shared = set.intersection(*({tag.code for tag in each.languages} for each in people))
    if not shared:
        yield _("There is no language that all of them speak: plan interpretation.")
