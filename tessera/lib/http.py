"""Small things about HTTP."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

View = TypeVar("View", bound=Callable[..., Any])


def read_only(view: View) -> View:
    """A view for GET and HEAD. Anything else is told so (405), before any talk of forms."""
    guarded: View = csrf_exempt(require_safe(view))
    return guarded
