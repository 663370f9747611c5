"""Tables to take away: a poll's result, questions, interventions."""

import csv
import io
from collections.abc import Iterable, Sequence

from django.core.exceptions import PermissionDenied
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from tessera.lib.spreadsheets import defused
from tessera.meetings.live.answering import in_room
from tessera.meetings.live.models import Poll, Question
from tessera.meetings.live.polling import poll_result
from tessera.meetings.live.presence import Present
from tessera.meetings.live.reading import intervention_list
from tessera.meetings.live.showing import View, parts_of
from tessera.meetings.live.taking_part import own_of
from tessera.vocabularies.labels import current_language, labels


def table(name: str, headings: Sequence[str], rows: Iterable[Sequence[object]]) -> HttpResponse:
    """A CSV file in UTF-8 whose cells no spreadsheet program runs."""
    kept = io.StringIO()
    writer = csv.writer(kept)
    writer.writerow(headings)
    for row in rows:
        writer.writerow([defused("" if cell is None else cell) for cell in row])
    answer = HttpResponse("\ufeff" + kept.getvalue(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return answer


@in_room("GET", "HEAD")
def poll_table(request: HttpRequest, present: Present, number: str) -> HttpResponse:
    """A closed poll's result for everybody; an open one's for moderators."""
    poll = own_of(present, Poll, number)
    assert isinstance(poll, Poll)
    if poll.state != Poll.State.CLOSED and not present.moderates:
        raise PermissionDenied
    result = poll_result(poll)
    unit = _("Points") if poll.kind == Poll.Kind.RANKING else _("Answers")
    rows = [(line.label, line.count, line.percent) for line in result.lines]
    return table(f"poll-{poll.pk}", [poll.text, unit, _("Percent")], rows)


@in_room("GET", "HEAD")
def question_table(request: HttpRequest, present: Present) -> HttpResponse:
    """All questions with what became of them, for moderators and rapporteurs."""
    if not present.reports:
        raise PermissionDenied
    rows = Question.objects.filter(session=present.session).annotate(support=Count("votes"))
    return table(
        f"questions-{present.session.identifier}",
        [_("Question"), _("Language"), _("Name"), _("Support"), _("State"), _("Answer"),
         _("Answered by")],
        [(q.text, q.language, q.name, q.support, q.get_state_display(), q.answer or q.reason,
          q.answered_by) for q in rows],
    )  # fmt: skip


@in_room("GET", "HEAD")
def report_table(request: HttpRequest, present: Present) -> HttpResponse:
    """The interventions, for moderators and rapporteurs."""
    if not present.reports:
        raise PermissionDenied
    view = View(present.room, current_language(), present.moderates)
    parts = {number: part.title for number, part in parts_of(view)}
    return table(
        f"interventions-{present.session.identifier}",
        [pgettext("of a programme", "Part"), _("Speaker"), _("Stakeholder group"), _("Minutes"),
         _("Summary"), _("Themes")],
        [(parts.get(i.part_id or 0, ""), i.speaker, _label("SH", i.stakeholder), i.minutes,
          i.summary, "; ".join(_label("TH", code) for code in i.themes))
         for i in intervention_list(present.session)],
    )  # fmt: skip


def _label(scheme: str, code: str) -> str:
    """A concept in the reader's language; an unknown code as it is."""
    entry = labels().concept(scheme, code)
    return entry.label(current_language()) if entry else code
