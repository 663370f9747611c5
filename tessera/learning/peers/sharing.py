"""Sharing an answer, giving feedback to others, and reporting what should not be there."""

from datetime import timedelta
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from tessera.accounts.actions.sanctions import check_may_write
from tessera.accounts.limits import count_attempt
from tessera.accounts.models import User
from tessera.learning.errors import CourseStateError
from tessera.learning.mails import FEEDBACK
from tessera.learning.models import Enrolment, PeerFeedback, SharedAnswer, Unit, Writing
from tessera.lib.errors import NotAllowedError
from tessera.network.blocks import blocked_ids
from tessera.network.contact import can_moderate
from tessera.notifications.actions import send_mail

#: So much feedback an answer gets; the next learner reads another one.
ENOUGH: Final = 3
LONGEST: Final = 3000


def answer_text(shared: SharedAnswer) -> str:
    """What the learner wrote, as it is now. One query."""
    rows = Writing.objects.filter(
        enrolment=shared.enrolment_id, unit=shared.unit_id, kind=Writing.Kind.ANSWER
    )
    return rows.values_list("text", flat=True).first() or ""


def share_answer(enrolment: Enrolment, unit: Unit, *, by: User) -> SharedAnswer:
    """Let others of the course read one's answer, without one's name.

    Raises:
        NotAllowedError: it is somebody else's, or one may not write.
        CourseStateError: it is no reflection, or nothing is written yet.
    """
    _check_own(enrolment, by)
    check_may_write(by)
    written = Writing.objects.filter(enrolment=enrolment, unit=unit, kind=Writing.Kind.ANSWER)
    if unit.kind != Unit.Kind.REFLECTION or not written.exclude(text="").exists():
        raise CourseStateError(_("Write and save your answer first."))
    with transaction.atomic():
        shared, _is_new = SharedAnswer.objects.get_or_create(enrolment=enrolment, unit=unit)
    return shared


def take_back_answer(enrolment: Enrolment, unit: Unit, *, by: User) -> None:
    """Let nobody read it any more; the feedback goes, too.

    Raises:
        NotAllowedError: it is somebody else's.
    """
    _check_own(enrolment, by)
    with transaction.atomic():
        SharedAnswer.objects.filter(enrolment=enrolment, unit=unit).delete()


def answers_to_read(enrolment: Enrolment, unit: Unit) -> "QuerySet[SharedAnswer]":
    """Answers of others that wait for feedback, those with least of it first.

    Of the own cohort for who is in one; not those to which one said something, and none of whom a
    block keeps away. Two queries with the reading.
    """
    away = blocked_ids(enrolment.user)
    rows = SharedAnswer.objects.filter(unit=unit, enrolment__cohort=enrolment.cohort_id)
    if enrolment.cohort_id is None:
        rows = SharedAnswer.objects.filter(unit=unit, enrolment__cohort=None)
    return (
        rows.exclude(enrolment__user__in=[enrolment.user_id, *away])
        .exclude(pk__in=PeerFeedback.objects.filter(by=enrolment.user_id).values("answer"))
        .filter(enrolment__user__is_active=True)
        .annotate(said=Count("feedback", filter=Q(feedback__hidden_at=None)))
        .filter(said__lt=ENOUGH)
        .order_by("said", "shared_at", "pk")
    )


def feedback_to(shared: SharedAnswer, viewer: User) -> "QuerySet[PeerFeedback]":
    """What others said to one's own answer; nothing of whom a block keeps away."""
    rows = shared.feedback.filter(hidden_at=None).exclude(by__in=blocked_ids(viewer))
    return rows.order_by("pk")


def give_feedback(
    enrolment: Enrolment, shared: SharedAnswer, *, text: str, by: User
) -> PeerFeedback:
    """Say something to somebody's answer; they are told by mail, and not who said it.

    Raises:
        NotAllowedError: one has shared nothing oneself, or it is not one's to read.
        CourseStateError: nothing is said, too much, or it has enough already.
    """
    _check_own(enrolment, by)
    check_may_write(by)
    if not text.strip():
        raise CourseStateError(_("Write something."))
    if len(text) > LONGEST:
        raise CourseStateError(_("Use at most 3,000 characters."))
    if not SharedAnswer.objects.filter(enrolment=enrolment, unit=shared.unit_id).exists():
        raise NotAllowedError(_("Share your own answer first."))
    count_attempt("learning.feedback", str(by.pk), most=40, within=timedelta(days=1))
    try:
        with transaction.atomic():
            locked = SharedAnswer.objects.select_for_update().get(pk=shared.pk)
            if not answers_to_read(enrolment, locked.unit).filter(pk=locked.pk).exists():
                raise CourseStateError(_("This answer has enough feedback. Read another one."))
            given = PeerFeedback.objects.create(answer=locked, by=by, text=text.strip())
            _tell(locked)
    except (IntegrityError, SharedAnswer.DoesNotExist) as error:
        raise CourseStateError(_("This answer has enough feedback. Read another one.")) from error
    return given


def report_feedback(feedback: PeerFeedback, *, by: User) -> None:
    """Ask a moderator to look at what somebody said to one's answer.

    Raises:
        NotAllowedError: it was said to somebody else.
    """
    if feedback.answer.enrolment.user_id != by.pk or not by.is_active:
        raise NotAllowedError(_("Only who got a message can report it."))
    with transaction.atomic():
        rows = PeerFeedback.objects.filter(pk=feedback.pk, reported_at=None)
        rows.update(reported_at=timezone.now())


def waiting_feedback(user: Any) -> "QuerySet[PeerFeedback]":
    """What moderators have to look at; nothing that concerns themselves."""
    rows = PeerFeedback.objects.filter(reported_at__isnull=False, decided_at=None)
    return rows.exclude(by=user).exclude(answer__enrolment__user=user)


def decide_feedback(feedback: PeerFeedback, *, is_hidden: bool, by: User) -> PeerFeedback:
    """Take reported feedback away, or leave it.

    Raises:
        NotAllowedError: no moderator, or one who is concerned.
        CourseStateError: somebody was faster.
    """
    if not can_moderate(by) or by.pk in {feedback.by_id, feedback.answer.enrolment.user_id}:
        raise NotAllowedError(_("You may not decide about this report."))
    with transaction.atomic():
        locked = PeerFeedback.objects.select_for_update().get(pk=feedback.pk)
        if locked.decided_at or not locked.reported_at:
            raise CourseStateError(_("Somebody decided about this report already."))
        locked.decided_at = timezone.now()
        locked.hidden_at = locked.decided_at if is_hidden else None
        locked.save(update_fields=["decided_at", "hidden_at"])
        log(feedback.answer.enrolment.course, "learning.feedback.decide", user=by,
            data={"hidden": is_hidden})  # fmt: skip
    return locked


def _check_own(enrolment: Enrolment, by: User) -> None:
    if enrolment.user_id != by.pk or not by.is_active:
        raise NotAllowedError(_("This way through a course is somebody else’s."))


def _tell(shared: SharedAnswer) -> None:
    enrolment, unit = shared.enrolment, shared.unit
    path = reverse("course_peers", args=[enrolment.course.identifier, unit.key])
    send_mail(FEEDBACK, to=enrolment.user, context={"path": path})
