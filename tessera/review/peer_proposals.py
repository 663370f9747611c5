"""Proposing a balanced set of reviewers, and who is blocked and why.

The set: two external and one internal reviewer; among them a practitioner, somebody from outside
the country, and lived experience where the target group asks for it (``domain.md`` D).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tessera.catalogue.models import Record
from tessera.review.models import Assignment, Reviewer, ReviewRound
from tessera.review.peer_conflicts import Conflict, Stakes, conflicts_of, stakes_of
from tessera.vocabularies.labels import labels

Seat = Assignment.Seat
#: How many of each seat a round has.
SEATS: Final = {Seat.EXTERNAL: 2, Seat.INTERNAL: 1}
#: Target groups whose records a reviewer with lived experience should see; all but these.
_NOT_SPECIFIC: Final = frozenset({"HOS", "ALL"})
_YEAR: Final = timedelta(days=365)
MOST_SHOWN: Final = 60

#: What a set may lack → the sentence that says it.
GAPS: Final = {
    "external": _("An external reviewer is missing."),
    "internal": _("An internal reviewer is missing."),
    "practitioner": _("Nobody among them is a practitioner."),
    "outside": _("Nobody among them is from outside the country."),
    "lived": _("Nobody among them has lived experience, which this target group asks for."),
}


@dataclass(frozen=True)
class Needs:
    """What a submission asks of its reviewers."""

    themes: frozenset[str]
    countries: frozenset[str]
    regions: frozenset[str]
    languages: frozenset[str]
    lived_experience: bool


@dataclass(frozen=True)
class Candidate:
    """Somebody on the roster, as seen from one submission."""

    reviewer: Reviewer
    seat: str
    conflicts: tuple[Conflict, ...]
    load: int
    open_load: int
    shared_themes: tuple[str, ...]
    reads_it: bool
    is_outside: bool

    @property
    def is_blocked(self) -> bool:
        """Whether a rule forbids asking."""
        return bool(self.conflicts)

    @property
    def is_full(self) -> bool:
        """Whether the cap of the year is reached."""
        return self.load >= self.reviewer.yearly_cap

    @property
    def rank(self) -> tuple[int, int, int, int, str]:
        """Who comes first: reads the language, shares themes, has the least to do."""
        return (
            -int(self.reads_it), -len(self.shared_themes), self.open_load, self.load,
            self.reviewer.identifier,
        )  # fmt: skip


@dataclass(frozen=True)
class Proposal:
    """A set, what it lacks, and everybody else with the reason."""

    chosen: tuple[Candidate, ...]
    gaps: tuple[str, ...]
    others: tuple[Candidate, ...]
    blocked: tuple[Candidate, ...]
    needs: Needs

    @property
    def gap_sentences(self) -> list[str]:
        """What it lacks, in words."""
        return [str(GAPS[gap]) for gap in self.gaps]


def needs_of(record: Record | None, language: str) -> Needs:
    """What the record is about. Three queries."""
    if record is None:
        return Needs(frozenset(), frozenset(), frozenset(), frozenset({language}), False)
    picture = labels()
    places = [picture.places[pk] for pk in record.places.values_list("pk", flat=True)]
    countries = {each.code for place in places if (each := picture.country_of(place))}
    regions = {each.code for place in places for each in picture.place_lineage(place)} - countries
    groups = set(record.target_groups.values_list("code", flat=True))
    return Needs(
        themes=frozenset(
            code.split(".")[0] for code in record.themes.values_list("code", flat=True)
        ),
        countries=frozenset(countries),
        regions=frozenset(regions),
        languages=frozenset({record.original_language or language}),
        lived_experience=bool(groups - _NOT_SPECIFIC),
    )


def candidates(
    round: ReviewRound, *, on: date | None = None, reviewers: Iterable[Reviewer] | None = None
) -> tuple[Needs, list[Candidate]]:
    """Everybody on the roster, judged. A fixed number of queries, whatever their number."""
    today = on or timezone.localdate()
    submission = round.submission
    record = submission.record
    needs = needs_of(record, submission.language)
    stakes = stakes_of(submission, record, round.excluded)
    if reviewers is None:
        reviewers = Reviewer.objects.filter(state=Reviewer.State.ACTIVE, term_until__gte=today)
    keys = [each.pk for each in reviewers]
    loads = _loads_of(keys)
    asked = set(round.assignments.values_list("reviewer_id", flat=True))
    whole = (
        Reviewer.objects.filter(pk__in=keys).select_related("user").prefetch_related("affiliations")
    )
    found = [
        _judged(reviewer, needs, stakes, loads.get(reviewer.pk, (0, 0)), today)
        for reviewer in whole
        if reviewer.pk not in asked
    ]
    return needs, sorted(found, key=lambda each: each.rank)


def _loads_of(reviewers: Iterable[int]) -> dict[int, tuple[int, int]]:
    """Reviewer → reviews of the last twelve months, and those that are open."""
    since = timezone.now() - _YEAR
    counted = (
        Assignment.objects.filter(reviewer__in=reviewers)
        .values("reviewer")
        .annotate(
            load=Count("pk", filter=Q(state__in=Assignment.SEATED, assigned_at__gte=since)),
            open=Count("pk", filter=Q(state__in=Assignment.OPEN)),
        )
    )
    return {row["reviewer"]: (row["load"], row["open"]) for row in counted}


def _judged(
    reviewer: Reviewer, needs: Needs, stakes: Stakes, loads: tuple[int, int], today: date
) -> Candidate:
    load, open_load = loads
    return Candidate(
        reviewer=reviewer,
        seat=Seat.INTERNAL if reviewer.is_internal else Seat.EXTERNAL,
        conflicts=conflicts_of(
            reviewer,
            list(reviewer.affiliations.all()),
            stakes,
            email=reviewer.user.email if reviewer.user else "",
            today=today,
        ),
        load=load,
        open_load=open_load,
        shared_themes=tuple(sorted(needs.themes & set(reviewer.themes))),
        reads_it=bool(needs.languages & set(reviewer.languages)),
        is_outside=reviewer.country not in needs.countries,
    )


def propose(round: ReviewRound, *, on: date | None = None) -> Proposal:
    """The best set for what is still free in a round, and who else there is."""
    needs, everybody = candidates(round, on=on)
    seated = list(round.assignments.filter(state__in=Assignment.SEATED).select_related("reviewer"))
    free = [each for each in everybody if not each.is_blocked and not each.is_full]
    chosen = _balanced(free, seated, needs)
    taken = {each.reviewer.pk for each in chosen}
    return Proposal(
        chosen=tuple(chosen),
        gaps=tuple(gaps_of(chosen, seated, needs)),
        others=tuple(
            each for each in everybody if not each.is_blocked and each.reviewer.pk not in taken
        )[:MOST_SHOWN],
        blocked=tuple(each for each in everybody if each.is_blocked)[:MOST_SHOWN],
        needs=needs,
    )


def _balanced(
    free: Sequence[Candidate], seated: Sequence[Assignment], needs: Needs
) -> list[Candidate]:
    """Fill the seats in the order of rank, then mend what the set lacks by the least change."""
    chosen: list[Candidate] = []
    for seat, wanted in SEATS.items():
        present = sum(1 for each in seated if each.seat == seat)
        fitting = [each for each in free if each.seat == seat]
        chosen += fitting[: max(0, wanted - present)]
    for gap in ("lived", "practitioner", "outside"):
        if gap in gaps_of(chosen, seated, needs):
            chosen = _mended(gap, chosen, free, seated, needs)
    return chosen


def _mended(
    gap: str,
    chosen: list[Candidate],
    free: Sequence[Candidate],
    seated: Sequence[Assignment],
    needs: Needs,
) -> list[Candidate]:
    """The set with one person changed so that the gap closes and no other opens; else as it was."""
    before = set(gaps_of(chosen, seated, needs))
    taken = {each.reviewer.pk for each in chosen}
    for fresh in free:
        if fresh.reviewer.pk in taken:
            continue
        for index in reversed(range(len(chosen))):
            if chosen[index].seat != fresh.seat:
                continue
            tried = [*chosen[:index], fresh, *chosen[index + 1 :]]
            if set(gaps_of(tried, seated, needs)) < before:
                return tried
    return chosen


def gaps_of(chosen: Sequence[Candidate], seated: Sequence[Assignment], needs: Needs) -> list[str]:
    """What the people chosen and those who sit already lack together."""
    people = [each.reviewer for each in chosen] + [each.reviewer for each in seated]
    seats = [each.seat for each in chosen] + [each.seat for each in seated]
    lacking = []
    if seats.count(Seat.EXTERNAL) < SEATS[Seat.EXTERNAL]:
        lacking.append("external")
    if seats.count(Seat.INTERNAL) < SEATS[Seat.INTERNAL]:
        lacking.append("internal")
    if not any(each.is_practitioner for each in people):
        lacking.append("practitioner")
    if needs.countries and not any(each.country not in needs.countries for each in people):
        lacking.append("outside")
    if needs.lived_experience and not any(each.has_lived_experience for each in people):
        lacking.append("lived")
    return lacking
