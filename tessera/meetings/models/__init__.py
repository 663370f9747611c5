"""Working sessions and what they are prepared by."""

from tessera.meetings.discussion import models as discussion_models
from tessera.meetings.live import models as live_models
from tessera.meetings.models.afterwards import (
    OutcomeChange,
    OutcomeFollowUp,
    SessionOutcome,
    Summary,
    SummaryPart,
    SummaryRemark,
)
from tessera.meetings.models.attending import Invitation, Registration
from tessera.meetings.models.certificates import AttendanceCertificate
from tessera.meetings.models.feedback import FeedbackAnswer, Survey
from tessera.meetings.models.papers import (
    Paper,
    PaperComment,
    PaperFact,
    PaperReading,
    PaperVersion,
)
from tessera.meetings.models.programme import ProgrammePart
from tessera.meetings.models.recordings import CaptionTrack, Recording, Speaker
from tessera.meetings.models.seats import Seat
from tessera.meetings.models.series import Series, SeriesRoom, SeriesSession, SeriesText
from tessera.meetings.models.sessions import Convener, Session, SessionText

__all__ = [
    "AttendanceCertificate",
    "CaptionTrack",
    "Convener",
    "FeedbackAnswer",
    "Invitation",
    "OutcomeChange",
    "OutcomeFollowUp",
    "Paper",
    "PaperComment",
    "PaperFact",
    "PaperReading",
    "PaperVersion",
    "ProgrammePart",
    "Recording",
    "Registration",
    "Seat",
    "Series",
    "SeriesRoom",
    "SeriesSession",
    "SeriesText",
    "Session",
    "SessionOutcome",
    "SessionText",
    "Speaker",
    "Summary",
    "SummaryPart",
    "SummaryRemark",
    "Survey",
    "discussion_models",
    "live_models",
]
