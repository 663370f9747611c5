"""The page of outcomes: what came out of a session, and what became of each."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from tessera.lib.http import read_only
from tessera.meetings.afterwards.reading import counts_of, is_summarized, shown_outcomes
from tessera.meetings.detail import session_card
from tessera.meetings.joining import session_named
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
