"""Whether a panel and its audience are balanced: numbers only, of what people said themselves."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tessera.meetings.discussion.reading import counted_by_group
from tessera.meetings.models import Invitation, Registration, Session
from tessera.vocabularies.labels import current_language, labels

#: Groups that speak for migrants themselves (vocabulary SH).
_OF_MIGRANTS: Final = frozenset({"MLO", "CIT"})
#: UN M49.
_WORLD: Final = "001"
_GOING: Final = (Invitation.State.PROPOSED, Invitation.State.SENT, Invitation.State.ACCEPTED)


@dataclass(frozen=True)
class Share:
    """How many of a group, and what part of all that is, in percent."""

    label: str
    count: int
    percent: int


@dataclass(frozen=True)
class Balance:
    """What the organizer sees before invitations go out."""

    panel_groups: tuple[Share, ...]
    panel_regions: tuple[Share, ...]
    audience_groups: tuple[Share, ...]
    audience_regions: tuple[Share, ...]
    written_groups: tuple[Share, ...]
    warnings: tuple[str, ...]


def balance(session: Session) -> Balance:
    """Count seats, the people on or asked for them, registrations, and contributions of a
    discussion in writing. Four queries at most.
    """
    seats = [each for each in session.seats.all() if each.stakeholder_id]
    people = Invitation.objects.filter(seat__session=session, state__in=_GOING)
    seat_groups = Counter(each.stakeholder_id for each in seats)
    panel_regions = Counter(map(_region, people.values_list("place_id", flat=True)))
    going = session.registrations.filter(state__in=Registration.ACTIVE)
    rows = list(going.values_list("stakeholder_id", "place_id"))
    return Balance(
        panel_groups=_groups(seat_groups),
        panel_regions=_shares(panel_regions.items()),
        audience_groups=_groups(Counter(group for group, _place in rows)),
        audience_regions=_shares(Counter(_region(place) for _group, place in rows).items()),
        written_groups=_written(session),
        warnings=tuple(_warnings(seat_groups, panel_regions)),
    )


def _written(session: Session) -> tuple[Share, ...]:
    """Contributions by the group of their writers."""
    if not session.is_written:
        return ()
    picture, language = labels(), current_language()
    counted = counted_by_group(session)
    entries = {code: picture.concept("SH", code) for code in counted if code}
    return _shares(
        (entry.label(language) if (entry := entries.get(code)) else "", count)
        for code, count in counted.items()
    )


def _region(place_id: int | None) -> str:
    """The label of the part of the world that a place lies in; empty when nothing was said."""
    picture = labels()
    place = picture.places.get(place_id or 0)
    if place is None:
        return ""
    lineage = [each for each in picture.place_lineage(place) if each.kind == "region"]
    parts = [each for each in lineage if each.code != _WORLD]
    return parts[-1].label(current_language()) if parts else ""


def _groups(counted: "Counter[int | None]") -> tuple[Share, ...]:
    picture = labels()
    return _shares((picture.of(pk), count) for pk, count in counted.items())


def _shares(counted: Iterable[tuple[str, int]]) -> tuple[Share, ...]:
    rows = sorted(counted, key=lambda row: (-row[1], row[0]))
    total = sum(count for _label, count in rows)
    return tuple(
        Share(label or _("not said"), count, round(100 * count / total)) for label, count in rows
    )


def _warnings(groups: "Counter[int | None]", regions: "Counter[str]") -> Iterable[str]:
    picture = labels()
    total = sum(groups.values())
    codes = {entry.code for pk in groups if pk and (entry := picture.concepts.get(pk))}
    if not codes & _OF_MIGRANTS:
        yield _(
            "No seat is for migrants: neither a migrant-led organization nor people who speak "
            "from experience."
        )
    for pk, count in groups.items():
        if total >= 3 and count * 2 > total:
            words = {"group": picture.of(pk), "count": count, "total": total}
            yield _("%(count)d of %(total)d seats are for one group: %(group)s.") % words
    said = {region: count for region, count in regions.items() if region}
    if len(said) == 1 and sum(said.values()) >= 3:
        yield _("Everybody who said where they live lives in one region: %(region)s.") % {
            "region": next(iter(said))
        }
    if silent := regions.get("", 0):
        yield ngettext(
            "Of %(count)d person the country is not known.",
            "Of %(count)d people the country is not known.",
            silent,
        ) % {"count": silent}
