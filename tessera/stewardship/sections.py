"""What this room shows on a record's page."""

from collections import Counter
from typing import Final

from django.db.models import Q
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from tessera.catalogue.models import Record
from tessera.lib.verification import Age
from tessera.stewardship.models import TriedNote, Verification
from tessera.stewardship.tried import can_be_tried, tally

#: No approach was tried so often that its page would count them all.
_NOTES_READ: Final = 500


def correction_invitation(record: Record) -> SafeString:
    """The way to say that something is wrong. No query."""
    html = render_to_string("stewardship/_invitation.html", {"record": record})
    return mark_safe(html)  # noqa: S308 - rendered by a template


_NOTES_SHOWN: Final = 4


def tried_section(record: Record) -> SafeString:
    """What came of it elsewhere; or of which approach the record tells that. One query."""
    rows = list(
        TriedNote.objects.public()
        .filter(Q(record=record) | Q(submission__record=record))
        .select_related("record", "submission__record")
        .prefetch_related("record__texts")[:_NOTES_READ]
    )
    about_it = [row for row in rows if row.record_id == record.pk]
    context = {
        "record": record,
        "can_be_tried": can_be_tried(record),
        "own": next((row for row in rows if row.submission.record_id == record.pk), None),
        "notes": about_it[:_NOTES_SHOWN],
        "tally": tally(Counter(row.result for row in about_it)),
        "is_more": len(about_it) > _NOTES_SHOWN,
    }
    html = render_to_string("stewardship/_tried.html", context)
    return mark_safe(html)  # noqa: S308 - rendered by a template


def age_banner(record: Record) -> SafeString:
    """That it is due to be verified again, or may be out of date. A query when it is stale."""
    age = record.age
    if age == Age.CURRENT:
        return mark_safe("")
    is_silent = (
        age == Age.STALE
        and Verification.objects.silent().filter(identifier=record.identifier).exists()
    )
    context = {"record": record, "is_stale": age == Age.STALE, "is_silent": is_silent}
    html = render_to_string("stewardship/_age.html", context)
    return mark_safe(html)  # noqa: S308 - rendered by a template
