"""A reference number for each request: on log lines, in the answer, and on error pages."""

import logging
import secrets
from collections.abc import Callable
from contextvars import ContextVar

from django.http import HttpRequest, HttpResponse

_current: ContextVar[str] = ContextVar("request_id", default="-")

#: No letters or digits that are mistaken for each other when read out.
_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
HEADER = "X-Request-ID"


def current_request_id() -> str:
    """The number of the request being answered, ``-`` outside of one."""
    return _current.get()


def new_request_id() -> str:
    """Eight characters: enough to find a line among a day's logs."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(8))


class RequestIdMiddleware:
    """Gives each request its number."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Number the request and its answer."""
        number = new_request_id()
        token = _current.set(number)
        try:
            response = self.get_response(request)
            response[HEADER] = number
            return response
        finally:
            _current.reset(token)


class RequestIdFilter(logging.Filter):
    """Puts ``request_id`` on every log line."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Keep the line, with its number."""
        record.request_id = current_request_id()
        return True
