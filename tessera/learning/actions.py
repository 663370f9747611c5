"""Changes to courses as a whole."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from tessera.accounts.actors import Actor, user_or_none
from tessera.learning.errors import CourseStateError
from tessera.learning.models import Course, Unit
from tessera.learning.outline import is_finished
from tessera.learning.rules import can_teach
from tessera.lib.errors import NotAllowedError
from tessera.lib.texts import best_text


def check_teacher(actor: Actor) -> None:
    """Raise ``NotAllowedError`` unless the actor may write courses."""
    if not can_teach(actor):
        raise NotAllowedError(_("You may not write courses."))


def publish_course(course: Course, *, by: Actor) -> Course:
    """Make a course public, or public again.

    Raises:
        NotAllowedError: the actor may not write courses.
        CourseStateError: it is public already, has no unit, or one that is not finished.
    """
    check_teacher(by)
    with transaction.atomic():
        locked: Course = Course.objects.select_for_update().get(pk=course.pk)
        if locked.state == Course.State.PUBLIC:
            raise CourseStateError(_("This course is public already."))
        rows = Unit.objects.filter(module__course=locked)
        units = list(rows.prefetch_related("texts", "questions__texts"))
        if not units:
            raise CourseStateError(_("A course needs at least one unit before it is public."))
        for unit in units:
            if not is_finished(unit, locked.original_language):
                message = _(
                    "The unit “%(unit)s” is not finished: it needs a text, the address of its "
                    "video, or a question that can be answered."
                )
                raise CourseStateError(message % {"unit": title_of(unit, locked)})
        locked.state = Course.State.PUBLIC
        locked.published_at = locked.published_at or timezone.now()
        locked.save()
        log(locked, "learning.course.publish", user=user_or_none(by))
    return locked


def title_of(unit: Unit, course: Course) -> str:
    """What a unit is called in the course's own language."""
    text = best_text(unit.texts.all(), course.original_language)
    return text.title if text else unit.key


def retire_course(course: Course, *, by: Actor) -> Course:
    """Offer a course no longer; who learns in it keeps what was reached.

    Raises:
        NotAllowedError: the actor may not write courses.
        CourseStateError: it is not public.
    """
    check_teacher(by)
    with transaction.atomic():
        locked: Course = Course.objects.select_for_update().get(pk=course.pk)
        if locked.state != Course.State.PUBLIC:
            raise CourseStateError(_("Only a public course can be retired."))
        locked.state = Course.State.RETIRED
        locked.save()
        log(locked, "learning.course.retire", user=user_or_none(by))
    return locked
