"""The published summary of a session on paper, with what it cites and how to cite it."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from tessera.lib.enumerations import listed
from tessera.lib.http import read_only
from tessera.lib.printing import Document, Written, render_pdf
from tessera.meetings.afterwards.feedback_results import Results, public_feedback
from tessera.meetings.afterwards.reading import (
    ShownOutcome,
    citation_of,
    permanent_address,
    shown_outcomes,
    summary_parts,
)
from tessera.meetings.detail import SessionCard, session_card
from tessera.meetings.joining import session_named
from tessera.meetings.models import Session, Summary
from tessera.vocabularies.labels import current_language


@read_only
def summary_pdf(request: HttpRequest, identifier: str) -> HttpResponse:
    """The summary in its own language, everything around it in that of the address."""
    session = session_named(identifier)
    rows = Summary.objects.filter(session=session, published_at__isnull=False)
    summary = rows.select_related("record").first()
    if summary is None:
        raise Http404
    language = current_language()
    try:
        printed = render_pdf(summary_document(session, summary, language))
    except ValueError:
        messages.error(request, _("This summary is too long to be printed."))
        return redirect("session_summary", session.identifier)
    answer = HttpResponse(printed, content_type="application/pdf")
    name = f"summary-{session.identifier}-{language}.pdf"
    answer["Content-Disposition"] = f'inline; filename="{name}"'
    return answer


def summary_document(session: Session, summary: Summary, language: str) -> Document:
    """The document: the text, the outcomes with the records that they cite, and the citation."""
    card = session_card(session, language)
    record = summary.record
    address = permanent_address(record) if record else ""
    document = Document(
        card.text.title,
        _("Summary of a working session"),
        language,
        f"{settings.SITE_NAME} · {address}",
        authors=[each.name for each in session.conveners.all()],
        title_language=card.text.language,
    )
    _head(document, card, summary)
    for part in summary_parts(session):
        document.heading(part.heading, language=summary.language)
        document.paragraph(Written(part.text, summary.language))
    outcomes = shown_outcomes(session)
    if outcomes:
        document.heading(_("What came out of it"))
    for each in outcomes:
        add_outcome(document, each, session.original_language)
    feedback = public_feedback(session)
    if feedback:
        _feedback(document, feedback)
    if record:
        document.heading(_("How to cite it"))
        citation = Written(citation_of(session, record), session.original_language)
        document.fact(citation, source=address, address=address)
    return document


def outcomes_document(session: Session, language: str) -> Document:
    """The outcomes alone, with the records that they cite."""
    document = Document(_("What came out of it"), "", language, "")
    for each in shown_outcomes(session):
        add_outcome(document, each, session.original_language)
    return document


def _head(document: Document, card: SessionCard, summary: Summary) -> None:
    text, session = card.text, card.session
    document.paragraph(Written(text.guiding_question or text.occasion, text.language), "lead")
    place = [date_format(card.begins, "DATE_FORMAT"), card.place]
    document.paragraph(Written(" · ".join(filter(None, place))))
    names = listed(each.name for each in session.conveners.all())
    if names:
        document.paragraph(Written(f"{_('Convened by')}: {names}"))
    if summary.published_at:
        told = _("Summary published on %(day)s, after those who took part had checked it.")
        words = {"day": date_format(summary.published_at, "DATE_FORMAT")}
        document.paragraph(Written(told % words), "small")


def add_outcome(document: Document, each: ShownOutcome, language: str) -> None:
    """An outcome with its state, its history and the records that it cites."""
    outcome = each.outcome
    document.heading(each.kind, 3)
    document.paragraph(Written(outcome.text, language))
    facts = [(_("Answers for it:"), outcome.owner)]
    if each.kind_code == "COM":
        facts.append((_("State:"), str(outcome.get_state_display())))
    for label, value in facts:
        if value:
            document.paragraph(Written(f"{label} {value}"), "small")
    for told in each.history:
        line = [date_format(told.told_at, "DATE_FORMAT"), str(told.get_state_display()), told.note]
        document.paragraph(Written(" – ".join(filter(None, line))), "small")
    for cited in [*each.cited, *([each.led_to] if each.led_to else [])]:
        words = Written(cited.title, cited.language)
        document.fact(words, source=cited.permanent, address=cited.permanent)


def _feedback(document: Document, feedback: Results) -> None:
    document.heading(_("What it was worth to those who took part"))
    for each in feedback.numbers:
        rows = [[share.label, str(share.count), f"{share.percent} %"] for share in each.shares]
        document.table([each.question, _("Answers"), _("Percent")], rows, (6, 2, 2))
