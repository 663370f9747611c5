"""Where a reader stands in a course: what is done, where to go on."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import F, QuerySet

from tessera.accounts.models import User
from tessera.learning.models import Attempt, Certificate, Course, Enrolment, UnitDone, Writing
from tessera.learning.outline import CourseOutline, UnitOutline, outline

#: A transcript of more is not read; the list of one's courses has pages.
MOST_COURSES: Final = 500


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


@dataclass(frozen=True)
class Attempts:
    """How often a quiz was tried, and the best of it."""

    count: int
    best: int
    most: int


def attempts_at(enrolment: Enrolment | None, unit: int) -> Attempts | None:
    """A learner's attempts at a quiz; one query, none for visitors."""
    if enrolment is None:
        return None
    rows = Attempt.objects.filter(enrolment=enrolment, unit=unit)
    tried = list(rows.values_list("score", "most"))
    if not tried:
        return None
    best, most = max(tried, key=lambda each: (each[0] / (each[1] or 1), each[0]))
    return Attempts(len(tried), best, most)


def next_unit(course: CourseOutline, done: Iterable[int]) -> UnitOutline | None:
    """The first unit that is not done."""
    finished = set(done)
    return next((unit for unit in course.units if unit.pk not in finished), None)


def own_enrolments(user: User) -> "QuerySet[Enrolment]":
    """What somebody is enrolled in: what is under way first, then the last seen."""
    rows = Enrolment.objects.filter(user=user).select_related("course").prefetch_related("done")
    return rows.order_by(F("completed_at").desc(nulls_first=True), "-seen_at", "pk")


def own_courses(user: User, language: str) -> list[Row]:
    """The courses that somebody is enrolled in, the last seen first. Three queries."""
    rows = Enrolment.objects.filter(user=user).select_related("course").prefetch_related("done")
    return course_rows(rows[:MOST_COURSES], user, language)


def course_rows(enrolments: Iterable[Enrolment], user: User, language: str) -> list[Row]:
    """One's enrolments with how far one is, in their order. One query beside theirs."""
    certificates = {each.course_id: each for each in Certificate.objects.filter(user=user)}
    rows = []
    for enrolment in enrolments:
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
