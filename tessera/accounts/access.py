"""Pages for people who are signed in."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import resolve_url
from django.utils.cache import add_never_cache_headers

from tessera.accounts.models import User


def sign_in_required(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Lead strangers to sign in, and back to this page afterwards; nobody else keeps the answer.

    What was sent by POST is not sent again: a page that must not lose typed text keeps it itself.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated:
            response = view(request, *args, **kwargs)
        else:
            response = redirect_to_login(_address(request), resolve_url(settings.LOGIN_URL))
        if "Cache-Control" not in response:
            add_never_cache_headers(response)
        return response

    return guarded


def user_of(request: HttpRequest) -> User:
    """Who is signed in, for a view behind ``sign_in_required``."""
    assert isinstance(request.user, User), "the view is behind the sign-in"
    return request.user


def _address(request: HttpRequest) -> str:
    """Where to come back to: this page, or the one with the form that was sent."""
    if request.method in {"GET", "HEAD"}:
        return request.get_full_path()
    return request.path
