"""The errors that carry a message meant for people."""

from typing import ClassVar

from django.utils.translation import gettext


class TesseraError(Exception):
    """Something that a person can understand and act upon.

    ``unavailable_page`` is set where a part of the site cannot answer for a while: the template of
    the page that says so, with status 503.
    """

    unavailable_page: ClassVar[str] = ""


class NotAllowedError(TesseraError):
    """The actor may not do this."""


class LimitReachedError(TesseraError):
    """Something was tried too often; answered with status 429 and when to come back."""

    def __init__(self, message: str = "", *, retry_after_seconds: int = 60) -> None:
        super().__init__(message or gettext("You are asking faster than we can answer"))
        self.retry_after_seconds = retry_after_seconds
