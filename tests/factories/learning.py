"""Courses."""

from tessera.accounts.actors import SYSTEM
from tessera.learning.actions import publish_course
from tessera.learning.models import (
    Course,
    CourseText,
    Module,
    ModuleText,
    Question,
    QuestionText,
    Unit,
    UnitText,
)

#: Kind, right choices, choices, accepted answers.
QUESTIONS = (
    ("single", [1], ["Stars", "Squares"], []),
    ("multiple", [0, 2], ["Red", "Loud", "Blue"], []),
    ("ordering", [], ["First", "Second", "Third"], []),
    ("short", [], [], ["São Paulo", "Sao Paulo city"]),
)


def draft_course(title: str = "Asking first", **fields: object) -> Course:
    """A course that nobody published: a reading, a reflection and a quiz with all questions."""
    course = Course.objects.create(**fields)
    CourseText.objects.create(
        course=course, language="en", title=title, summary="How to ask.", objectives="Ask.\nListen."
    )
    CourseText.objects.create(
        course=course, language="ar", status="machine", title="اسأل أولا", summary="كيف تسأل."
    )
    module = Module.objects.create(course=course)
    ModuleText.objects.create(module=module, language="en", title="Beginnings")
    for position, (key, kind) in enumerate(
        (("start", "text"), ("think", "reflection"), ("check", "quiz"))
    ):
        unit = Unit.objects.create(module=module, position=position, key=key, kind=kind)
        UnitText.objects.create(
            unit=unit,
            language="en",
            title=f"Unit {key}",
            body="# Ask\n\nPeople *know*.",
            guidance="Most forget to ask." if kind == "reflection" else "",
        )
    for position, (kind, right, choices, accepted) in enumerate(QUESTIONS):
        question = Question.objects.create(unit=unit, position=position, kind=kind, right=right)
        QuestionText.objects.create(
            question=question,
            language="en",
            text=f"A {kind} question?",
            choices=choices,
            feedback=[f"About {each}" for each in choices] if kind != "ordering" else [],
            accepted=accepted,
            explanation=f"Explained {kind}.",
        )
    return course


def course(title: str = "Asking first", **fields: object) -> Course:
    """The same, public."""
    return publish_course(draft_course(title, **fields), by=SYSTEM)


def right_answers(course: Course) -> dict[str, object]:
    """What to send to the quiz so that all is right."""
    single, multiple, ordering, short = Question.objects.filter(unit__module__course=course)
    return {
        f"q{single.pk}": "1",
        f"q{multiple.pk}": ["0", "2"],
        **{f"q{ordering.pk}-{number}": str(number + 1) for number in range(3)},
        f"q{short.pk}": "sao paulo!",
    }
