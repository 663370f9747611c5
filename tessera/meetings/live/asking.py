"""Actions on questions: ask, support, decide."""

from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tessera.lib.errors import NotAllowedError
from tessera.meetings.live.acts import log_act
from tessera.meetings.live.attribution import check_words, may_name
from tessera.meetings.live.conducting import touch
from tessera.meetings.live.errors import RoomError, StaleError, WordsError, check_length
from tessera.meetings.live.models import Question, QuestionVote, Room
from tessera.meetings.live.models.questions import (
    LONGEST_ANSWER,
    LONGEST_NAME,
    LONGEST_QUESTION,
    LONGEST_REASON,
    MOVES,
    SHOWN,
    SUPPORTABLE,
)
from tessera.meetings.live.presence import (
    Present,
    check_may_speak,
    check_moderates,
    check_not_closed,
    check_takes_part,
)
from tessera.meetings.models import Session

#: So many of one participant can wait at once.
MOST_WAITING: Final = 10
#: So many questions a session has at most.
MOST_QUESTIONS: Final = 2000


def ask(text: str, *, language: str, with_name: bool, by: Present) -> Question:
    """Put a question. With pre-approval it is shown when a moderator has let it through.

    The name is kept only when the participant wishes it and the attribution rule allows it.

    Raises:
        WordsError: it is empty, too long, or holds a protected name.
        RoomError: questions are closed, or the participant has too many waiting.
    """
    check_may_speak(by)
    text = text.strip()
    if not text:
        raise WordsError("text", _("Please write your question."))
    if len(text) > LONGEST_QUESTION:
        raise WordsError("text", _("A question can have 1000 characters at most. Yours is longer."))
    check_words(by.session, text=text)
    with transaction.atomic():
        room = Room.objects.select_for_update().get(pk=by.room.pk)
        if not room.takes_questions and not by.moderates:
            raise RoomError(_("Questions are closed at present."))
        waiting = Question.objects.filter(author=by.participant, state__in=SUPPORTABLE | {"new"})
        if waiting.count() >= MOST_WAITING and not by.moderates:
            raise RoomError(_("You have ten questions waiting. Please let some be answered first."))
        if Question.objects.filter(session=by.session).count() >= MOST_QUESTIONS:
            raise RoomError(_("This session has as many questions as it can take."))
        needs_approval = room.approves_questions and not by.moderates
        question = Question.objects.create(
            session=by.session,
            author=by.participant,
            name=by.participant.name if with_name and may_name(by.session, consents=True) else "",
            language=language,
            text=text,
            state=Question.State.NEW if needs_approval else Question.State.QUEUED,
            was_shown=not needs_approval,
        )
        touch(by.session)
    return question


def support(question: Question, *, is_given: bool, by: Present) -> bool:
    """Give support or take it back; whether something changed. Doing it twice changes nothing.

    Raises:
        NotAllowedError: an observer, or the question belongs to another session.
        RoomError: it cannot be supported any more, or the room is closed.
    """
    check_takes_part(by)
    return count_support(
        by.session, question=question.pk, participant=by.participant.pk, is_given=is_given
    )


def count_support(session: Session, *, question: int, participant: int, is_given: bool) -> bool:
    """The same for somebody of whom it is proven that they take part: three queries, for storms.

    The question is read under the transaction's lock, so that a vote is counted before it is
    merged, or refused.

    Raises:
        NotAllowedError: the question or the participant belongs to another session.
        RoomError: it cannot be supported any more, or the room is closed.
    """
    with transaction.atomic():
        asked = (
            Question.objects.select_for_update(of=("self",))
            .filter(pk=question, session=session, session__room__participants=participant)
            .values_list("state", "session__room__closed_at")
            .first()
        )
        if asked is None:
            raise NotAllowedError(_("This question belongs to another session."))
        if asked[1]:
            raise RoomError(_("This session was closed. Nothing more can be added."))
        if asked[0] not in SUPPORTABLE:
            raise RoomError(_("This question can no longer be supported."))
        votes = QuestionVote.objects.filter(question=question, participant=participant)
        if is_given:
            # The constraint decides who was first; the second changes nothing.
            vote = QuestionVote(question_id=question, participant_id=participant)
            QuestionVote.objects.bulk_create([vote], ignore_conflicts=True)
        elif not votes.delete()[0]:
            return False
        touch(session)
    return True


def decide(
    question: Question,
    move: str,
    *,
    by: Present,
    reason: str = "",
    answer: str = "",
    answered_by: str = "",
    into: Question | None = None,
    seen: str = "",
) -> Question:
    """Approve, take, park, queue again, decline with a reason, answer, or merge into another.

    ``seen`` is the state in which the moderator saw the question; empty for a button that says
    what it does.

    Only one question is being answered: taking another puts the first back into the queue. Under
    a rule that protects names, who answered is not kept.

    Raises:
        NotAllowedError: no moderator, or a question of another session.
        StaleError: somebody else has decided meanwhile.
        WordsError: the reason or the answer is missing, or holds a protected name.
    """
    check_moderates(by)
    if question.session_id != by.room.session_id:
        raise NotAllowedError(_("This question belongs to another session."))
    reason, answer, answered_by = reason.strip(), answer.strip(), answered_by.strip()
    _check_given(move, reason, answer)
    check_length("answered_by", answered_by, most=LONGEST_NAME)
    if may_name(by.session, consents=True):
        check_words(by.session, reason=reason, answer=answer, answered_by=answered_by)
    else:
        check_words(by.session, reason=reason, answer=answer)
        answered_by = ""
    with transaction.atomic():
        check_not_closed(by.session)
        # Both are locked in one order: two moderators may merge two questions crosswise.
        wanted = [question.pk, *([into.pk] if into else [])]
        locked = Question.objects.select_for_update().filter(pk__in=wanted).order_by("pk")
        rows = {each.pk: each for each in locked}
        kept = rows[question.pk]
        allowed, becomes = MOVES[move]
        if kept.state not in allowed or (seen and kept.state != seen):
            raise StaleError(
                _("Somebody else has decided on this question meanwhile: it is now “%(state)s”.")
                % {"state": kept.get_state_display()}
            )
        if move == "take":
            Question.objects.filter(session=by.session, state=Question.State.LIVE).update(
                state=Question.State.QUEUED
            )
        if move == "merge":
            _merge(kept, rows[into.pk] if into else None)
        kept.state, kept.decided_at = becomes, timezone.now()
        kept.was_shown = kept.was_shown or becomes in SHOWN
        kept.reason = reason if move == "decline" else ""
        if move == "answer":
            kept.answer, kept.answered_by = answer, answered_by
        kept.save()
        touch(by.session)
        log_act(by, f"question-{move}")
    return kept


def _check_given(move: str, reason: str, answer: str) -> None:
    if move not in MOVES:
        raise RoomError(_("There is no such decision."))
    check_length("reason", reason, most=LONGEST_REASON)
    check_length("answer", answer, most=LONGEST_ANSWER)
    if move == "decline" and not reason:
        raise WordsError("reason", _("Please say why: whoever asked will read it."))
    if move == "answer" and not answer:
        raise WordsError("answer", _("Please sum up the answer in a sentence or two."))


def _merge(question: Question, into: Question | None) -> None:
    """Hand the support on; whoever supported both counts once."""
    if (
        into is None
        or into.pk == question.pk
        or into.session_id != question.session_id
        or into.state not in SUPPORTABLE
    ):
        raise WordsError("into", _("Choose another question of this session that is still open."))
    supported = QuestionVote.objects.filter(question=into).values("participant")
    question.votes.exclude(participant__in=supported).update(question=into)
    question.votes.all().delete()
    question.merged.update(merged_into=into)
    question.merged_into = into
