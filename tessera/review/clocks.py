"""How long each step may take (``domain.md`` D), and the days that editors work."""

from datetime import datetime, timedelta
from typing import Final

from tessera.review.models.submissions import Submission

State = Submission.State
SCREENING_WORKING_DAYS: Final = 5
_DAYS: Final[dict[str, int]] = {
    State.UNCONFIRMED: 30,
    State.IN_REVIEW: 21,
    State.REVISE: 30,
    State.ARBITRATION: 14,
}
_SATURDAY: Final = 5


def after_working_days(start: datetime, days: int) -> datetime:
    """So many days later, Saturdays and Sundays not counted."""
    moment = start
    while days:
        moment += timedelta(days=1)
        days -= moment.weekday() < _SATURDAY
    return moment


def due_in(state: str, since: datetime) -> datetime | None:
    """When a state that began at ``since`` should be left; ``None`` when it has no clock."""
    if state in {State.SUBMITTED, State.SCREENING}:
        return after_working_days(since, SCREENING_WORKING_DAYS)
    days = _DAYS.get(state)
    return since + timedelta(days=days) if days else None
