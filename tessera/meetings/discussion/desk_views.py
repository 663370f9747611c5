"""Pages of those who prepare and moderate a discussion in writing."""

from typing import Any, Final

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from tessera.lib.errors import TesseraError
from tessera.lib.pages import page_number, page_of
from tessera.meetings.attendance import Attendee
from tessera.meetings.discussion import reading
from tessera.meetings.discussion.forms import QuestionFormSet, ReasonForm, RulesForm, SummaryForm
from tessera.meetings.discussion.models import Contribution, WrittenDiscussion
from tessera.meetings.discussion.moderating import (
    MOVES,
    decide,
    lock_question,
    summarize_question,
)
from tessera.meetings.discussion.preparing import MOST_QUESTIONS, Asked, prepare_discussion
from tessera.meetings.discussion.views import contribution_of, found, page, question_of
from tessera.meetings.joining import personal
from tessera.meetings.live.attribution import masking
from tessera.meetings.live.errors import StaleError
from tessera.meetings.models import Session
from tessera.meetings.permissions import is_moderator, is_organizer

_A_PAGE: Final = 25


def _moderated(request: HttpRequest, identifier: str) -> tuple[Session, Attendee]:
    """The session for its moderators; 403 for others who take part, 404 for strangers."""
    session, attendee = found(request, identifier)
    if attendee is None or not is_moderator(attendee):
        raise PermissionDenied
    return session, attendee


@personal
def prepare(request: HttpRequest, identifier: str) -> HttpResponse:
    """The guiding questions, and whether first contributions are held."""
    session, attendee = _moderated(request, identifier)
    kept = WrittenDiscussion.objects.filter(session=session).first()
    first = [{"text": each.text, "about": each.about} for each in session.guiding_questions.all()]
    sent = request.POST if request.method == "POST" else None
    rows = QuestionFormSet(sent, initial=None if sent else first, prefix="questions")
    rules = RulesForm(sent, initial={"holds_first": kept.holds_first if kept else True})
    if sent and all([rows.is_valid(), rules.is_valid()]):
        typed = [each.cleaned_data for each in rows if each.cleaned_data.get("text")]
        try:
            prepare_discussion(
                session,
                questions=[Asked(each["text"], each["about"]) for each in typed],
                holds_first=rules.cleaned_data["holds_first"],
                by=attendee,
            )
        except TesseraError as error:
            rules.add_error(None, str(error))
        else:
            messages.success(request, _("Saved."))
            return redirect("session_discussion_prepare", session.identifier)
    return page(
        request, "prepare", session, attendee, status=422 if sent else 200, rows=rows,
        rules=rules, is_organizer=is_organizer(attendee), most=MOST_QUESTIONS,
    )  # fmt: skip


@personal
def held(request: HttpRequest, identifier: str) -> HttpResponse:
    """What waits to be read, the oldest first."""
    session, attendee = _moderated(request, identifier)
    rows = Contribution.objects.filter(session=session, state=Contribution.State.HELD)
    waiting = rows.select_related("author", "answers", "question").order_by("number")
    cut = page_of(waiting, page_number(request), _A_PAGE)
    shown = reading.contributions_shown(session, cut, attendee, masking(session))
    return page(request, "held", session, attendee, page=cut, contributions=shown)


@personal
def beforehand(request: HttpRequest, identifier: str) -> HttpResponse:
    """What was asked with registrations, in the order of arrival. Three queries for any number."""
    session, attendee = _moderated(request, identifier)
    cut = page_of(reading.asked_beforehand(session), page_number(request), _A_PAGE)
    shown = reading.questions_beforehand(session, cut, masking(session))
    return page(request, "beforehand", session, attendee, page=cut, questions=shown)


@personal
def contribution(request: HttpRequest, identifier: str, number: str) -> HttpResponse:
    """Let a contribution through, hide it, or show it again."""
    session, attendee = _moderated(request, identifier)
    decided = contribution_of(session, attendee, number)
    form = ReasonForm(request.POST or None)
    status = 200
    move = request.POST.get("move", "")
    if request.method == "POST":
        status = 422
        if form.is_valid() and move in MOVES:
            try:
                decide(decided, move, reason=form.cleaned_data["reason"], by=attendee)
            except TesseraError as error:
                status = _told(form, error)
                decided.refresh_from_db()
            else:
                messages.success(request, _("Done."))
                waits = reading.count_held(session) if move == "approve" else 0
                if waits:
                    return redirect("session_discussion_held", session.identifier)
                return redirect(
                    "session_discussion_contribution", session.identifier, decided.number
                )
    shown = reading.contributions_shown(session, [decided], attendee, masking(session))[0]
    moves = [name for name, (before, _becomes) in MOVES.items() if decided.state in before]
    return page(
        request, "moderate", session, attendee, status=status, form=form, each=shown, moves=moves
    )


def _told(form: Any, error: TesseraError) -> int:
    name = getattr(error, "field", "")
    form.add_error(name if name in form.fields else None, str(error))
    return 422 if name else 409


@personal
def question(request: HttpRequest, identifier: str, number: str) -> HttpResponse:
    """Sum up a question, close it before the others, or open it again."""
    session, attendee = _moderated(request, identifier)
    asked = question_of(session, number)
    what = request.POST.get("do", "")
    sums = what == "summarize"
    first = {"text": asked.summary, "revision": asked.revision}
    summary = SummaryForm(request.POST if sums else None, initial=first)
    lock = ReasonForm(request.POST if what == "lock" else None)
    status = 422 if request.method == "POST" else 200
    is_stale = False
    try:
        if sums and summary.is_valid():
            summarize_question(asked, **summary.cleaned_data, by=attendee)
            messages.success(request, _("Saved."))
            return redirect("session_discussion_question", session.identifier, asked.number)
        if what in {"lock", "unlock"} and (what == "unlock" or lock.is_valid()):
            reason = lock.cleaned_data["reason"] if what == "lock" else ""
            lock_question(asked, is_locked=what == "lock", reason=reason, by=attendee)
            messages.success(request, _("Saved."))
            return redirect("session_discussion_question", session.identifier, asked.number)
    except TesseraError as error:
        is_stale = isinstance(error, StaleError)
        status = _told(summary if sums else lock, error)
        asked = question_of(session, number)
    return page(
        request, "question_moderate", session, attendee, status=status, question=asked,
        summary=summary, lock=lock, is_stale=is_stale,
    )  # fmt: skip
