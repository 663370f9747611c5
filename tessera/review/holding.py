"""Contributions that an editor should look at twice. They are held, never deleted.

Nothing becomes public without an editor. What is held beyond that waits as *received* until an
editor lets it through: its author sees that it arrived, and nobody's work is lost to a wrong guess.
"""

import re
from collections.abc import Iterator
from typing import Any, Final

from tessera.review.models.submissions import Submission

FIRST: Final = "first"
LINKS: Final = "links"
TRAP: Final = "trap"
#: A person who is new here needs no more addresses in running text than these.
MOST_LINKS_OF_THE_NEW: Final = 3
_ADDRESS = re.compile(r"(?:https?://|www\.)\S", re.I)
_HOLDING_BACK: Final = frozenset({LINKS, TRAP})
_ADDRESS_FIELDS: Final = frozenset({"source_url", "website"})


def hold_if_doubtful(submission: Submission, *, is_trapped: bool) -> None:
    """Write down why it should be looked at twice; at most one query."""
    reasons = set(submission.held_for)
    if is_trapped:
        reasons.add(TRAP)
    if _is_first(submission):
        reasons.add(FIRST)
        if sum(len(_ADDRESS.findall(text)) for text in _texts(submission.content)) > (
            MOST_LINKS_OF_THE_NEW
        ):
            reasons.add(LINKS)
    if reasons != set(submission.held_for):
        submission.held_for = sorted(reasons)
        submission.save(update_fields=["held_for"])


def is_held_back(submission: Submission) -> bool:
    """Whether an editor lets it through before its screening begins."""
    return not _HOLDING_BACK.isdisjoint(submission.held_for)


def _is_first(submission: Submission) -> bool:
    """Whether nothing of this author was ever accepted."""
    accepted = Submission.objects.filter(
        state__in=[
            Submission.State.LISTED,
            Submission.State.IN_REVIEW,
            Submission.State.REVISE,
            Submission.State.ARBITRATION,
            Submission.State.REVIEWED,
        ]
    )
    if submission.author_id is None:
        return True  # An address alone proves nobody's earlier work.
    return not accepted.filter(author=submission.author_id).exists()


def _texts(content: dict[str, Any]) -> Iterator[str]:
    for name, value in content.items():
        if isinstance(value, str) and name not in _ADDRESS_FIELDS:
            yield value
        elif isinstance(value, list):
            yield from (text for row in value if isinstance(row, dict) for text in row.values())
