"""What editors are told when nobody else acts: once a week, and when an answer is owed."""

from collections import Counter
from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.urls import reverse
from django.utils.translation import override

from tessera.lib.languages import interface_language
from tessera.notifications.actions import send_mail
from tessera.review.desk_rules import kinds_of_editor
from tessera.review.desk_views import editors_for
from tessera.stewardship.mails import OWED, UPKEEP
from tessera.stewardship.models import Correction, Verification

_AT_ONCE: Final = 500


def remind_of_corrections(now: datetime) -> int:
    """Tell the editors of a kind of each correction whose answer is due; once. How many mails.

    One mail an editor, however many became due since the last ring.
    """
    due = Correction.objects.waiting().filter(due_at__lte=now, reminded_at__isnull=True)
    with transaction.atomic():
        rows = list(due.values_list("pk", "record__kind")[:_AT_ONCE])
        keys = [key for key, _kind in rows]
        # Only one of two workers sets the date, and only that one writes the mails.
        if not Correction.objects.filter(pk__in=keys, reminded_at__isnull=True).update(
            reminded_at=now
        ):
            return 0
        late = Counter(kind for _key, kind in rows)
        count = 0
        for editor in editors_for():
            number = sum(late[kind] for kind in kinds_of_editor(editor))
            if not number:
                continue
            language = interface_language(editor.language)
            with override(language):
                context = {"late": number, "path": reverse("corrections")}
            count += send_mail(OWED, to=editor, context=context) is not None
    return count


def remind_editors(now: datetime) -> int:
    """Tell each editor once a week how much nobody answers for; how many mails were queued."""
    silent = _by_kind(Verification.objects.silent().overdue())
    stale = _by_kind(Verification.objects.filter(age=Verification.Age.STALE))
    if not silent and not stale:
        return 0
    year, week, _day = now.isocalendar()
    count = 0
    for editor in editors_for():
        kinds = kinds_of_editor(editor)
        figures = {
            "silent": sum(silent[kind] for kind in kinds),
            "stale": sum(stale[kind] for kind in kinds),
        }
        if not any(figures.values()):
            continue
        language = interface_language(editor.language)
        with transaction.atomic(), override(language):
            once = f"{year}-{week:02}-{editor.pk}"
            context = {**figures, "path": reverse("verifications")}
            count += send_mail(UPKEEP, to=editor, context=context, once=once) is not None
    return count


def _by_kind(rows: Any) -> Counter[str]:
    return Counter(rows.order_by().values_list("kind", flat=True))
