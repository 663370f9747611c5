"""Questions and the support for them."""

from typing import ClassVar, Final

from django.db import models
from django.utils.translation import gettext_lazy as _

from tessera.lib.fields import LanguageTagField
from tessera.meetings.live.models.rooms import Participant
from tessera.meetings.models.sessions import Session

LONGEST_QUESTION: Final = 1000
LONGEST_REASON: Final = 400
LONGEST_ANSWER: Final = 2000
LONGEST_NAME: Final = 200


class Question(models.Model):
    """A question to the panel, from the room or sent with a registration before."""

    class State(models.TextChoices):
        """Vocabulary QS. A merged question went into another, whose support it raised."""

        NEW = "new", _("waits for approval")
        QUEUED = "queued", _("in the queue")
        LIVE = "live", _("being answered")
        ANSWERED = "answered", _("answered")
        PARKED = "parked", _("set aside for later")
        DECLINED = "declined", _("declined")
        MERGED = "merged", _("merged with another")

    session = models.ForeignKey(Session, models.CASCADE, related_name="questions")
    author = models.ForeignKey(
        Participant, models.SET_NULL, null=True, blank=True, related_name="questions"
    )
    name = models.CharField(max_length=200, blank=True)
    language = LanguageTagField()
    text = models.TextField(max_length=LONGEST_QUESTION)
    state = models.CharField(max_length=12, choices=State.choices, default=State.QUEUED)
    reason = models.CharField(max_length=LONGEST_REASON, blank=True)
    answer = models.TextField(max_length=LONGEST_ANSWER, blank=True)
    answered_by = models.CharField(max_length=LONGEST_NAME, blank=True)
    merged_into = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="merged"
    )
    #: Whether everybody in the room could see it at some time; what a moderator declined before
    #: is shown to nobody but its author.
    was_shown = models.BooleanField(default=True, db_default=True)
    sent_before = models.CharField(max_length=80, blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("created_at", "pk")
        indexes: ClassVar = [models.Index(fields=["session", "state"], name="question_by_state")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["session", "sent_before"],
                condition=~models.Q(sent_before=""),
                name="one_question_per_registration",
            )
        ]

    def __str__(self) -> str:
        return self.text[:60]


#: From which states each decision leads on, and where to.
MOVES: Final[dict[str, tuple[frozenset[str], str]]] = {
    "approve": (frozenset({"new", "declined"}), "queued"),
    "take": (frozenset({"new", "queued", "parked"}), "live"),
    "park": (frozenset({"new", "queued", "live"}), "parked"),
    "queue": (frozenset({"live", "parked"}), "queued"),
    "decline": (frozenset({"new", "queued", "parked", "live"}), "declined"),
    # Whoever summed up an answer can correct it.
    "answer": (frozenset({"live", "queued", "parked", "answered"}), "answered"),
    "merge": (frozenset({"new", "queued", "parked", "live"}), "merged"),
}


def moves_from(state: str) -> frozenset[str]:
    """What moderators can decide on a question in that state."""
    return frozenset(move for move, (origins, _becomes) in MOVES.items() if state in origins)


#: States that everybody in the room sees.
SHOWN: Final = ("live", "queued", "parked", "answered")
#: States in which support can be given and taken back.
SUPPORTABLE: Final = frozenset({"queued", "parked", "live"})


class QuestionVote(models.Model):
    """A participant's support for a question; the database allows one.

    It counts on when its participant's row is deleted: then nobody knows whose it was.
    """

    question = models.ForeignKey(Question, models.CASCADE, related_name="votes")
    participant = models.ForeignKey(Participant, models.SET_NULL, null=True, related_name="votes")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["question", "participant"], name="one_vote_per_participant"
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)
