"""The page of outcomes with what became of each, and an owner's answer."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from tessera.lib.errors import TesseraError
from tessera.lib.http import read_only
from tessera.meetings.afterwards.follow_ups import answer_follow_up, follow_up_of_token
from tessera.meetings.afterwards.forms import AnswerForm
from tessera.meetings.afterwards.reading import counts_of, is_summarized, shown_outcomes
from tessera.meetings.detail import session_card
from tessera.meetings.joining import personal, session_named
from tessera.meetings.live.errors import WordsError
from tessera.meetings.models import OutcomeFollowUp
from tessera.vocabularies.labels import current_language


@read_only
def outcomes(request: HttpRequest, identifier: str) -> HttpResponse:
    """Every outcome of a published summary with its history; for everybody."""
    session = session_named(identifier)
    if not is_summarized(session):
        raise Http404
    shown = shown_outcomes(session)
    context = {
        "card": session_card(session, current_language()),
        "session": session,
        "outcomes": shown,
        "counts": counts_of(shown),
    }
    return render(request, "meetings/afterwards/outcomes.html", context)


@personal
def outcome_answer(request: HttpRequest, token: str) -> HttpResponse:
    """What an owner answers; the mailed link is enough."""
    try:
        follow_up = follow_up_of_token(token)
    except OutcomeFollowUp.DoesNotExist as error:
        raise Http404 from error
    form = AnswerForm(request.POST or None, initial={"state": follow_up.outcome.state})
    is_done = False
    if request.method == "POST" and form.is_valid():
        try:
            answer_follow_up(follow_up, **form.cleaned_data)
            is_done = True
        except WordsError as error:
            form.add_error("note", str(error))
        except TesseraError as error:
            form.add_error(None, str(error))
    session = session_named(follow_up.outcome.session.identifier)
    context = {
        "card": session_card(session, current_language()),
        "session": session,
        "outcome": follow_up.outcome,
        "form": form,
        "is_done": is_done,
    }
    has_failed = request.method == "POST" and not is_done
    return render(
        request, "meetings/afterwards/answer.html", context, status=422 if has_failed else 200
    )
