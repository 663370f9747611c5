"""How contributions are decided, in numbers: how long each step takes, and what becomes of them.

Counts what was sent in during the last twelve months. Groups of fewer than five are not shown by
themselves, so that nobody's contribution can be picked out.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median, quantiles
from typing import Any, Final

from django.core.cache import cache
from django.db.models import F, Q
from django.utils import timezone

from tessera.catalogue.models import Record
from tessera.review.models import Appeal, Submission, SubmissionEvent
from tessera.stewardship.models import Correction
from tessera.vocabularies.labels import labels

State = Submission.State
PERIOD: Final = timedelta(days=365)
FEWEST: Final = 5
_KEPT_SECONDS: Final = 3600
_KEY: Final = "stewardship.transparency.2"
_CHUNK: Final = 2000
#: States with somebody's clock running, in the order of a submission's way.
TIMED: Final = (State.SUBMITTED, State.SCREENING, State.RETURNED, State.IN_REVIEW,
                State.REVISE, State.ARBITRATION)  # fmt: skip
_TAKEN: Final = frozenset(
    {State.LISTED, State.IN_REVIEW, State.REVISE, State.ARBITRATION, State.REVIEWED}
)
OTHERS: Final = ""


@dataclass(frozen=True)
class Duration:
    """How long submissions stayed in a state, in days: the middle one, and nine of ten."""

    state: str
    count: int
    median_days: float
    most_days: float


@dataclass(frozen=True)
class Outcome:
    """What became of a group's submissions; ``code`` is empty for all small groups together."""

    code: str
    sent: int
    taken: int
    declined: int

    @property
    def open(self) -> int:
        """Not yet decided."""
        return self.sent - self.taken - self.declined

    @property
    def taken_percent(self) -> int | None:
        """Of those decided; nothing while none is."""
        decided = self.taken + self.declined
        return round(100 * self.taken / decided) if decided else None


@dataclass(frozen=True)
class Answers:
    """What became of appeals, or of corrections; small numbers are not told apart."""

    total: int
    changed: int
    stood: int
    open: int

    @property
    def is_told_apart(self) -> bool:
        """Whether there are enough of them that nobody can be picked out."""
        return self.total >= FEWEST


@dataclass(frozen=True)
class Figures:
    """What the page shows, without any language."""

    counted_at: datetime
    all: Outcome
    durations: tuple[Duration, ...]
    by_kind: tuple[Outcome, ...]
    by_language: tuple[Outcome, ...]
    by_region: tuple[Outcome, ...]
    appeals: Answers
    corrections: Answers
    corrections_late: int


def figures() -> Figures:
    """Counted at most once an hour; a fixed number of queries."""
    kept: Figures | None = cache.get(_KEY)
    if kept is None:
        kept = count_figures()
        cache.set(_KEY, kept, _KEPT_SECONDS)
    return kept


def count_figures() -> Figures:
    """Count afresh. Seven queries."""
    now = timezone.now()
    sent = Submission.objects.filter(submitted_at__gte=now - PERIOD)
    rows = list(sent.values_list("kind", "language", "state", "record_id"))
    corrections = Correction.objects.filter(created_at__gte=now - PERIOD)
    regions = _regions_of({record for *_rest, record in rows if record})
    kinds: list[tuple[str, str]] = [(kind, state) for kind, _language, state, _record in rows]
    languages = [(language, state) for _kind, language, state, _record in rows]
    places = [
        (region, state)
        for _kind, _language, state, record in rows
        for region in regions.get(record or 0, ())
    ]
    return Figures(
        counted_at=now,
        all=_outcome(OTHERS, [state for _kind, state in kinds]),
        durations=_durations(now - PERIOD),
        by_kind=_outcomes(kinds),
        by_language=_outcomes(languages),
        by_region=_outcomes(places),
        appeals=_answers(
            Appeal.objects.filter(at__gte=now - PERIOD), "outcome", "upheld", "rejected"
        ),
        corrections=_answers(corrections, "state", "accepted", "declined"),
        corrections_late=corrections.filter(
            Q(answered_at__gt=F("due_at")) | Q(answered_at=None, due_at__lt=now)
        ).count(),
    )


def _answers(rows: Any, name: str, changed: str, stood: str) -> Answers:
    counted: Counter[str] = Counter(rows.order_by().values_list(name, flat=True))
    return Answers(sum(counted.values()), counted[changed], counted[stood], counted["open"])


def _outcome(code: str, states: Iterable[str]) -> Outcome:
    counted = Counter(states)
    taken = sum(count for state, count in counted.items() if state in _TAKEN)
    return Outcome(code, sum(counted.values()), taken, counted[State.DECLINED])


def _outcomes(rows: Iterable[tuple[str, str]]) -> tuple[Outcome, ...]:
    """The largest group first, the small ones together at the end."""
    groups: dict[str, list[str]] = defaultdict(list)
    for code, state in rows:
        groups[code].append(state)
    small = [state for states in groups.values() if len(states) < FEWEST for state in states]
    shown = [_outcome(code, states) for code, states in groups.items() if len(states) >= FEWEST]
    shown.sort(key=lambda each: (-each.sent, each.code))
    if len(small) >= FEWEST:
        shown.append(_outcome(OTHERS, small))
    return tuple(shown)


def _regions_of(records: Iterable[int]) -> Mapping[int, set[str]]:
    """The continents that each record is about, by their codes."""
    picture = labels()
    top: dict[int, str] = {}
    for entry in picture.places.values():
        lineage = [each.code for each in picture.place_lineage(entry) if each.kind == "region"]
        if lineage:  # The last one is the world.
            top[entry.pk] = lineage[-1] if len(lineage) == 1 else lineage[-2]
    wanted = set(records)
    found: dict[int, set[str]] = defaultdict(set)
    rows = Record.places.through.objects.filter(record__submissions__isnull=False)
    for record, place in rows.values_list("record_id", "place_id").iterator(chunk_size=_CHUNK):
        if record in wanted and place in top:
            found[record].add(top[place])
    return found


def _durations(since: datetime) -> tuple[Duration, ...]:
    """From each step into a state to the next step."""
    spent: dict[str, list[float]] = defaultdict(list)
    events = SubmissionEvent.objects.filter(at__gte=since).order_by("submission_id", "at", "pk")
    last: tuple[int, str, datetime] | None = None
    steps = events.values_list("submission_id", "to_state", "at")
    for submission, state, at in steps.iterator(chunk_size=_CHUNK):
        if last is not None and last[0] == submission:
            spent[last[1]].append((at - last[2]).total_seconds() / 86_400)
        last = (submission, state, at)
    return tuple(
        Duration(state, len(days), median(days), quantiles(days, n=10)[-1])
        for state in TIMED
        if len(days := spent[state]) >= FEWEST
    )
