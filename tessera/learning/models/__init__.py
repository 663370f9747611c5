"""Tables of the room."""

from tessera.learning.models.cohorts import Cohort
from tessera.learning.models.courses import Course, CourseText, Module, ModuleText, Unit, UnitText
from tessera.learning.models.learners import Attempt, Certificate, Enrolment, UnitDone, Writing
from tessera.learning.models.marking import HandedIn
from tessera.learning.models.paths import LearningPath, PathText
from tessera.learning.models.peer_feedback import PeerFeedback, SharedAnswer
from tessera.learning.models.questions import Question, QuestionText
from tessera.learning.models.self_checks import CheckItem, CheckItemText, SelfCheck, Standing

__all__ = [
    "Attempt",
    "Certificate",
    "CheckItem",
    "CheckItemText",
    "Cohort",
    "Course",
    "CourseText",
    "Enrolment",
    "HandedIn",
    "LearningPath",
    "Module",
    "ModuleText",
    "PathText",
    "PeerFeedback",
    "Question",
    "QuestionText",
    "SelfCheck",
    "SharedAnswer",
    "Standing",
    "Unit",
    "UnitDone",
    "UnitText",
    "Writing",
]
