"""Error pages: what happened, what to do next, and a reference number.

They speak the reader's language also when the request failed before that was known, and the page
for status 500 asks no database.
"""

import logging
from typing import Any

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import Http404, HttpRequest, HttpResponse
from django.template import loader
from django.utils import translation

from tessera.web.request_id import current_request_id

logger = logging.getLogger(__name__)

#: Statuses with a page of their own.
STATUSES = (400, 403, 404, 410, 429, 500, 503)

_LAST_RESORT = (
    "<!doctype html><html lang=en><meta charset=utf-8><title>Something went wrong</title>"
    "<h1>Something went wrong on our side</h1><p>Try again in a few minutes."
)


def reader_language(request: HttpRequest) -> str:
    """The language of the address, else of the cookie, else of the browser."""
    return translation.get_language_from_path(request.path_info) or (
        translation.get_language_from_request(request)
    )


def error_page(
    request: HttpRequest, status: int, *, template: str = "", **context: Any
) -> HttpResponse:
    """The page of a status, without a single query; ``template`` is another than the status's."""
    values = {
        "site_name": settings.SITE_NAME,
        "base_url": settings.BASE_URL,
        "contact": settings.SITE_CONTACT,
        "reference": current_request_id(),
        "status": status,
        "address": request.path_info,
        **context,
    }
    with translation.override(reader_language(request)):
        try:
            request.get_host()
            values["request"] = request
        except DisallowedHost:
            pass
        try:
            html: str = loader.render_to_string(template or f"{status}.html", values)
        except Exception:
            logger.exception("The error page could not be made", extra={"status": status})
            html = _LAST_RESORT
        response = HttpResponse(html, status=status)
        response["Content-Language"] = translation.get_language() or "en"
        response["Cache-Control"] = "no-store" if status >= 500 else "no-cache"
        response["X-Robots-Tag"] = "noindex"
    return response


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400."""
    return error_page(request, 400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403."""
    return error_page(request, 403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form came from elsewhere, or the page was open for too long."""
    return error_page(request, 403, form_expired=True)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404."""
    return error_page(request, 404)


def too_many_requests(request: HttpRequest, *, retry_after_seconds: int = 60) -> HttpResponse:
    """429, with when to come back."""
    response = error_page(request, 429, retry_after_seconds=retry_after_seconds)
    response["Retry-After"] = str(retry_after_seconds)
    return response


def server_error(request: HttpRequest) -> HttpResponse:
    """500."""
    return error_page(request, 500)


def unavailable(
    request: HttpRequest, *, template: str = "", retry_after_seconds: int = 30
) -> HttpResponse:
    """503: the database does not answer, the site is being changed, or a part of it is.

    ``template`` is the page of that part.
    """
    response = error_page(request, 503, template=template)
    response["Retry-After"] = str(retry_after_seconds)
    return response


def preview(request: HttpRequest, status: int) -> HttpResponse:
    """Any error page, in development."""
    if status not in STATUSES:
        raise Http404
    return error_page(request, status, retry_after_seconds=60)
