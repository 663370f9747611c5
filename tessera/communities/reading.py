"""What views fetch: only what the reader may know of."""

from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _

from tessera.accounts.access import sign_in_required
from tessera.communities.models import Community
from tessera.communities.rules import is_editor
from tessera.lib.errors import NotAllowedError, TesseraError
from tessera.lib.identifiers import normalize

View = Callable[..., HttpResponse]


def readable(request: HttpRequest, identifier: str) -> Community:
    """A community that the reader may read; not found otherwise, so that nothing is given away."""
    found: Community = get_object_or_404(
        Community.objects.readable_by(request.user), identifier=normalize(identifier) or ""
    )
    return found


def fresh(view: View) -> View:
    """Nobody keeps the page: it changes with every post, and with its reader."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        response = view(request, *args, **kwargs)
        if "Cache-Control" not in response:
            add_never_cache_headers(response)
        return response

    return wrapped


def for_editors(view: View) -> View:
    """A page of those who approve and moderate."""

    @sign_in_required
    @wraps(view)
    def wrapped(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if not is_editor(request.user):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return wrapped


def told(request: HttpRequest, action: Callable[[], object], done: str = "") -> bool:
    """Act, and tell how it went above the next page; whether it went well."""
    try:
        action()
    except (NotAllowedError, TesseraError) as error:
        messages.error(request, str(error))
        return False
    if done:
        messages.success(request, done)
    return True


def decided() -> str:
    """What a moderator reads after a decision."""
    return _("Decided. Whoever is concerned is told by mail.")
