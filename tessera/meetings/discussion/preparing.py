"""Actions of those who prepare a discussion: its guiding questions, and what is held."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from tessera.meetings.attendance import Attendee
from tessera.meetings.discussion.models import Contribution, GuidingQuestion, WrittenDiscussion
from tessera.meetings.discussion.rules import check_moderates
from tessera.meetings.errors import SessionStateError
from tessera.meetings.models import Session

MOST_QUESTIONS: Final = 12


@dataclass(frozen=True)
class Asked:
    """A guiding question as it was typed."""

    text: str
    about: str = ""


def prepare_discussion(
    session: Session, *, questions: Sequence[Asked], holds_first: bool, by: Attendee | None
) -> None:
    """Keep the questions in their order, numbered from 1.

    Once somebody has written, wording can be mended and questions added at the end, but none goes.

    Raises:
        NotAllowedError: no moderator.
        SessionStateError: no question, too many, or fewer than were written to.
    """
    moderator = check_moderates(by)
    if not questions:
        raise SessionStateError(_("Ask at least one question."))
    if len(questions) > MOST_QUESTIONS:
        raise SessionStateError(_("No more can be added."))
    with transaction.atomic():
        locked = Session.objects.select_for_update().get(pk=session.pk)
        present = {each.number: each for each in locked.guiding_questions.all()}
        fewer = [each for number, each in present.items() if number > len(questions)]
        if fewer and Contribution.objects.filter(session=locked).exists():
            raise SessionStateError(
                _("Somebody has written already: no question can be taken away any more.")
            )
        for each in fewer:
            each.delete()
        for number, asked in enumerate(questions, 1):
            kept = present.get(number) or GuidingQuestion(session=locked, number=number)
            kept.text, kept.about = asked.text, asked.about
            kept.save()
        WrittenDiscussion.objects.update_or_create(
            session=locked, defaults={"holds_first": holds_first}
        )
        locked.save(update_fields=["updated_at"])
        log(locked, "meetings.discussion.prepare", user=moderator.user)
