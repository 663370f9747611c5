"""How asking a peer works, in numbers that name nobody."""

from dataclasses import dataclass
from datetime import timedelta
from statistics import median

from django.db.models import Sum
from django.utils import timezone

from tessera.communities.models import PeerQuestion, PeerRequest

#: Fewer than so many questions could tell whose they were.
FEWEST = 5


@dataclass(frozen=True)
class Measures:
    """Of the last twelve months. ``median_hours`` is from the question to its first answer."""

    asked: int
    answered: int
    answered_percent: int
    median_hours: float | None
    people_asked: int
    helpful: int
    reuses: int

    @property
    def is_enough(self) -> bool:
        """Whether the numbers may be shown."""
        return self.asked >= FEWEST


def measures() -> Measures:
    """Four queries."""
    since = timezone.now() - timedelta(days=365)
    questions = PeerQuestion.objects.filter(routed_at__gte=since)
    rows = list(questions.values_list("routed_at", "first_answer_at"))
    waits = [(end - begun).total_seconds() / 3600 for begun, end in rows if begun and end]
    requests = PeerRequest.objects.filter(question__routed_at__gte=since)
    return Measures(
        asked=len(rows),
        answered=len(waits),
        answered_percent=round(100 * len(waits) / len(rows)) if rows else 0,
        median_hours=median(waits) if waits else None,
        people_asked=requests.values("person").distinct().count(),
        helpful=requests.filter(is_helpful=True).count(),
        reuses=questions.aggregate(total=Sum("reuse_count"))["total"] or 0,
    )
