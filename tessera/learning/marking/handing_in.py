"""Handing an answer in to the facilitator of one's cohort, taking it back, and marking it."""

from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from tessera.accounts.actions.sanctions import check_may_write
from tessera.accounts.models import User
from tessera.learning.errors import CourseStateError
from tessera.learning.mails import MARKED
from tessera.learning.models import Cohort, Enrolment, HandedIn, Unit, Writing
from tessera.learning.rules import can_facilitate
from tessera.lib.errors import NotAllowedError
from tessera.notifications.actions import send_mail


def can_hand_in(enrolment: Enrolment | None, unit: Unit) -> bool:
    """Whether there is somebody to hand this unit's answer in to."""
    is_answered = unit.kind in {Unit.Kind.REFLECTION, Unit.Kind.CASE}
    return bool(enrolment and enrolment.cohort_id and is_answered)


def hand_in(enrolment: Enrolment, unit: Unit, *, by: User) -> HandedIn:
    """Let the facilitator of the cohort read the answer as it is now; a second time replaces it.

    Raises:
        NotAllowedError: it is somebody else's, or one may not write.
        CourseStateError: one is in no cohort, or nothing is written yet.
    """
    _check_own(enrolment, by)
    check_may_write(by)
    cohort = enrolment.cohort
    if cohort is None or not can_hand_in(enrolment, unit):
        raise CourseStateError(_("Answers are handed in to the facilitator of a cohort."))
    written = Writing.objects.filter(enrolment=enrolment, unit=unit, kind=Writing.Kind.ANSWER)
    text = written.values_list("text", flat=True).first()
    if not text:
        raise CourseStateError(_("Write and save your answer first."))
    with transaction.atomic():
        # What was said in another cohort stays there.
        rows = HandedIn.objects.filter(enrolment=enrolment, unit=unit)
        rows.exclude(cohort=cohort).delete()
        handed, _is_new = HandedIn.objects.update_or_create(
            enrolment=enrolment,
            unit=unit,
            cohort=cohort,
            defaults={"text": text, "handed_in_at": timezone.now(), "mark": HandedIn.Mark.WAITING},
        )
    return handed


def take_back(enrolment: Enrolment, unit: Unit, *, by: User) -> None:
    """Let the facilitator read it no more; what was said to it goes, too.

    Raises:
        NotAllowedError: it is somebody else's.
    """
    _check_own(enrolment, by)
    with transaction.atomic():
        HandedIn.objects.filter(enrolment=enrolment, unit=unit).delete()


def handed_in_to(cohort: Cohort) -> "QuerySet[HandedIn]":
    """What those who are in the cohort handed in, what waits longest first."""
    rows = HandedIn.objects.filter(
        cohort=cohort, enrolment__cohort=cohort, enrolment__user__is_active=True
    )
    return rows.select_related("enrolment__user", "unit", "cohort").order_by(
        "mark", "handed_in_at", "pk"
    )


def mark(handed: HandedIn, *, mark: str, comment: str, by: Any) -> HandedIn:
    """Accept an answer, or ask to work on it again; the learner is told by mail.

    Raises:
        NotAllowedError: not the facilitator, or one's own answer.
        CourseStateError: no mark, or nothing is said to who is to work on it again.
    """
    enrolment, cohort = handed.enrolment, handed.cohort
    if enrolment.cohort_id != cohort.pk or not can_facilitate(by, cohort):
        raise NotAllowedError(_("You may not mark in this cohort."))
    if enrolment.user_id == by.pk:
        raise NotAllowedError(_("Nobody marks their own answer."))
    check_may_write(by)
    if mark not in {HandedIn.Mark.ACCEPTED, HandedIn.Mark.AGAIN}:
        raise CourseStateError(_("Choose what you say of it."))
    if mark == HandedIn.Mark.AGAIN and not comment.strip():
        raise CourseStateError(_("Say what is to be worked on."))
    with transaction.atomic():
        locked: HandedIn = HandedIn.objects.select_for_update().get(pk=handed.pk)
        if locked.handed_in_at != handed.handed_in_at:
            raise CourseStateError(
                _("A new answer was handed in meanwhile. Read it before you mark it.")
            )
        locked.mark, locked.comment = mark, comment.strip()
        locked.marked_by, locked.marked_at = by, timezone.now()
        locked.save(update_fields=["mark", "comment", "marked_by", "marked_at"])
        path = reverse("course_unit", args=[enrolment.course.identifier, handed.unit.key])
        send_mail(
            MARKED,
            to=enrolment.user,
            context={"path": path, "cohort": cohort.name, "text": locked.comment},
            language=enrolment.language,
        )
        log(cohort, "learning.answer.mark", user=by, data={"mark": mark})
    return locked


def _check_own(enrolment: Enrolment, by: User) -> None:
    if enrolment.user_id != by.pk or not by.is_active:
        raise NotAllowedError(_("This way through a course is somebody else’s."))
