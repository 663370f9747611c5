"""Which entries of the registry may be organizations that are here.

Only our side is kept in memory: a few keys for each organization. Agreement weighs: the same
Wikidata item 100, the same website 60, the same name 50, the same acronym 20. Proposed is what
weighs 50 or more, in the same country where both sides know theirs.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from django.db import transaction

from tessera.interop.ror.dump import Entry, host_of
from tessera.interop.ror.models import RorProposal
from tessera.lib.names import plain_words
from tessera.network.models import Organization, OrganizationText
from tessera.vocabularies.labels import labels

WEIGHTS: Final = {"successor": 100, "wikidata": 100, "website": 60, "name": 50, "acronym": 20}
_ENOUGH: Final = 50
_AT_ONCE: Final = 200
_ACTIVE: Final = "active"


@dataclass
class Tally:
    """What came of reading a dump."""

    read: int = 0
    proposed: int = 0
    without: int = 0
    outdated: list[str] = field(default_factory=list)


class Ours:
    """The keys of all public organizations, read once: two queries."""

    def __init__(self) -> None:
        self.country: dict[int, str] = {}
        self.ror: dict[str, int] = {}
        self.lacking: set[int] = set()
        self._keys: dict[tuple[str, str], set[int]] = defaultdict(set)
        places = labels().places
        rows = Organization.objects.public().values_list(
            "pk", "country_id", "ror", "wikidata", "website", "acronym", "aliases"
        )
        for pk, country, ror, wikidata, website, acronym, aliases in rows.iterator():
            place = places.get(country or 0)
            self.country[pk] = place.code if place else ""
            if ror:
                self.ror[ror] = pk
                continue
            self.lacking.add(pk)
            self._add("wikidata", [wikidata], pk)
            self._add("website", [host_of(website)], pk)
            self._add("acronym", [acronym], pk)
            self._add("name", aliases.splitlines(), pk)
        texts = OrganizationText.objects.filter(organization__in=Organization.objects.public())
        for pk, name in texts.values_list("organization_id", "name").iterator():
            if pk in self.lacking:
                self._add("name", [name], pk)

    def _add(self, reason: str, values: Iterable[str], pk: int) -> None:
        for value in values:
            if key := _key(reason, value):
                self._keys[reason, key].add(pk)

    def like(self, entry: Entry) -> Iterator[tuple[int, list[str]]]:
        """Organizations that may be an entry, each with what is the same."""
        reasons: dict[int, list[str]] = defaultdict(list)
        for reason, values in (
            ("wikidata", entry.wikidata), ("website", entry.hosts), ("name", entry.names),
            ("acronym", entry.acronyms),
        ):  # fmt: skip
            found: set[int] = set()
            for value in values:
                found |= self._keys.get((reason, _key(reason, value)), set())
            for pk in found:
                reasons[pk].append(reason)
        for pk, same in reasons.items():
            if weight_of(same) >= _ENOUGH and self._may_be_there(pk, entry, same):
                yield pk, same

    def _may_be_there(self, pk: int, entry: Entry, same: list[str]) -> bool:
        """An office abroad has the name of its mother; only Wikidata tells them apart."""
        country = self.country[pk]
        return (
            "wikidata" in same or not country or not entry.countries or country in entry.countries
        )


def weight_of(reasons: Iterable[str]) -> int:
    """How much speaks for it."""
    return sum(WEIGHTS[reason] for reason in reasons)


def _key(reason: str, value: str) -> str:
    return plain_words(value) if reason in {"name", "acronym"} else value.strip().lower()


def propose(found: Iterable[Entry]) -> Tally:
    """Hold all entries against the organizations here; what an editor decided stays decided."""
    ours, tally = Ours(), Tally()
    waiting: list[RorProposal] = []
    for entry in found:
        tally.read += 1
        waiting += _proposals(entry, ours, tally)
        if len(waiting) >= _AT_ONCE:
            tally.proposed += _keep(waiting)
            waiting = []
    tally.proposed += _keep(waiting)
    tally.without = len(ours.lacking)
    return tally


def _proposals(entry: Entry, ours: Ours, tally: Tally) -> Iterator[RorProposal]:
    if entry.status == _ACTIVE:
        for pk, reasons in ours.like(entry):
            yield _proposal(pk, entry.ror, entry, reasons)
    elif (holder := ours.ror.get(entry.ror)) is not None:
        tally.outdated.append(entry.ror)
        for successor in entry.successors[:5]:
            yield _proposal(holder, successor, entry, ["successor"])


def _proposal(pk: int, ror: str, entry: Entry, reasons: list[str]) -> RorProposal:
    return RorProposal(
        organization_id=pk,
        ror=ror[:40],
        name=entry.name,
        country=(entry.countries or ("",))[0][:2],
        city=entry.city,
        website=entry.website,
        reasons=reasons,
        weight=weight_of(reasons),
    )


def _keep(proposals: list[RorProposal]) -> int:
    """Add those that are new; how many."""
    if not proposals:
        return 0
    pairs = {(each.organization_id, each.ror) for each in proposals}
    with transaction.atomic():
        there = RorProposal.objects.filter(organization_id__in={pk for pk, _ror in pairs})
        known = set(there.values_list("organization_id", "ror"))
        fresh = {
            (each.organization_id, each.ror): each
            for each in proposals
            if (each.organization_id, each.ror) not in known
        }
        RorProposal.objects.bulk_create(fresh.values(), ignore_conflicts=True)
    return len(fresh)
