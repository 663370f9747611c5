"""Rules for people who are signed in."""

import time
from collections.abc import Callable
from typing import Final

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from tessera.accounts.second_steps import has_second_step, needs_second_step
from tessera.web.middleware import BACK_OFFICE

_SEEN: Final = "seen_at"
_NOTE_EVERY_SECONDS: Final = 3600
#: Of the back office, what is open to people who still lack a second step.
_OPEN: Final = ("/editors/login/", "/editors/logout/")


class AccountRulesMiddleware:
    """Stands below authentication. Does nothing for visitors without a session."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Lead to the second step, or answer and note that the person was here."""
        if settings.SESSION_COOKIE_NAME not in request.COOKIES:
            return self.get_response(request)
        if request.path_info.startswith(BACK_OFFICE) and not request.path_info.startswith(_OPEN):
            user = request.user
            if user.is_authenticated and needs_second_step(user) and not has_second_step(user):
                return _to_second_step(request)
        response = self.get_response(request)
        _note_presence(request)
        return response


def _to_second_step(request: HttpRequest) -> HttpResponse:
    target = request.get_full_path() if request.method == "GET" else BACK_OFFICE
    return HttpResponseRedirect(f"{reverse('account_second_step')}?{urlencode({'next': target})}")


def _note_presence(request: HttpRequest) -> None:
    """Keep the hour in which a sign-in was last used, for the list of one's own sign-ins.

    Only of a session that the page has read anyway: the others cost no query.
    """
    session = request.session
    if not session.accessed or not session.session_key or session.get("_auth_user_id") is None:
        return
    now = int(time.time())
    if now - session.get(_SEEN, 0) < _NOTE_EVERY_SECONDS:
        return
    session[_SEEN] = now
    UserSession.objects.filter(session_key=session.session_key).update(last_seen_at=timezone.now())
