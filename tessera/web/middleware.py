"""Rules for answers: who may keep them, what they may load, and what a lost database means."""

import logging
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from csp.constants import NONE, SELF, UNSAFE_INLINE
from django.conf import settings
from django.contrib import messages
from django.db import InterfaceError, OperationalError, connection
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.http.response import HttpResponseBase
from django.middleware.locale import LocaleMiddleware
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.http import url_has_allowed_host_and_scheme

from tessera.lib.errors import LimitReachedError, NotAllowedError, TesseraError
from tessera.web import errors

logger = logging.getLogger(__name__)

BACK_OFFICE = "/editors/"
#: Where one goes to another service to sign in, and comes back; one address for all languages.
ELSEWHERE = "/sign-in/"
#: First parts of the addresses that have no language, and never get one put before them.
_WITHOUT_LANGUAGE = (
    "/.well-known/", "/api/", "/data/", "/documents/", "/editors/", "/feeds/", "/id/", "/mcp",
    "/media/", "/oai", "/oembed", ELSEWHERE, "/static/",
)  # fmt: skip


class LanguageMiddleware(LocaleMiddleware):
    """The language by address, then cookie, then browser.

    Django leads an unknown address without a language to the same one with a language if any
    pattern takes it, and the editorial pages take every address. A machine that asks for what is
    not there is to be told so.
    """

    def process_request(self, request: HttpRequest) -> None:
        """On the way to another service, the page one comes from says the language."""
        super().process_request(request)
        if _language_on_the_way(request):
            translation.activate(_language_on_the_way(request))
            request.LANGUAGE_CODE = translation.get_language()

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        """Lead only readers to a language; keep it for those who come back from elsewhere."""
        if language := _language_on_the_way(request):
            response.set_cookie(
                settings.LANGUAGE_COOKIE_NAME,
                language,
                httponly=True,
                secure=settings.LANGUAGE_COOKIE_SECURE,
                samesite="Lax",
            )
        if response.status_code == 404 and request.path_info.startswith(_WITHOUT_LANGUAGE):
            return response
        return super().process_response(request, response)


def _language_on_the_way(request: HttpRequest) -> str:
    """What the link to another service says; empty on all other pages."""
    asked = request.GET.get("language", "") if request.path_info.startswith(ELSEWHERE) else ""
    return asked if asked in dict(settings.LANGUAGES) else ""


#: The back office writes scripts and styles into its pages and shows previews in a frame. Nothing
#: else may.
_BACK_OFFICE_POLICY: dict[str, Any] = {
    "script-src": [SELF, UNSAFE_INLINE],
    "style-src": [SELF, UNSAFE_INLINE],
    "img-src": [SELF, "data:", "blob:"],
    "frame-src": [SELF],
    "media-src": [SELF],
    "object-src": [NONE],
}


def _elsewhere_policy() -> dict[str, Any]:
    """The button leads away. Browsers hold every redirection that follows against the policy, and
    a service may lead on to the sign-in of somebody's own house, so no list of hosts would do.
    """
    origins = [urlsplit(row["address"]) for row in settings.OPENID_PROVIDERS]
    near = [f"{each.scheme}://{each.netloc}" for each in origins if each.scheme == "http"]
    return {"form-action": [SELF, "https:", *near]}


class AnswerRulesMiddleware:
    """Stands below the session and above the language."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, and say who may keep the answer and what it may load."""
        response = self.get_response(request)
        if request.path_info.startswith(BACK_OFFICE):
            response._csp_replace = _BACK_OFFICE_POLICY  # type: ignore[attr-defined]
            return response
        if request.path_info.startswith(ELSEWHERE):
            response._csp_replace = _elsewhere_policy()  # type: ignore[attr-defined]
        if response.get("Content-Type", "").startswith("text/html"):
            self._say_who_may_keep(request, response)
        return response

    @staticmethod
    def _say_who_may_keep(request: HttpRequest, response: HttpResponse) -> None:
        if "Cache-Control" not in response:
            has_session = settings.SESSION_COOKIE_NAME in request.COOKIES
            response["Cache-Control"] = "private, no-cache" if has_session else "no-cache"
        # The display is chosen by cookie, and a fragment has the address of its page.
        patch_vary_headers(response, ("Cookie", "HX-Request"))

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """A refusal is told in the back office and is no fault elsewhere; who asks too often is
        told when to come back. A database that does not answer is no fault of the page either,
        nor is another part of the site.
        """
        if isinstance(exception, TesseraError) and request.path_info.startswith(BACK_OFFICE):
            return _tell(request, exception)
        if isinstance(exception, LimitReachedError):
            return errors.too_many_requests(
                request, retry_after_seconds=exception.retry_after_seconds
            )
        if isinstance(exception, NotAllowedError):
            return errors.permission_denied(request, exception)
        if isinstance(exception, TesseraError) and exception.unavailable_page:
            logger.error("A part of the site cannot answer", extra={"reason": str(exception)})
            return errors.unavailable(request, template=exception.unavailable_page)
        if not isinstance(exception, OperationalError | InterfaceError):
            return None
        is_busy = "locked" in str(exception)
        if not is_busy and connection.connection is not None and connection.is_usable():
            return None
        logger.error("The database does not answer", exc_info=exception)
        return errors.unavailable(request)


def _tell(request: HttpRequest, refusal: TesseraError) -> HttpResponse:
    """Say why an action was refused, on the page that asked for it."""
    if request.accepts("application/json") and not request.accepts("text/html"):
        answer = {"success": False, "error_code": "refused", "error_message": str(refusal)}
        return JsonResponse(answer, status=409)
    messages.error(request, str(refusal))
    back = request.headers.get("referer", "")
    is_ours = url_has_allowed_host_and_scheme(
        back, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return HttpResponseRedirect(back if is_ours else BACK_OFFICE)
