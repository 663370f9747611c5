"""Pages behind personal links. Opening one changes nothing; pressing its button does."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from tessera.lib.identifiers import normalize
from tessera.lib.personal_links import InvalidLinkError
from tessera.meetings.attendance import (
    holder_of_token,
    remember,
    session_of,
)
from tessera.meetings.detail import session_card
from tessera.meetings.models import Registration, Session
from tessera.meetings.registering import confirm_registration
from tessera.vocabularies.labels import current_language

View = Callable[..., HttpResponse]


def personal(view: View) -> View:
    """Nobody keeps the answer, no engine lists it, and its address is not told to other sites."""

    @wraps(view)
    def guarded(request: HttpRequest, **words: str) -> HttpResponse:
        try:
            answer = view(request, **words)
        except InvalidLinkError as error:
            answer = render(request, "meetings/bad_link.html", {"reason": error}, status=404)
        answer["Referrer-Policy"] = "same-origin"
        answer["X-Robots-Tag"] = "noindex"
        return answer

    return never_cache(require_http_methods(["GET", "HEAD", "POST"])(guarded))


def session_of_holder(identifier: str) -> Session:
    """A session, also one that is not public: who was invited by mail sees it before readers do."""
    rows = Session.objects.with_texts()
    found: Session = get_object_or_404(rows, identifier=normalize(identifier) or "")
    return found


def session_named(identifier: str) -> Session:
    """A public session by its identifier as typed."""
    rows = Session.objects.public().with_texts()
    found: Session = get_object_or_404(rows, identifier=normalize(identifier) or "")
    return found


@personal
def join(request: HttpRequest, token: str) -> HttpResponse:
    """Who the link is for and what it opens; its button confirms it and lets this browser in."""
    holder = holder_of_token(token)
    session = session_of_holder(session_of(holder).identifier)
    if request.method == "POST":
        if isinstance(holder, Registration):
            confirm_registration(holder)
        answer = redirect("session_mine", session.identifier)
        remember(answer, holder)
        return answer
    card = session_card(session, current_language())
    return render(request, "meetings/join.html", {"card": card, "holder": holder})
