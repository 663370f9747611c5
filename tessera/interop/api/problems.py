"""Errors of the API as problem details (RFC 9457)."""

from typing import Any, Final

from django.conf import settings
from django.http import JsonResponse

PROBLEM: Final = "application/problem+json"
PROBLEM_SCHEMA: Final[dict[str, Any]] = {
    "title": "Problem",
    "type": "object",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string", "format": "uri"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "successor": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"field": {"type": "string"}, "detail": {"type": "string"}},
            },
        },
    },
}


def problem(status: int, title: str, detail: str, **more: Any) -> JsonResponse:
    """An ``application/problem+json`` answer; ``more`` adds members, such as ``errors``."""
    content = {
        "type": f"{settings.BASE_URL}/api/v1/docs#problem-{status}",
        "title": title,
        "status": status,
        "detail": detail,
        **{name: value for name, value in more.items() if value is not None},
    }
    return JsonResponse(content, status=status, content_type=PROBLEM)
