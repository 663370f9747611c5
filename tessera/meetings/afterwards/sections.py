"""What a record's page shows of working sessions: where it was cited, and where it came from."""

from django.db.models import Q
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from tessera.catalogue.models import Record
from tessera.lib.texts import best_text
from tessera.meetings.models import Session
from tessera.vocabularies.labels import current_language

_MOST = 10


def sessions_of_record(record: Record) -> SafeString:
    """The sessions whose outcomes cite it or led to it, or that it sums up. Two queries."""
    told = Q(outcomes__records=record) | Q(outcomes__draft=record)
    published = Q(summary__published_at__isnull=False)
    found = Session.objects.public().filter((told & published) | Q(summary__record=record))
    sessions = found.distinct().order_by("-starts_at").with_texts()[:_MOST]
    shown = []
    for each in sessions:
        text = best_text(each.texts.all(), current_language(), each.original_language)
        if text:
            shown.append((each, text))
    if not shown:
        return mark_safe("")
    html = render_to_string("meetings/afterwards/_of_record.html", {"sessions": shown})
    return mark_safe(html)  # noqa: S308 - rendered by a template
