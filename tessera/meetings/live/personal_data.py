"""What a live room keeps about a person, and how it goes."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tessera.accounts.models import User
from tessera.accounts.personal_data import Fate, register_personal_data, rows_by
from tessera.meetings.live.models import Participant, Question
from tessera.meetings.models import Session


def _erase(user: User, fate: Fate) -> None:
    """What was asked and noted in the room stays, by nobody."""
    own = Participant.objects.filter(user=user)
    Question.objects.filter(author__in=own).update(name="")
    own.delete()


def forget_participants(session: Session) -> int:
    """Delete who was in the room, with names on questions; how many rows. Support and answers
    stay counted.
    """
    with transaction.atomic():
        Question.objects.filter(session=session).update(name="")
        return Participant.objects.filter(room__session=session).delete()[0]


def register() -> None:
    """Called when the application is ready."""
    register_personal_data(
        Participant,
        export=rows_by(
            Participant, "user", "room__session__identifier", "name", "stakeholder", "entered_at"
        ),
        erase=_erase,
        retention=_("As long after the session as its form of registration says."),
        title=_("live rooms of working sessions that you were in"),
    )
