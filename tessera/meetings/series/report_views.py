"""The combined report of a series, on a page and on paper."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tessera.lib.http import read_only
from tessera.lib.pages import page_number, page_of
from tessera.lib.printing import Document, Written, render_pdf
from tessera.meetings.afterwards.summary_pdf import add_outcome
from tessera.meetings.models import Series
from tessera.meetings.series.reading import days_of, series_card, series_named
from tessera.meetings.series.report import (
    Reported,
    citation_of_report,
    kinds_of_outcomes,
    permanent_of,
    reported,
    summarized,
)
from tessera.vocabularies.labels import current_language

#: Whole summaries are long.
_A_PAGE = 10


@read_only
def report(request: HttpRequest, identifier: str) -> HttpResponse:
    """What was published, in the order of the sessions, in pages."""
    series = series_named(identifier)
    card, placed = series_card(series, current_language()), summarized(series)
    page = page_of(placed, page_number(request), _A_PAGE)
    context = {
        "card": card,
        "series": series,
        "page": page,
        "reported": reported(list(page)),
        "told": told_of(card.count, len(placed)),
        "kinds": kinds_of_outcomes(placed),
        "citation": citation_of_report(card, placed) if placed else "",
        "permanent": permanent_of(series),
    }
    return render(request, "meetings/series/report.html", context)


@read_only
def report_pdf(request: HttpRequest, identifier: str) -> HttpResponse:
    """The whole report to print; of a very long one the outcomes without the summaries."""
    series, language = series_named(identifier), current_language()
    if not summarized(series):
        raise Http404
    try:
        try:
            printed = render_pdf(report_document(series, language))
        except ValueError:
            printed = render_pdf(report_document(series, language, with_summaries=False))
    except ValueError:
        messages.error(request, _("This report is too long to be printed."))
        return redirect("series_report", series.identifier)
    answer = HttpResponse(printed, content_type="application/pdf")
    name = f"report-{series.identifier}-{language}.pdf"
    answer["Content-Disposition"] = f'inline; filename="{name}"'
    return answer


def report_document(series: Series, language: str, *, with_summaries: bool = True) -> Document:
    """The document: numbers, then each session, then how to cite it."""
    card, placed = series_card(series, language), summarized(series)
    document = Document(
        card.text.title,
        _("Combined report"),
        language,
        f"{settings.SITE_NAME} · {permanent_of(series)}",
        authors=[card.convener] if card.convener else [],
        title_language=card.text.language,
    )
    document.paragraph(Written(card.text.about, card.text.language), "lead")
    document.paragraph(Written(" · ".join(filter(None, (days_of(card), card.place)))))
    if card.convener:
        document.paragraph(Written(f"{_('Convened by')}: {card.convener}"))
    document.paragraph(Written(told_of(card.count, len(placed))), "small")
    rows = [[label, str(count)] for label, count in kinds_of_outcomes(placed)]
    document.table([_("Outcome"), _("Number")], rows, (6, 2))
    if not with_summaries:
        words = _(
            "The summaries are left out, because the report is so long. Read them on its page."
        )
        document.paragraph(Written(words), "small")
    for each in reported(placed):
        _session(document, each, with_summaries=with_summaries)
    document.heading(_("How to cite it"))
    citation = Written(citation_of_report(card, placed), series.original_language)
    document.fact(citation, source=permanent_of(series), address=permanent_of(series))
    return document


def told_of(sessions: int, summaries: int) -> str:
    """Of how many sessions the report tells."""
    words = ngettext(
        "%(summaries)d of %(sessions)d session has a published summary.",
        "%(summaries)d of %(sessions)d sessions have a published summary.",
        sessions,
    )
    return words % {"summaries": summaries, "sessions": sessions}


def _session(document: Document, each: Reported, *, with_summaries: bool) -> None:
    text, session = each.card.text, each.card.session
    document.heading(text.title, language=text.language)
    place = [date_format(each.card.begins, "DATE_FORMAT"), each.card.place, each.room]
    document.paragraph(Written(" · ".join(filter(None, place))), "small")
    for part in each.parts if with_summaries else ():
        document.heading(part.heading, 3, language=each.summary.language)
        document.paragraph(Written(part.text, each.summary.language))
    for outcome in each.outcomes:
        add_outcome(document, outcome, session.original_language)
    if each.citation:
        words = Written(each.citation, session.original_language)
        document.fact(words, source=each.permanent, address=each.permanent)
