"""Tables of the room."""

from tessera.learning.models.courses import Course, CourseText, Module, ModuleText, Unit, UnitText
from tessera.learning.models.questions import Question, QuestionText

__all__ = [
    "Course",
    "CourseText",
    "Module",
    "ModuleText",
    "Question",
    "QuestionText",
    "Unit",
    "UnitText",
]
