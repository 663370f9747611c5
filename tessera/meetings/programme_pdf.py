"""The programme of a session on paper: a PDF in the reader's language and time zone."""

from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from tessera.lib.enumerations import listed
from tessera.lib.http import read_only
from tessera.lib.printing import Document, Written, render_pdf
from tessera.lib.time_zones import is_time_zone
from tessera.meetings.detail import SeatShown, SessionDetail, session_detail
from tessera.meetings.joining import session_named
from tessera.vocabularies.labels import current_language


@read_only
def programme_pdf(request: HttpRequest, identifier: str) -> HttpResponse:
    """Seats and parts of a public session; ``zone`` as on its page."""
    session = session_named(identifier)
    wanted = request.GET.get("zone", "")
    zone = wanted if is_time_zone(wanted) else session.time_zone
    language = current_language()
    detail = session_detail(session, language, zone, now=timezone.now())
    printed = render_pdf(programme_document(detail, language))
    answer = HttpResponse(printed, content_type="application/pdf")
    name = f"session-{session.identifier}-{language}.pdf"
    answer["Content-Disposition"] = f'inline; filename="{name}"'
    return answer


def programme_document(detail: SessionDetail, language: str) -> Document:
    """The document, its times in the zone of the detail."""
    text = detail.text
    address = f"{settings.BASE_URL}{detail.session.get_absolute_url()}"
    document = Document(
        text.title,
        _("Programme"),
        language,
        f"{settings.SITE_NAME} · {address}",
        title_language=text.language,
    )
    add_programme(document, detail)
    return document


def add_programme(document: Document, detail: SessionDetail, *, level: int = 2) -> None:
    """Everything of the session under its title; headings are of that level."""
    session, text = detail.session, detail.text
    document.paragraph(Written(text.guiding_question or text.occasion, text.language), "lead")
    document.paragraph(Written(_when(detail)))
    document.paragraph(Written(listed(filter(None, (session.venue, detail.place)))))
    if session.cancelled_at:
        document.paragraph(Written(_("This session does not take place.")))
    if detail.conveners:
        names = listed(each.name for each in detail.conveners)
        document.paragraph(Written(f"{_('Convened by')}: {names}"))
    if text.decision_sought:
        document.heading(_("Decision sought"), level)
        document.paragraph(Written(text.decision_sought, text.language))
    if detail.seats:
        document.heading(_("The seats"), level)
        open_seat = (
            _("Name not recorded") if detail.is_over else pgettext("a seat", "Not filled yet")
        )
        head = (_("Role"), _("Group"), _("Name"))
        rows = [_seat(each, each.seat.name or open_seat) for each in detail.seats]
        document.table(head, rows, (2, 3, 4))
    if detail.questions:
        document.heading(_("Guiding questions"))
        own = session.original_language
        document.items([Written(each.text, own) for each in detail.questions], "numbers")
    if detail.programme:
        document.heading(_("Programme"), level)
        document.table(
            (_("Time"), pgettext("of a programme", "Part"), _("Minutes")), _parts(detail), (2, 5, 2)
        )


def _when(detail: SessionDetail) -> str:
    zone = ZoneInfo(detail.zone_name)
    begins, ends = detail.begins.astimezone(zone), detail.ends.astimezone(zone)
    if detail.session.is_written:
        both = pgettext("dates and hours", "%(from)s, %(from_hour)s to %(until)s, %(until_hour)s")
        words = {
            "from": date_format(begins, "DATE_FORMAT"),
            "from_hour": f"{begins:%H:%M}",
            "until": date_format(ends, "DATE_FORMAT"),
            "until_hour": f"{ends:%H:%M}",
        }
        return f"{both % words} ({detail.zone})"
    words = {
        "weekday": date_format(begins, "l"),
        "date": date_format(begins, "DATE_FORMAT"),
        "from": f"{begins:%H:%M}",
        "until": f"{ends:%H:%M}",
        "zone": detail.zone,
    }
    return _("%(weekday)s, %(date)s, %(from)s to %(until)s (%(zone)s)") % words


def _seat(shown: SeatShown, name: str) -> list[str]:
    return [shown.role, shown.stakeholder, "\n".join(filter(None, (name, shown.seat.affiliation)))]


def _parts(detail: SessionDetail) -> list[list[str]]:
    rows = []
    for part in detail.programme:
        hours = f"{part.begins:%H:%M}–{part.ends:%H:%M}" if part.begins and part.ends else "–"
        minutes = (
            ngettext("%(count)d minute", "%(count)d minutes", part.minutes)
            % {"count": part.minutes}
            if part.minutes
            else "–"
        )
        rows.append([hours, "\n".join(filter(None, (part.title, part.people))), minutes])
    return rows
