"""What every template knows."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, Any]:
    """The site's name and address.

    The name is there twice: Django's view of signing in replaces ``site_name`` by the host's.
    """
    return {
        "site_name": settings.SITE_NAME,
        "clearinghouse_name": settings.SITE_NAME,
        "base_url": settings.BASE_URL,
    }
