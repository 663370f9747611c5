"""Tables of the room."""

from tessera.learning.models.cohorts import Cohort
from tessera.learning.models.courses import Course, CourseText, Module, ModuleText, Unit, UnitText
from tessera.learning.models.learners import Attempt, Certificate, Enrolment, UnitDone, Writing
from tessera.learning.models.paths import LearningPath, PathText
from tessera.learning.models.questions import Question, QuestionText

__all__ = [
    "Attempt",
    "Certificate",
    "Cohort",
    "Course",
    "CourseText",
    "Enrolment",
    "LearningPath",
    "Module",
    "ModuleText",
    "PathText",
    "Question",
    "QuestionText",
    "Unit",
    "UnitDone",
    "UnitText",
    "Writing",
]
