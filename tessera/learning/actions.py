"""Changes to courses as a whole."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from tessera.accounts.actors import Actor, user_or_none
from tessera.learning.errors import CourseStateError
from tessera.learning.models import Course, Unit
from tessera.learning.rules import can_teach
from tessera.lib.errors import NotAllowedError


def check_teacher(actor: Actor) -> None:
    """Raise ``NotAllowedError`` unless the actor may write courses."""
    if not can_teach(actor):
        raise NotAllowedError(_("You may not write courses."))


def publish_course(course: Course, *, by: Actor) -> Course:
    """Make a course public, or public again.

    Raises:
        NotAllowedError: the actor may not write courses.
        CourseStateError: it is public already, or has no title or no unit in its own language.
    """
    check_teacher(by)
    with transaction.atomic():
        locked: Course = Course.objects.select_for_update().get(pk=course.pk)
        if locked.state == Course.State.PUBLIC:
            raise CourseStateError(_("This course is public already."))
        units = Unit.objects.filter(module__course=locked)
        written = units.filter(texts__language=locked.original_language).count()
        if not written or written < units.count():
            raise CourseStateError(_("Every unit needs a text before the course is public."))
        locked.state = Course.State.PUBLIC
        locked.published_at = locked.published_at or timezone.now()
        locked.save()
        log(locked, "learning.course.publish", user=user_or_none(by))
    return locked


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
