"""What views of the room share: who acts, and an answer to a script or to a browser without one."""

import dataclasses
from collections.abc import Callable, Mapping
from functools import wraps

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods

from tessera.lib.errors import NotAllowedError, TesseraError
from tessera.meetings.live.entering import find_present, find_session
from tessera.meetings.live.errors import WordsError
from tessera.meetings.live.presence import Present

PAGE = "live_room"
#: More of what was typed is not written back into a page.
_MOST_TYPED = 4000

View = Callable[..., HttpResponse]
Work = Callable[[Present], str]


@dataclasses.dataclass(frozen=True)
class Fault:
    """Why a form was refused: which form, which of its fields, and what was typed."""

    form: str = ""
    field: str = ""
    message: str = ""
    typed: Mapping[str, str] = dataclasses.field(default_factory=dict)


def in_room(*methods: str) -> Callable[[View], View]:
    """A view for whoever is in the room: gets ``present``. Others are led to the door."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, identifier: str, **more: object) -> HttpResponse:
            session = find_session(identifier)
            present = find_present(request, session)
            if present is None:
                if is_scripted(request):
                    return JsonResponse({"message": _("Please come in again.")}, status=403)
                return redirect(PAGE, session.identifier)
            answer = view(request, present, **more)
            answer["X-Robots-Tag"] = "noindex"
            return answer

        private = cache_control(private=True, no_store=True)
        return private(require_http_methods([*methods])(guarded))

    return decorate


def is_scripted(request: HttpRequest) -> bool:
    """Whether the page's script asks, which reads JSON."""
    return request.headers.get("X-Requested-With") == "live"


def typed_of(request: HttpRequest) -> dict[str, str]:
    """What was typed, to be shown again."""
    return {
        name: str(value)[:_MOST_TYPED]
        for name, value in request.POST.items()
        if name != "csrfmiddlewaretoken"
    }


def status_of(error: TesseraError) -> int:
    """403 for who may not, 422 for what was typed, 409 for what is no longer so."""
    if isinstance(error, NotAllowedError):
        return 403
    return 422 if isinstance(error, WordsError) else 409


def act(
    request: HttpRequest,
    present: Present,
    work: Work,
    *,
    refused: Callable[[Fault, int], HttpResponse],
    form: str,
    back: str = PAGE,
    anchor: str = "",
    done: Mapping[str, object] | None = None,
) -> HttpResponse:
    """Do the work and say what came of it; a refusal shows the form again with what was typed."""
    try:
        said = work(present)
    except TesseraError as error:
        name = getattr(error, "field", "")
        status = status_of(error)
        if is_scripted(request):
            return JsonResponse({"message": str(error), "field": name}, status=status)
        return refused(Fault(form, name, str(error), typed_of(request)), status)
    if is_scripted(request):
        return JsonResponse({"message": said, **(done or {})})
    if said:
        messages.success(request, said)
    return redirect(reverse(back, args=[present.session.identifier]) + anchor)
