"""The overall programme of a series on paper: the timetable, then each session with its parts."""

from collections.abc import Sequence
from itertools import groupby

from django.conf import settings
from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from tessera.lib.http import read_only
from tessera.lib.printing import Document, Written, render_pdf
from tessera.lib.time_zones import is_time_zone, zone_label
from tessera.meetings.detail import session_detail
from tessera.meetings.models import Series, SeriesSession
from tessera.meetings.programme_pdf import add_programme
from tessera.meetings.series.reading import days_of, series_card, series_named, shown_sessions
from tessera.meetings.series.timetable import Slot, slot_of
from tessera.vocabularies.labels import current_language


@read_only
def programme_pdf(request: HttpRequest, identifier: str) -> HttpResponse:
    """All that readers see, its times in ``zone`` as on its page; of a very large one only the
    timetable.
    """
    series, language = series_named(identifier), current_language()
    wanted = request.GET.get("zone", "")
    zone = wanted if is_time_zone(wanted) else series.time_zone
    placed = shown_sessions(series)
    try:
        printed = render_pdf(overall_document(series, placed, language, zone))
    except ValueError:
        short = overall_document(series, placed, language, zone, with_parts=False)
        printed = render_pdf(short)
    answer = HttpResponse(printed, content_type="application/pdf")
    name = f"series-{series.identifier}-{language}.pdf"
    answer["Content-Disposition"] = f'inline; filename="{name}"'
    return answer


def overall_document(
    series: Series,
    placed: Sequence[SeriesSession],
    language: str,
    zone: str,
    *,
    with_parts: bool = True,
) -> Document:
    """The document. Five queries, however many sessions."""
    card = series_card(series, language)
    address = f"{settings.BASE_URL}{series.get_absolute_url()}"
    document = Document(
        card.text.title,
        _("Programme"),
        language,
        f"{settings.SITE_NAME} · {address}",
        authors=[card.convener] if card.convener else [],
        title_language=card.text.language,
    )
    document.paragraph(Written(card.text.about, card.text.language), "lead")
    document.paragraph(Written(" · ".join(filter(None, (days_of(card), card.place)))))
    if card.convener:
        document.paragraph(Written(f"{_('Convened by')}: {card.convener}"))
    if placed:
        document.heading(_("Timetable"))
    slots = [slot_of(series, each, language, zone) for each in placed]
    _timetable(document, slots, language, zone)
    if with_parts:
        _sessions(document, placed, language, zone)
    elif placed:
        words = _("Seats and parts of each session stand on its page, because there are so many.")
        document.paragraph(Written(words), "small")
    return document


def _timetable(document: Document, slots: Sequence[Slot], language: str, zone: str) -> None:
    """A table for each day, on the clocks that the document is in."""
    for _day, group in groupby(slots, lambda slot: (slot.own_begins or slot.begins).date()):
        there = list(group)
        begins = there[0].own_begins or there[0].begins
        words = {"weekday": date_format(begins, "l"), "date": date_format(begins, "DATE_FORMAT")}
        document.heading(pgettext("day of the week and date", "%(weekday)s, %(date)s") % words, 3)
        document.paragraph(Written(zone_label(zone, begins, language)), "small")
        head, widths = [_("Time"), _("Session"), _("Room")], [2, 6, 3]
        if not any(slot.room for slot in there):
            head, widths = head[:2], widths[:2]
        document.table(head, [_row(slot)[: len(head)] for slot in there], widths)


def _row(slot: Slot) -> list[str | Written]:
    begins, ends = slot.own_begins or slot.begins, slot.own_ends or slot.ends
    title = slot.text.title
    if slot.session.cancelled_at:
        title = f"{title} ({pgettext('a session', 'Cancelled')})"
    return [f"{begins:%H:%M}–{ends:%H:%M}", Written(title, slot.text.language), slot.room]


def _sessions(
    document: Document, placed: Sequence[SeriesSession], language: str, zone: str
) -> None:
    """Each session under its title, as on its own printed programme."""
    sessions = [each.session for each in placed]
    prefetch_related_objects(sessions, "seats", "programme", "conveners__organization__texts")
    now = timezone.now()
    for each in placed:
        detail = session_detail(each.session, language, zone, now=now)
        document.heading(detail.text.title, language=detail.text.language)
        if each.room:
            document.paragraph(Written(f"{_('Room')}: {each.room.name}"))
        add_programme(document, detail, level=3)
