"""What the room and the page of all polls show of polls."""

from dataclasses import dataclass
from typing import Any, Final

from django.db.models import QuerySet

from tessera.meetings.live.models import Poll, PollAnswer, PollChoice
from tessera.meetings.live.polling import MOST_WORDS, SHOWN_WORDS, PollResult, poll_result
from tessera.meetings.live.showing import View

#: Polls that closed last; every other is on the page of all polls.
_SHOWN_CLOSED_POLLS: Final = 3


@dataclass(frozen=True)
class PollShown:
    """A poll, with the result where it may be seen, and the reader's own answer."""

    poll: Poll
    result: PollResult | None
    answers: int
    own: PollAnswer | None

    @property
    def form(self) -> str:
        """The name of its form, which a refusal gives."""
        return f"poll-{self.poll.pk}"

    @property
    def steps(self) -> range:
        """The steps of a scale."""
        return range(1, self.poll.steps + 1)

    @property
    def places(self) -> list[tuple[PollChoice, int]]:
        """The choices of a ranking with the place that the reader gave each; 0 for none."""
        ranked = self.own.chosen if self.own else []
        given = {number: place for place, number in enumerate(ranked, 1)}
        return [(choice, given.get(choice.pk, 0)) for choice in self.poll.choices.all()]

    @property
    def words(self) -> list[tuple[int, str]]:
        """The fields for words, with the words that the reader gave."""
        given = [*(self.own.words if self.own else []), *[""] * MOST_WORDS]
        return list(enumerate(given[:MOST_WORDS], 1))


def polls_context(view: View) -> dict[str, Any]:
    """Open polls, and the last that closed; for moderators drafts too. Seven queries."""
    polls = polls_for(view)
    open_polls = polls.exclude(state=Poll.State.CLOSED)
    closed = polls.filter(state=Poll.State.CLOSED).order_by("-closed_at", "-pk")
    return {
        "polls": [poll_shown(view, p) for p in [*open_polls, *closed[:_SHOWN_CLOSED_POLLS]]],
        "more": max(closed.count() - _SHOWN_CLOSED_POLLS, 0),
    }


def polls_for(view: View) -> QuerySet[Poll]:
    """What somebody may see: polls that were opened; moderators drafts too."""
    polls = Poll.objects.filter(session=view.session).prefetch_related("choices", "answers")
    return polls if view.moderates else polls.exclude(state=Poll.State.DRAFT)


def poll_shown(view: View, poll: Poll) -> PollShown:
    """A poll as the reader may see it. No query when it comes from ``polls_for``."""
    is_shown = poll.state == Poll.State.CLOSED or (
        poll.state == Poll.State.OPEN and (poll.shows_at_once or view.moderates)
    )
    result = poll_result(poll, most_words=SHOWN_WORDS) if is_shown else None
    return PollShown(
        poll=poll,
        result=result,
        answers=len(poll.answers.all()),
        own=view.personal.answers.get(poll.pk),
    )
