"""What learners do: enrol, work through units, leave, and take a certificate."""

import hashlib
from collections.abc import Mapping, Sequence

from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from tessera.accounts.models import User
from tessera.learning.errors import ChangedMeanwhileError, CourseStateError
from tessera.learning.models import Attempt, Certificate, Course, Enrolment, Unit, UnitDone, Writing
from tessera.learning.models.learners import LONGEST_TEXT
from tessera.learning.outline import outline, question_outlines
from tessera.learning.quizzes import LONGEST_ANSWER, QuizResult, mark
from tessera.lib.errors import NotAllowedError


def enrol(course: Course, *, language: str, by: User) -> Enrolment:
    """Begin to keep track of somebody's way through a course; a second time changes nothing.

    Raises:
        NotAllowedError: the course is not public, or the account is not active.
    """
    if course.state != Course.State.PUBLIC or not by.is_active:
        raise NotAllowedError(_("You may not enrol in this course."))
    with transaction.atomic():
        return Enrolment.objects.get_or_create(
            user=by, course=course, defaults={"language": language, "seen_at": timezone.now()}
        )[0]


def leave(enrolment: Enrolment, *, by: User) -> None:
    """Forget somebody's way through a course with all that was written; a certificate stays.

    Raises:
        NotAllowedError: it is somebody else's.
    """
    _check_own(enrolment, by)
    with transaction.atomic():
        enrolment.delete()


def see_unit(enrolment: Enrolment, unit: int, *, by: User) -> None:
    """Remember where somebody is, to go on there on any device. One query.

    Raises:
        NotAllowedError: it is somebody else's.
    """
    _check_own(enrolment, by)
    now = timezone.now()
    Enrolment.objects.filter(pk=enrolment.pk).update(last_unit_id=unit, seen_at=now)


def finish_unit(enrolment: Enrolment, unit: Unit, *, by: User) -> Enrolment:
    """Mark a unit to read as done; with the last one the course is completed.

    Raises:
        NotAllowedError: it is somebody else's.
        CourseStateError: the unit is no reading: it is done by answering.
    """
    _check_own(enrolment, by)
    if unit.kind not in {Unit.Kind.TEXT, Unit.Kind.VIDEO}:
        raise CourseStateError(_("This unit is done when you have answered."))
    with transaction.atomic():
        return _done(enrolment, unit)


def fingerprint(text: str) -> str:
    """A short sign of a text, by which a form tells which one it was opened with."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def write(
    enrolment: Enrolment, unit: Unit, *, kind: str, text: str, by: User, seen: str = ""
) -> Enrolment:
    """Keep a note or an answer; an empty text removes it. An answer makes the unit done.

    ``seen`` is the fingerprint of the text with which the form was opened, if it is known.

    Raises:
        NotAllowedError: it is somebody else's.
        CourseStateError: the text is too long, or an answer was empty before, too.
        ChangedMeanwhileError: another window kept something else after the form was opened.
    """
    _check_own(enrolment, by)
    text = text.replace("\r\n", "\n").strip()
    is_asked = kind == Writing.Kind.ANSWER and unit.kind in {Unit.Kind.REFLECTION, Unit.Kind.CASE}
    if len(text) > LONGEST_TEXT:
        raise CourseStateError(_("This text is too long. At most 8,000 characters are kept."))
    with transaction.atomic():
        rows = Writing.objects.filter(enrolment=enrolment, unit=unit, kind=kind)
        kept = rows.select_for_update().values_list("text", flat=True).first() or ""
        if seen and kept != text and fingerprint(kept) != seen:
            raise ChangedMeanwhileError(
                _(
                    "This was changed in another window meanwhile. What stands there is below; "
                    "save again to replace it."
                )
            )
        if not text:
            if not rows.delete()[0] and is_asked:
                raise CourseStateError(_("Write something."))
            return enrolment
        Writing.objects.update_or_create(
            enrolment=enrolment, unit=unit, kind=kind, defaults={"text": text}
        )
        if is_asked:
            return _done(enrolment, unit)
    return enrolment


def attempt_quiz(
    enrolment: Enrolment, unit: Unit, answers: Mapping[str, Sequence[str]], *, by: User
) -> QuizResult:
    """Mark and keep an attempt; a passed quiz is done.

    Raises:
        NotAllowedError: it is somebody else's.
    """
    _check_own(enrolment, by)
    with transaction.atomic():
        result, kept = marked(enrolment.course, unit, answers)
        Attempt.objects.create(
            enrolment=enrolment,
            unit=unit,
            answers=kept,
            score=result.score,
            most=result.most,
            is_passed=result.is_passed,
        )
        if result.is_passed:
            _done(enrolment, unit)
    return result


def marked(
    course: Course, unit: Unit, answers: Mapping[str, Sequence[str]]
) -> tuple[QuizResult, dict[str, list[str]]]:
    """A quiz with the answers that belong to it. Two queries."""
    questions = question_outlines(
        unit.questions.prefetch_related("texts"),
        course.original_language,
        course.original_language,
    )
    names = {question.name for question in questions} | {
        f"{question.name}-{number}"
        for question in questions
        for number in range(len(question.choices))
    }
    kept = {
        name: [each[:LONGEST_ANSWER] for each in answers[name]][:40]
        for name in sorted(names & set(answers))
    }
    return mark(questions, kept, pass_percent=course.pass_percent), kept


def issue_certificate(enrolment: Enrolment, *, name: str, by: User) -> Certificate:
    """Make the certificate of a completed course; a second time gives it another name.

    Raises:
        NotAllowedError: it is somebody else's.
        CourseStateError: the course is not completed.
    """
    _check_own(enrolment, by)
    with transaction.atomic():
        locked = Enrolment.objects.select_for_update().select_related("course").get(pk=enrolment.pk)
        if locked.completed_at is None:
            raise CourseStateError(_("The certificate comes with the last unit."))
        certificate, is_new = Certificate.objects.update_or_create(
            user=by,
            course=locked.course,
            defaults={"name": name, "language": locked.language},
            create_defaults={
                "name": name,
                "language": locked.language,
                "minutes": outline(locked.course, locked.language).minutes,
                "completed_on": locked.completed_at.date(),
            },
        )
        if is_new:
            log(locked.course, "learning.certificate.issue", user=by)
    return certificate


def withdraw_certificate(certificate: Certificate, *, by: User) -> None:
    """Take a certificate back; whoever checks its code afterwards finds nothing.

    Raises:
        NotAllowedError: it is somebody else's.
    """
    if certificate.user_id != by.pk or not by.is_active:
        raise NotAllowedError(_("This certificate is somebody else’s."))
    with transaction.atomic():
        certificate.delete()


def _check_own(enrolment: Enrolment, by: User) -> None:
    if enrolment.user_id != by.pk or not by.is_active:
        raise NotAllowedError(_("This way through a course is somebody else’s."))


def _done(enrolment: Enrolment, unit: Unit) -> Enrolment:
    locked: Enrolment = Enrolment.objects.select_for_update().get(pk=enrolment.pk)
    UnitDone.objects.get_or_create(enrolment=locked, unit=unit)
    if locked.completed_at is None:
        done = set(UnitDone.objects.filter(enrolment=locked).values_list("unit_id", flat=True))
        if done >= {each.pk for each in outline(locked.course, locked.language).units}:
            locked.completed_at = timezone.now()
            locked.save(update_fields=["completed_at"])
    return locked


def complete_enrolments(course: Course) -> int:
    """Complete the course for those who have done all that is left of it; how many.

    For the time after a unit was removed: their last one may have been among those done.
    """
    units = {each.pk for each in outline(course, course.original_language).units}
    if not units:
        return 0
    rows = Enrolment.objects.filter(course=course, completed_at=None)
    done = Count("done", filter=Q(done__unit__in=units))
    ready = rows.annotate(count=done).filter(count=len(units)).values_list("pk", flat=True)
    return Enrolment.objects.filter(pk__in=list(ready)).update(completed_at=timezone.now())
