"""What is kept of a live room. The back office lists none of it, so the fields have no labels."""

from tessera.meetings.live.models.floor import FloorRequest
from tessera.meetings.live.models.notes import BreakoutGroup, NoteParagraph, NoteVersion, SharedNote
from tessera.meetings.live.models.polls import Poll, PollAnswer, PollChoice
from tessera.meetings.live.models.questions import Question, QuestionVote
from tessera.meetings.live.models.reports import Caption, Intervention
from tessera.meetings.live.models.rooms import Participant, Room

__all__ = [
    "BreakoutGroup",
    "Caption",
    "FloorRequest",
    "Intervention",
    "NoteParagraph",
    "NoteVersion",
    "Participant",
    "Poll",
    "PollAnswer",
    "PollChoice",
    "Question",
    "QuestionVote",
    "Room",
    "SharedNote",
]
