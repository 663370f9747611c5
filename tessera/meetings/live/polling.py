"""Actions on polls, and the results."""

import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tessera.lib.errors import NotAllowedError
from tessera.meetings.live.acts import log_act
from tessera.meetings.live.attribution import check_words
from tessera.meetings.live.conducting import touch
from tessera.meetings.live.errors import RoomError, StaleError, WordsError, check_length
from tessera.meetings.live.models import Poll, PollAnswer, PollChoice
from tessera.meetings.live.presence import (
    Present,
    check_may_speak,
    check_moderates,
    check_not_closed,
)

Kind = Poll.Kind
MOST_POLLS: Final = 50
MOST_CHOICES: Final = 12
MOST_WORDS: Final = 3
LONGEST_POLL: Final = 300
LONGEST_CHOICE: Final = 200
LONGEST_WORD: Final = 40
#: So many different words a result shows; the export has all.
SHOWN_WORDS: Final = 40
_WITH_CHOICES: Final = frozenset({Kind.SINGLE, Kind.MULTIPLE, Kind.RANKING})


@dataclass(frozen=True)
class PollLine:
    """A line of a result: ``count`` answers, or of a ranking its points; ``percent`` of the best
    possible.
    """

    label: str
    count: int
    percent: int


@dataclass(frozen=True)
class PollResult:
    """A poll with its result. ``mean`` belongs to scales."""

    poll: Poll
    answers: int
    lines: tuple[PollLine, ...]
    mean: float | None = None


def draft_poll(
    *,
    text: str,
    kind: str,
    choices: Sequence[str],
    shows_at_once: bool,
    by: Present,
    steps: int = 5,
) -> Poll:
    """Prepare a poll, which nobody else sees yet.

    Raises:
        NotAllowedError: no moderator.
        WordsError: the question or the choices are missing, too many or hold a protected name.
    """
    check_moderates(by)
    named = [each.strip() for each in choices if each.strip()]
    if not text.strip():
        raise WordsError("text", _("Please write the poll's question."))
    if kind in _WITH_CHOICES and not 2 <= len(set(named)) == len(named) <= MOST_CHOICES:
        raise WordsError("choices", _("Give two to twelve different choices, one a line."))
    check_length("text", text.strip(), most=LONGEST_POLL)
    check_length("choices", max(named, key=len, default=""), most=LONGEST_CHOICE)
    check_words(by.session, text=text, choices="\n".join(named))
    with transaction.atomic():
        check_not_closed(by.session)
        if Poll.objects.filter(session=by.session).count() >= MOST_POLLS:
            raise RoomError(_("A session can have fifty polls at most."))
        poll = Poll.objects.create(
            session=by.session,
            kind=Kind(kind),
            text=text.strip(),
            shows_at_once=shows_at_once,
            steps=steps,
        )
        if kind in _WITH_CHOICES:
            PollChoice.objects.bulk_create(
                PollChoice(poll=poll, position=position, text=each)
                for position, each in enumerate(named)
            )
        touch(by.session)
        log_act(by, "poll-draft")
    return poll


def set_poll(poll: Poll, *, state: str, seen: str, by: Present) -> Poll:
    """Open or close a poll that the moderator saw in the state ``seen``.

    A closed poll can be opened again; answers given before stay counted, and can no longer be
    changed, because nobody knows whose they were.

    Raises:
        NotAllowedError: no moderator, or a poll of another session.
        StaleError: another moderator was faster.
    """
    check_moderates(by)
    if poll.session_id != by.room.session_id:
        raise NotAllowedError(_("This poll belongs to another session."))
    if state not in {Poll.State.OPEN, Poll.State.CLOSED}:
        raise RoomError(_("There is no such decision."))
    with transaction.atomic():
        check_not_closed(by.session)
        kept = Poll.objects.select_for_update().get(pk=poll.pk)
        if kept.state != seen:
            raise StaleError(_("Another moderator has opened or closed this poll meanwhile."))
        if state == Poll.State.OPEN and seen == Poll.State.CLOSED:
            raise RoomError(_("A closed poll stays closed. Draft a new one instead."))
        now = timezone.now()
        kept.state = Poll.State(state)
        if state == Poll.State.OPEN:
            kept.opened_at = now
        else:
            kept.closed_at = now
            kept.answers.update(participant=None)
        kept.save()
        touch(by.session)
        log_act(by, f"poll-{state}")
    return kept


def drop_poll(poll: Poll, *, by: Present) -> None:
    """Remove a draft that was never opened.

    Raises:
        NotAllowedError: no moderator, or a poll of another session.
        StaleError: another moderator has opened it.
    """
    check_moderates(by)
    if poll.session_id != by.room.session_id:
        raise NotAllowedError(_("This poll belongs to another session."))
    with transaction.atomic():
        check_not_closed(by.session)
        kept = Poll.objects.select_for_update().filter(pk=poll.pk).first()
        if kept is None or kept.state != Poll.State.DRAFT:
            raise StaleError(_("Another moderator has opened or closed this poll meanwhile."))
        kept.delete()
        touch(by.session)
        log_act(by, "poll-drop")


def answer_poll(
    poll: Poll,
    *,
    by: Present,
    chosen: Sequence[int] = (),
    step: int | None = None,
    words: Iterable[str] = (),
) -> PollAnswer:
    """Answer, or change the answer while the poll is open. One answer counts per participant.

    Raises:
        NotAllowedError: muted, or a poll of another session.
        RoomError: the poll is not open.
        WordsError: the answer does not fit the poll.
    """
    if poll.session_id != by.room.session_id:
        raise NotAllowedError(_("This poll belongs to another session."))
    check_may_speak(by)
    fields = _checked(poll, list(dict.fromkeys(chosen)), step, words)
    check_words(by.session, words=" / ".join(fields["words"]))
    with transaction.atomic():
        # Locked against closing: an answer is counted whole, or refused.
        if Poll.objects.select_for_update().get(pk=poll.pk).state != Poll.State.OPEN:
            raise RoomError(_("This poll is not open."))
        answer, _made = PollAnswer.objects.update_or_create(
            poll=poll, participant=by.participant, defaults=fields
        )
        touch(by.session)
    return answer


def _checked(poll: Poll, chosen: list[int], step: int | None, words: Iterable[str]) -> dict:  # type: ignore[type-arg]
    numbers = {choice.pk for choice in poll.choices.all()}
    kept: list[str] = []
    if poll.kind in _WITH_CHOICES:
        step = None
        is_right = bool(chosen) and set(chosen) <= numbers
        if poll.kind == Kind.SINGLE:
            is_right = is_right and len(chosen) == 1
        elif poll.kind == Kind.RANKING:
            is_right = set(chosen) == numbers
        if not is_right and poll.kind == Kind.RANKING:
            raise WordsError("answer", _("Give every choice a different place."))
        if not is_right:
            raise WordsError("answer", _("Please choose an answer."))
    elif poll.kind == Kind.SCALE:
        chosen = []
        if step is None or not 1 <= step <= poll.steps:
            raise WordsError("answer", _("Please choose a step of the scale."))
    else:
        chosen, step = [], None
        for word in words:
            if plain := " ".join(unicodedata.normalize("NFC", word).split()):
                check_length("answer", plain, most=LONGEST_WORD)
                kept.append(plain)
        kept = list(dict.fromkeys(kept))[:MOST_WORDS]
        if not kept:
            raise WordsError("answer", _("Please write at least one word."))
    return {"chosen": chosen, "step": step, "words": kept}


def poll_result(poll: Poll, *, most_words: int | None = None) -> PollResult:
    """Count the answers. Two queries, or one with choices and answers prefetched."""
    answers = list(poll.answers.all())
    total = len(answers)
    if poll.kind == Kind.SCALE:
        steps = Counter(answer.step for answer in answers)
        values = [answer.step for answer in answers if answer.step]
        mean = sum(values) / len(values) if values else None
        lines = [(str(step), steps[step]) for step in range(1, poll.steps + 1)]
        return PollResult(poll, total, _lines(lines, total), mean)
    if poll.kind == Kind.WORDS:
        return PollResult(poll, total, _word_lines(answers, total, most_words))
    counts: Counter[int] = Counter()
    choices = list(poll.choices.all())
    for answer in answers:
        for place, choice in enumerate(answer.chosen):
            # Borda's count: the last place has one point.
            counts[choice] += len(choices) - place if poll.kind == Kind.RANKING else 1
    named = [(choice.text, counts[choice.pk]) for choice in choices]
    best = total * len(choices) if poll.kind == Kind.RANKING else total
    if poll.kind == Kind.RANKING:
        named.sort(key=lambda line: -line[1])
    return PollResult(poll, total, _lines(named, best))


def _word_lines(
    answers: Iterable[PollAnswer], total: int, most: int | None
) -> tuple[PollLine, ...]:
    """Words that differ only in case count as one, in the form that came first."""
    counts: Counter[str] = Counter()
    forms: dict[str, str] = {}
    for answer in answers:
        for word in answer.words:
            counts[forms.setdefault(word.casefold(), word)] += 1
    return _lines(counts.most_common(most), total)


def _lines(named: Iterable[tuple[str, int]], best: int) -> tuple[PollLine, ...]:
    return tuple(
        PollLine(label, count, round(100 * count / best) if best else 0) for label, count in named
    )
