"""Errors of the API as problem details (RFC 9457)."""

from typing import Any

from django.conf import settings
from django.http import JsonResponse


def problem(status: int, title: str, detail: str, **more: Any) -> JsonResponse:
    """An ``application/problem+json`` answer; ``more`` adds members, such as ``errors``."""
    content = {
        "type": f"{settings.BASE_URL}/api/v1/docs#problem-{status}",
        "title": title,
        "status": status,
        "detail": detail,
        **{name: value for name, value in more.items() if value is not None},
    }
    return JsonResponse(content, status=status, content_type="application/problem+json")
