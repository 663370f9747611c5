"""Writing the questions of a guideline, in one language at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from tessera.accounts.actors import Actor, user_or_none
from tessera.catalogue.models import Record
from tessera.learning.actions import check_teacher
from tessera.learning.errors import CourseStateError
from tessera.learning.models import CheckItem, CheckItemText
from tessera.network.models import TextStatus

MOST_ITEMS: Final = 40


@dataclass(frozen=True)
class Written:
    """One question as it was typed; ``pk`` is empty for a new one."""

    pk: int | None
    theme: int | None
    question: str
    evidence: str


def save_check(
    record: Record,
    rows: Sequence[Written],
    *,
    language: str,
    by: Actor,
    status: str = TextStatus.ORIGINAL,
) -> list[CheckItem]:
    """Keep the questions in their order; those that are left out are deleted in all languages.

    Raises:
        NotAllowedError: the actor may not write courses.
        CourseStateError: the record is no guideline, there are too many, or one is another's.
    """
    check_teacher(by)
    if record.kind != Record.Kind.GUIDELINE:
        raise CourseStateError(_("A self-check is made from a guideline."))
    if len(rows) > MOST_ITEMS:
        raise CourseStateError(_("A self-check has at most 40 questions."))
    with transaction.atomic():
        known = CheckItem.objects.select_for_update().filter(record=record).in_bulk()
        if {row.pk for row in rows if row.pk} - set(known):
            message = _("Somebody changed these questions meanwhile. Look at them again.")
            raise CourseStateError(message)
        kept = []
        for position, row in enumerate(rows):
            item = known.get(row.pk or 0) or CheckItem(record=record)
            item.position, item.theme_id = position, row.theme
            item.save()
            words = {"question": row.question, "evidence": row.evidence, "status": status}
            CheckItemText.objects.update_or_create(item=item, language=language, defaults=words)
            kept.append(item)
        gone = set(known) - {item.pk for item in kept}
        CheckItem.objects.filter(pk__in=gone).delete()
        log(record, "learning.self_check.write", user=user_or_none(by))
    return kept
