"""The issues paper: the organizer's form, the page with comments, PDF and Word document."""

import re
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tessera.accounts.access import sign_in_required
from tessera.lib.errors import TesseraError
from tessera.lib.printing import Document, Written, render_pdf
from tessera.meetings.attendance import find_attendee
from tessera.meetings.detail import SessionCard, session_card
from tessera.meetings.joining import personal, session_named
from tessera.meetings.models import (
    Invitation,
    Paper,
    PaperComment,
    PaperVersion,
    Registration,
    Session,
)
from tessera.meetings.organizing import organizer_of
from tessera.meetings.paper_forms import CommentForm, FactFormSet, PaperForm
from tessera.meetings.papers import (
    can_comment,
    circulate_paper,
    comment_on_paper,
    note_reading,
    paragraphs,
    remove_comment,
    write_paper,
)
from tessera.meetings.permissions import is_organizer
from tessera.meetings.phrases import questions_of_paper
from tessera.vocabularies.labels import current_language, labels
from tessera.web.templatetags.times import moment

#: So many versions are named on the page, the last ones.
_MOST_VERSIONS = 20
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@dataclass(frozen=True)
class Paragraph:
    """A piece of the paper with what was said about it; ``record`` is empty but for facts."""

    key: str
    kind: str
    heading: str
    text: str
    record: str
    record_title: str
    mark: str
    comments: list[tuple[PaperComment, str]]


@sign_in_required
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest, identifier: str) -> HttpResponse:
    """The organizer's form, with who has read the last version."""
    organizer = organizer_of(request)
    session = get_object_or_404(Session.objects.with_texts(), identifier=identifier)
    paper = Paper.objects.filter(session=session).first()
    sent = request.POST or None
    given = [
        {"text": fact.text, "record": fact.record.identifier}
        for fact in (paper.facts.select_related("record") if paper else ())
    ]
    form = PaperForm(
        sent, session=session, instance=paper, initial={"language": session.original_language}
    )
    facts = FactFormSet(sent, initial=given, prefix="facts")
    if sent and all([form.is_valid(), facts.is_valid()]):
        rows = [
            (row["text"], row["record"]) for row in facts.cleaned_data if row and row.get("text")
        ]
        paper = write_paper(session, words=form.cleaned_data, facts=rows, by=organizer)
        try:
            if request.POST.get("do") == "circulate":
                circulate_paper(paper, by=organizer)
                messages.success(request, _("The paper is out, and everybody has a mail."))
            else:
                messages.success(request, _("Saved."))
        except TesseraError as error:
            messages.error(request, str(error))
        return redirect("session_paper_write", session.identifier)
    version = paper.versions.first() if paper else None
    context = {
        "card": session_card(session, current_language()),
        "session": session,
        "paper": paper,
        "form": form,
        "facts": facts,
        "version": version,
        "comments": version.comments.count() if version else 0,
        "readers": _readers(session, version) if version else (),
        "is_late": bool(paper and not version and paper.due_at <= timezone.now()),
    }
    return render(request, "meetings/paper_write.html", context, status=422 if sent else 200)


def _readers(session: Session, version: PaperVersion) -> list[tuple[str, Any]]:
    """Everybody who got the way to it, with when they opened it. Three queries."""
    opened = dict(version.readings.values_list("key", "read_at"))
    seats = Invitation.objects.filter(seat__session=session, state=Invitation.State.ACCEPTED)
    going = session.registrations.filter(state=Registration.State.SEATED)
    rows = [(f"i{pk}", name) for pk, name in seats.values_list("pk", "name")]
    rows += [(f"r{pk}", name) for pk, name in going.values_list("pk", "name")[:500]]
    return [(name, opened.get(key)) for key, name in rows]


@personal
def paper(request: HttpRequest, identifier: str) -> HttpResponse:
    """The last version that went out; who takes part comments on a paragraph.

    An earlier one, with what was said about it, by its number: ``version=1``.
    """
    session, version = _version(identifier, request.GET.get("version", ""))
    attendee = find_attendee(request, session)
    form = CommentForm(request.POST or None)
    if request.method == "POST":
        try:
            if (removed := request.POST.get("remove", "")) and removed.isdecimal():
                comment = get_object_or_404(version.comments, pk=int(removed[:18]))
                remove_comment(comment, by=organizer_of(request))
                return redirect("session_paper", session.identifier)
            if form.is_valid():
                comment_on_paper(version, by=attendee, **form.cleaned_data)
                answer = redirect("session_paper", session.identifier)
                answer["Location"] += f"#{form.cleaned_data['paragraph']}"
                return answer
        except TesseraError as error:
            messages.error(request, str(error))
    if attendee and request.method == "GET":
        note_reading(version, attendee)
    context = {
        "card": session_card(session, current_language()),
        "version": version,
        "language": version.content["language"],
        "versions": version.paper.versions.all()[:_MOST_VERSIONS],
        "is_last": not version.paper.versions.filter(number__gt=version.number).exists(),
        "paragraphs": _shown(version),
        "may_comment": can_comment(version, attendee),
        "may_remove": is_organizer(attendee),
        "form": form,
        "chosen": request.POST.get("paragraph", ""),
    }
    return render(request, "meetings/paper.html", context, status=422 if form.errors else 200)


def _version(identifier: str, number: str = "") -> tuple[Session, PaperVersion]:
    """The version of that number; the last one for none."""
    session = session_named(identifier)
    rows = PaperVersion.objects.select_related("paper__session").filter(paper__session=session)
    if number:
        rows = rows.filter(number=int(number) if re.fullmatch("[0-9]{1,4}", number) else 0)
    version = rows.first()
    if version is None:
        raise Http404
    return session, version


def _shown(version: PaperVersion) -> list[Paragraph]:
    headings, seen = _headings(version.paper.session), set()
    said: dict[str, list[tuple[PaperComment, str]]] = {}
    for comment in version.comments.all():
        group = labels().concept("SH", comment.stakeholder) if comment.stakeholder else None
        who = comment.name or (group.label(current_language()) if group else _("A participant"))
        said.setdefault(comment.paragraph, []).append((comment, who))
    facts = {f"facts-{n}": each for n, each in enumerate(version.content["facts"], 1)}
    rows = []
    for key, kind, text in paragraphs(version.content):
        fact = facts.get(key, {})
        heading = "" if kind in seen else headings[kind]
        seen.add(kind)
        rows.append(
            Paragraph(
                key, kind, heading, text, fact.get("record", ""), fact.get("title", ""),
                _mark(kind, key), said.get(key, []),
            )
        )  # fmt: skip
    return rows


def _mark(kind: str, key: str) -> str:
    """The number of a question, and a point before an option, as on paper."""
    return {"questions": f"{key.rpartition('-')[2]}.", "options": "•"}.get(kind, "")


def _headings(session: Session) -> dict[str, str]:
    return {
        "summary": _("In brief"),
        "background": _("Background"),
        "facts": _("What is known"),
        "questions": questions_of_paper(session),
        "options": _("Options"),
    }


def paper_document(card: SessionCard, version: PaperVersion) -> Document:
    """The paper as it went out, without the comments."""
    session, content = card.session, version.content
    language = current_language()
    address = f"{settings.BASE_URL}{session.get_absolute_url()}"
    kind = _("Issues paper, version %(number)d") % {"number": version.number}
    authors = [content["authors"]] if content["authors"] else []
    document = Document(
        card.text.title,
        kind,
        language,
        f"{settings.SITE_NAME} · {address}",
        authors,
        card.text.language,
    )
    own, headings = content["language"], _headings(session)
    document.paragraph(Written(card.text.guiding_question, card.text.language))
    document.paragraph(Written(moment(session.starts_at.isoformat(), session.time_zone)), "small")
    document.paragraph(Written(content["authors"], own), "small")
    document.heading(headings["summary"])
    document.paragraph(Written(content["summary"], own), "lead")
    if content["background"]:
        document.heading(headings["background"])
        document.paragraph(Written("\n\n".join(content["background"]), own))
    if content["facts"]:
        document.heading(headings["facts"])
        for fact in content["facts"]:
            link = f"{settings.BASE_URL}/id/{fact['record']}"
            source = f"{fact['title']} ({fact['record']})"
            document.fact(Written(fact["text"], own), source=source, address=link)
    for kind, form in (("questions", "numbers"), ("options", "list")):
        if content[kind]:
            document.heading(headings[kind])
            document.items([Written(each, own) for each in content[kind]], form)
    return document


@require_safe
def paper_pdf(request: HttpRequest, identifier: str) -> HttpResponse:
    """The paper as tagged PDF."""
    session, version = _version(identifier, request.GET.get("version", ""))
    document = paper_document(session_card(session, current_language()), version)
    answer = HttpResponse(render_pdf(document), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="issues-paper-{session.identifier}.pdf"'
    return answer


@require_safe
def paper_docx(request: HttpRequest, identifier: str) -> HttpResponse:
    """The paper as a Word document."""
    session, version = _version(identifier, request.GET.get("version", ""))
    # Deferred: only who takes a Word file needs it.
    from tessera.lib.printing.word import render_docx

    document = paper_document(session_card(session, current_language()), version)
    answer = HttpResponse(render_docx(document), content_type=_WORD)
    answer["Content-Disposition"] = f'attachment; filename="issues-paper-{session.identifier}.docx"'
    return answer
