"""Small things about HTTP."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.http import FileResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

View = TypeVar("View", bound=Callable[..., Any])


def read_only(view: View) -> View:
    """A view for GET and HEAD. Anything else is told so (405), before any talk of forms."""
    guarded: View = csrf_exempt(require_safe(view))
    return guarded


def offer_for_saving(file: Any, name: str) -> FileResponse:
    """An answer that a browser saves and never shows or runs, whatever is in the file."""
    response = FileResponse(
        file, as_attachment=True, filename=name, content_type="application/octet-stream"
    )
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response
