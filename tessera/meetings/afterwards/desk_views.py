"""The desk of those who write a summary: text, outcomes, remarks, and what became of them."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from tessera.lib.errors import NotAllowedError, TesseraError
from tessera.meetings.afterwards.actions import (
    add_row,
    answer_remark,
    compose_summary,
    is_open,
    may_compose,
    open_check,
    publish_summary,
    save_summary,
)
from tessera.meetings.afterwards.errors import RowWordsError
from tessera.meetings.afterwards.follow_ups import (
    tell_outcome,
)
from tessera.meetings.afterwards.forms import AnswerForm, OutcomeFormSet, PartFormSet
from tessera.meetings.afterwards.publishing import open_draft
from tessera.meetings.afterwards.reading import (
    shown_outcomes,
)
from tessera.meetings.attendance import Attendee, find_attendee
from tessera.meetings.detail import session_card
from tessera.meetings.joining import session_named
from tessera.meetings.live.errors import WordsError
from tessera.meetings.models import (
    Session,
    SessionOutcome,
    Summary,
    SummaryRemark,
)
from tessera.meetings.permissions import is_organizer, is_rapporteur
from tessera.vocabularies.labels import current_language
from tessera.vocabularies.models import Concept


def _writer(request: HttpRequest, session: Session) -> Attendee:
    attendee = find_attendee(request, session)
    if attendee is None or not is_rapporteur(attendee):
        raise PermissionDenied
    return attendee


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def desk(request: HttpRequest, identifier: str) -> HttpResponse:
    """Writing the summary and the outcomes; each button keeps what was typed."""
    session = session_named(identifier)
    by = _writer(request, session)
    summary = Summary.objects.filter(session=session).select_related("record").first()
    if summary is None:
        return _begin(request, session, by)
    if summary.published_at:
        return _after_publication(request, session, summary, by)
    sent = request.POST if request.method == "POST" else None
    parts = PartFormSet(sent, instance=session, prefix="parts")
    outcomes = OutcomeFormSet(sent, instance=session, prefix="outcomes")
    # Both are asked, so that every fault is shown at once.
    if sent is not None and all([parts.is_valid(), outcomes.is_valid()]):
        try:
            _save(request, session, parts, outcomes, by)
        except RowWordsError as error:
            _tie(error, parts, outcomes)
        except NotAllowedError as error:
            raise PermissionDenied(str(error)) from error
        except TesseraError as error:
            messages.error(request, str(error))
        else:
            return _go_on(request, session, by)
    return _show_desk(request, session, summary, by, parts, outcomes, has_failed=sent is not None)


def _after_publication(
    request: HttpRequest, session: Session, summary: Summary, by: Attendee
) -> HttpResponse:
    """What became of the outcomes; the text itself stands."""
    what, _dash, which = request.POST.get("do", "").partition("-")
    if what == "lead":
        return _go_on(request, session, by)
    is_told = what == "tell" and which.isdecimal() and len(which) < 18
    chosen = int(which) if is_told else 0
    forms = [
        (
            each,
            AnswerForm(
                request.POST if each.outcome.pk == chosen else None,
                initial={"state": each.outcome.state},
                auto_id=f"id_{each.outcome.pk}_%s",
            ),
        )
        for each in shown_outcomes(session)
    ]
    for each, form in forms:
        if form.is_bound and form.is_valid() and _tell(request, each.outcome, form, by):
            answer = redirect("session_afterwards", session.identifier)
            answer["Location"] += f"#outcome-{each.outcome.pk}"
            return answer
    context = {
        "card": session_card(session, current_language()),
        "session": session,
        "summary": summary,
        "told": forms,
        "is_organizer": is_organizer(by),
        "remarks": session.summary_remarks.select_related("part"),
    }
    status = 422 if any(form.errors for _each, form in forms) else 200
    return render(request, "meetings/afterwards/desk.html", context, status=status)


def _tell(request: HttpRequest, outcome: SessionOutcome, form: AnswerForm, by: Attendee) -> bool:
    try:
        tell_outcome(outcome, **form.cleaned_data, by=by)
    except WordsError as error:
        form.add_error("note", str(error))
    except TesseraError as error:
        form.add_error(None, str(error))
    else:
        messages.success(request, _("Saved."))
        return True
    return False


def _begin(request: HttpRequest, session: Session, by: Attendee) -> HttpResponse:
    if request.method == "POST":
        try:
            compose_summary(session, by=by)
        except TesseraError as error:
            messages.error(request, str(error))
        return redirect("session_afterwards", session.identifier)
    context = {
        "card": session_card(session, current_language()),
        "session": session,
        "may_begin": may_compose(session, now=timezone.now()),
    }
    return render(request, "meetings/afterwards/begin.html", context)


def _save(request: HttpRequest, session: Session, parts: Any, outcomes: Any, by: Attendee) -> None:
    parts.save(commit=False)
    outcomes.save(commit=False)
    kept = [form for form in outcomes.forms if form not in outcomes.deleted_forms]
    rows = [form.instance for form in parts.forms if form not in parts.deleted_forms]
    cited = {len(rows) + number: form.cleaned_data["cited"] for number, form in enumerate(kept)}
    revision = request.POST.get("revision", "")
    save_summary(
        session,
        rows=[*rows, *(form.instance for form in kept)],
        removed=[*parts.deleted_objects, *outcomes.deleted_objects],
        cited=cited,
        revision=int(revision) if revision.isdecimal() and len(revision) < 10 else -1,
        by=by,
    )


def _tie(error: RowWordsError, *formsets: Any) -> None:
    """Show a fault of words at the row that has it."""
    for form in (form for formset in formsets for form in formset.forms):
        if form.instance is error.row:
            form.add_error(error.field, str(error))


def _go_on(request: HttpRequest, session: Session, by: Attendee) -> HttpResponse:
    """Do what the button said, when everything is kept."""
    what, _dash, which = request.POST.get("do", "").partition("-")
    anchor = ""
    try:
        if what == "part":
            add_row(session, "part", by=by)
            anchor = "#parts"
        elif what == "outcome":
            add_row(session, "outcome", kind=_kind("REC"), by=by)
            anchor = "#outcomes"
        elif what == "check":
            open_check(session, by=by)
            messages.success(request, _("The draft is on its way to everybody who took part."))
        elif what == "publish":
            publish_summary(session, by=by)
            return redirect("session_summary", session.identifier)
        elif what == "lead" and which.isdecimal() and len(which) < 18:
            outcome = get_object_or_404(SessionOutcome, pk=int(which), session=session)
            return redirect(open_draft(outcome, by=by))
        else:
            messages.success(request, _("Saved."))
    except NotAllowedError as error:
        raise PermissionDenied(str(error)) from error
    except TesseraError as error:
        messages.error(request, str(error))
    answer = redirect("session_afterwards", session.identifier)
    answer["Location"] += anchor
    return answer


def _kind(code: str) -> Concept:
    return Concept.objects.get(scheme__code="OC", code=code)


def _show_desk(
    request: HttpRequest,
    session: Session,
    summary: Summary,
    by: Attendee,
    parts: Any,
    outcomes: Any,
    *,
    has_failed: bool,
) -> HttpResponse:
    leads = {each.outcome.pk: each for each in shown_outcomes(session)}
    context = {
        "card": session_card(session, current_language()),
        "session": session,
        "summary": summary,
        "parts": parts,
        "outcomes": [(form, leads.get(form.instance.pk or 0)) for form in outcomes],
        "outcome_forms": outcomes,
        "remarks": session.summary_remarks.select_related("part"),
        "is_open": is_open(summary),
        "is_organizer": is_organizer(by),
    }
    status = 422 if has_failed else 200
    return render(request, "meetings/afterwards/desk.html", context, status=status)


@never_cache
@require_POST
def remark(request: HttpRequest, identifier: str, number: str) -> HttpResponse:
    """Answer a remark."""
    session = session_named(identifier)
    by = _writer(request, session)
    rows = SummaryRemark.objects.select_related("session")
    one = get_object_or_404(rows, pk=int(number), session=session)
    is_taken = request.POST.get("do") == "take"
    try:
        answer_remark(one, is_taken=is_taken, answer=request.POST.get("answer", ""), by=by)
    except TesseraError as error:
        messages.error(request, str(error))
    answer = redirect("session_afterwards", session.identifier)
    answer["Location"] += "#remarks"
    return answer
