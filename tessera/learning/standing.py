"""Where a reader stands in a course: what is done, where to go on."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from tessera.accounts.models import User
from tessera.learning.models import Certificate, Course, Enrolment, UnitDone, Writing
from tessera.learning.outline import CourseOutline, UnitOutline, outline


@dataclass(frozen=True)
class Standing:
    """A learner's standing; ``enrolment`` is ``None`` for everybody else."""

    enrolment: Enrolment | None = None
    done: frozenset[int] = frozenset()
    writings: tuple[Writing, ...] = ()

    def text(self, kind: str, unit: int) -> str:
        """What was written in a unit; empty for nothing."""
        found = (each.text for each in self.writings if (each.kind, each.unit_id) == (kind, unit))
        return next(found, "")


@dataclass(frozen=True)
class Row:
    """A course on the page of one's own courses."""

    course: CourseOutline
    enrolment: Enrolment
    done: int
    next: UnitOutline | None
    certificate: Certificate | None

    @property
    def total(self) -> int:
        """How many units there are."""
        return len(self.course.units)


def standing_of(user: Any, course: Course) -> Standing:
    """The standing of whoever asks; no query for strangers, at most three for learners."""
    if not isinstance(user, User):
        return Standing()
    rows = Enrolment.objects.filter(user=user, course=course).select_related("cohort")
    enrolment = rows.first()
    if enrolment is None:
        return Standing()
    done = UnitDone.objects.filter(enrolment=enrolment).values_list("unit_id", flat=True)
    return Standing(enrolment, frozenset(done), tuple(enrolment.writings.all()))


def next_unit(course: CourseOutline, done: Iterable[int]) -> UnitOutline | None:
    """The first unit that is not done."""
    finished = set(done)
    return next((unit for unit in course.units if unit.pk not in finished), None)


def own_courses(user: User, language: str) -> list[Row]:
    """All courses that somebody is enrolled in, the last seen first. Three queries."""
    certificates = {each.course_id: each for each in Certificate.objects.filter(user=user)}
    enrolments = Enrolment.objects.filter(user=user).select_related("course")
    rows = []
    for enrolment in enrolments.prefetch_related("done"):
        course = outline(enrolment.course, language)
        units = {unit.pk for unit in course.units}
        done = {each.unit_id for each in enrolment.done.all()} & units
        rows.append(
            Row(
                course,
                enrolment,
                len(done),
                next_unit(course, done),
                certificates.get(enrolment.course_id),
            )
        )
    return rows
