"""Pages of a discussion in writing: its questions, what was written to each, and one's own words.

They work by personal link without an account, and without JavaScript.
"""

from datetime import timedelta
from typing import Any, Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from tessera.accounts.limits import count_attempt
from tessera.lib.errors import NotAllowedError, TesseraError
from tessera.lib.pages import page_number, page_of
from tessera.meetings.attendance import Attendee, find_attendee
from tessera.meetings.detail import session_card
from tessera.meetings.discussion import reading
from tessera.meetings.discussion.contributing import (
    change_contribution,
    contribute,
    is_own,
    withdraw_contribution,
)
from tessera.meetings.discussion.forms import ContributionForm
from tessera.meetings.discussion.models import Contribution, GuidingQuestion
from tessera.meetings.discussion.rules import is_running, may_read, may_see
from tessera.meetings.joining import personal, session_of_holder
from tessera.meetings.live.attribution import (
    BY_STATEMENT,
    ON_RECORD,
    masking,
    protects_names,
    rule_of,
)
from tessera.meetings.live.errors import StaleError
from tessera.meetings.models import Session
from tessera.meetings.permissions import is_moderator, is_participant
from tessera.meetings.registering import can_register
from tessera.vocabularies.labels import current_language, labels

#: So many contributions of one person in ten minutes.
_MOST_AT_ONCE: Final = 30


def found(request: HttpRequest, identifier: str) -> tuple[Session, Attendee | None]:
    """The session and who asks, if they may read it.

    Raises:
        Http404: no discussion in writing, or not for this reader.
    """
    session = session_of_holder(identifier)
    attendee = find_attendee(request, session)
    if not session.is_written or not may_read(session, attendee):
        raise Http404
    return session, attendee


def page(
    request: HttpRequest,
    template: str,
    session: Session,
    attendee: Attendee | None,
    *,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    """A page with what all pages of a discussion show."""
    now = timezone.now()
    language = current_language()
    rule = labels().concepts.get(session.attribution_rule_id or 0)
    context = {
        "card": session_card(session, language),
        "session": session,
        "attendee": attendee,
        "moderates": is_moderator(attendee),
        "is_open": is_running(session, now=now),
        "is_to_come": session.starts_at > now,
        "rule": rule_of(session),
        "rule_name": rule.label(language) if rule else "",
        "protects": protects_names(session),
        "is_on_record": rule_of(session) == ON_RECORD,
        "is_by_statement": rule_of(session) == BY_STATEMENT,
        **more,
    }
    return render(request, f"meetings/discussion/{template}.html", context, status=status)


def question_of(session: Session, number: str) -> GuidingQuestion:
    """A question of this session by its number."""
    found = get_object_or_404(GuidingQuestion, session=session, number=int(number))
    found.session = session
    return found


def contribution_of(session: Session, attendee: Attendee | None, number: str) -> Contribution:
    """A contribution of this session that the reader may see that there is."""
    rows = Contribution.objects.select_related("author", "question", "answers")
    found = get_object_or_404(rows, session=session, number=int(number))
    if found.state == Contribution.State.HELD and not (
        is_own(found, attendee) or is_moderator(attendee)
    ):
        raise Http404
    found.session = session
    return found


@personal
def overview(request: HttpRequest, identifier: str) -> HttpResponse:
    """The questions, the dates, who moderates, and how one can take part."""
    session = session_of_holder(identifier)
    attendee = find_attendee(request, session)
    if not session.is_written or not may_see(session, attendee):
        raise Http404
    return page(
        request,
        "overview",
        session,
        attendee,
        questions=reading.questions_shown(session, masking(session)),
        moderators=reading.moderator_names(session),
        beforehand=reading.asked_beforehand(session).count() if is_moderator(attendee) else 0,
        held=reading.count_held(session) if is_moderator(attendee) else 0,
        may_register=attendee is None and can_register(session, now=timezone.now()),
    )


@personal
def question(request: HttpRequest, identifier: str, number: str) -> HttpResponse:
    """A question with what was written to it, in pages, and the form.

    Strangers to a discussion that is not open to everybody are led to how they can take part.
    """
    session = session_of_holder(identifier)
    attendee = find_attendee(request, session)
    if not may_read(session, attendee) and may_see(session, None) and session.is_written:
        return redirect("session_discussion", session.identifier)
    session, attendee = found(request, identifier)
    asked = question_of(session, number)
    answers = _answered(request, asked)
    form = ContributionForm(request.POST or None, session=session)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                written = _write(asked, form, attendee, answers)
            except TesseraError as error:
                form.add_error(_field(error, form), str(error))
                status = _status(error)
            else:
                return _back_to(request, written)
    return _question_page(request, session, attendee, asked, form, answers, status)


def _write(
    asked: GuidingQuestion,
    form: ContributionForm,
    attendee: Attendee | None,
    answers: Contribution | None,
) -> Contribution:
    if attendee:
        count_attempt(
            "meetings.contribute",
            f"{asked.session_id}-{attendee.key}",
            most=_MOST_AT_ONCE,
            within=timedelta(minutes=10),
        )
    return contribute(asked, **form.typed(), answers=answers, by=attendee)


def _answered(request: HttpRequest, asked: GuidingQuestion) -> Contribution | None:
    number = request.POST.get("answers", "") or request.GET.get("reply", "")
    if not (number.isascii() and number.isdigit() and len(number) < 10):
        return None
    rows = Contribution.objects.filter(question=asked, state=Contribution.State.LIVE)
    return rows.filter(number=int(number)).first()


def _field(error: TesseraError, form: ContributionForm) -> str | None:
    name = getattr(error, "field", "")
    return name if name in form.fields else None


def _status(error: TesseraError) -> int:
    if isinstance(error, NotAllowedError):
        return 403
    return 422 if getattr(error, "field", "") else 409


def _back_to(request: HttpRequest, written: Contribution) -> HttpResponse:
    if written.state == Contribution.State.HELD:
        messages.success(
            request, _("Thank you. A moderator reads your first contribution before others see it.")
        )
    else:
        messages.success(request, _("Thank you. Your contribution is here."))
    return redirect("session_discussion_contribution", written.session.identifier, written.number)


def _question_page(
    request: HttpRequest,
    session: Session,
    attendee: Attendee | None,
    asked: GuidingQuestion,
    form: ContributionForm,
    answers: Contribution | None,
    status: int,
) -> HttpResponse:
    languages = reading.languages_of(asked)
    wanted = request.GET.get("language", "")
    language = wanted if wanted in languages else ""
    rows = reading.shown_to(asked, attendee, language=language)
    cut = page_of(rows, page_number(request), reading.A_PAGE)
    mask = masking(session)
    everything = reading.questions_shown(session, mask)
    takes_part = is_participant(attendee) or is_moderator(attendee)
    return page(
        request,
        "question",
        session,
        attendee,
        status=status,
        question=asked,
        shown=next(each for each in everything if each.question.pk == asked.pk),
        questions=everything,
        page=cut,
        contributions=reading.contributions_shown(session, cut, attendee, mask),
        languages=languages,
        language=language,
        form=form,
        answers=answers,
        takes_part=takes_part,
        may_write=takes_part
        and is_running(session, now=timezone.now())
        and asked.locked_at is None,
        may_register=attendee is None and can_register(session, now=timezone.now()),
    )


@personal
def contribution(request: HttpRequest, identifier: str, number: str) -> HttpResponse:
    """Where a contribution stands, whatever page that is."""
    session, attendee = found(request, identifier)
    shown = contribution_of(session, attendee, number)
    before = reading.shown_to(shown.question, attendee).filter(number__lt=shown.number).count()
    address = reverse(
        "session_discussion_question", args=[session.identifier, shown.question.number]
    )
    at = before // reading.A_PAGE + 1
    return redirect(f"{address}{f'?page={at}' if at > 1 else ''}#c{shown.number}")


@personal
def edit(request: HttpRequest, identifier: str, number: str) -> HttpResponse:
    """Change one's own words or take them back. A stale page shows both texts."""
    session, attendee = found(request, identifier)
    own = contribution_of(session, attendee, number)
    if not is_own(own, attendee):
        raise Http404
    initial = {"text": own.text, "language": own.language, "with_name": bool(own.name)}
    is_sent = request.method == "POST" and request.POST.get("do") != "withdraw"
    form = ContributionForm(request.POST if is_sent else None, session=session, initial=initial)
    status, is_stale = 200, False
    try:
        if is_sent and form.is_valid():
            change_contribution(
                own, **form.typed(), revision=_number(request.POST.get("revision", "")), by=attendee
            )
            messages.success(request, _("Saved."))
            return redirect("session_discussion_contribution", session.identifier, own.number)
        if request.method == "POST" and not is_sent:
            if request.POST.get("sure"):
                withdraw_contribution(own, by=attendee)
                return redirect(
                    "session_discussion_question", session.identifier, own.question.number
                )
            messages.error(request, _("Tick the box beside the button first."))
        status = 422 if request.method == "POST" else 200
    except TesseraError as error:
        is_stale, status = isinstance(error, StaleError), _status(error)
        if is_sent:
            form.add_error(_field(error, form), str(error))
        else:
            messages.error(request, str(error))
        own.refresh_from_db()
    return page(
        request, "edit", session, attendee, status=status, form=form, contribution=own,
        is_stale=is_stale,
    )  # fmt: skip


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1
