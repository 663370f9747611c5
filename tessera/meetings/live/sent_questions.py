"""Questions that were sent with a registration: they stand in the room's queue, without a name.

Until a moderator has taken or declined one, it follows its registration: a changed question is
changed in the queue, and with a place that is given back its question goes.
"""

from django.db.models import F

from tessera.meetings.live.attribution import masked
from tessera.meetings.live.models import Question, Room
from tessera.meetings.models import Registration

_UNDECIDED = (Question.State.NEW, Question.State.QUEUED)


def take_sent_questions(room: Room) -> int:
    """Put the questions that came with registrations into the queue; how many are new.

    Nobody was asked whether their name may be shown, so none is; protected names are withheld.
    """
    session = room.session
    state = Question.State.NEW if room.approves_questions else Question.State.QUEUED
    sent = Registration.objects.filter(session=session, state=Registration.State.SEATED)
    before = Question.objects.filter(session=session).count()
    Question.objects.bulk_create(
        (
            Question(
                session=session,
                language=each.language,
                text=masked(session, each.question.strip()),
                state=state,
                was_shown=not room.approves_questions,
                sent_before=f"r{each.pk}",
            )
            for each in sent.exclude(question="")
        ),
        ignore_conflicts=True,
    )
    return Question.objects.filter(session=session).count() - before


def follow_registration(registration: Registration) -> int:
    """Change or remove the question of a registration that was changed or ended, as long as
    nobody has decided on it; how many rows. Call it inside the transaction.
    """
    session = registration.session
    rows = Question.objects.filter(
        session=session, sent_before=f"r{registration.pk}", state__in=_UNDECIDED
    )
    text = registration.question.strip()
    if registration.state == Registration.State.SEATED and text:
        # Who supported a question did not support another one.
        changed = rows.filter(votes=None).update(text=masked(session, text))
    else:
        changed = rows.count()
        rows.delete()
    if changed:
        Room.objects.filter(session=session).update(version=F("version") + 1)
    return changed
