"""How often one client may ask: so many requests a minute, told in every answer.

Counted in the cache, in memory: each web process counts for itself unless ``TESSERA_CACHE_URL``
names a common one. The limit protects the machine; it is no matter of security, so that it need
not cost a write to the database.
Headers: draft-ietf-httpapi-ratelimit-headers.
"""

import time
from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from tessera.interop.api.problems import problem
from tessera.web.client_address import client_address

WINDOW_SECONDS: Final = 60


@dataclass(frozen=True)
class Allowance:
    """What is left of a client's requests, and in how many seconds it begins anew."""

    limit: int
    left: int
    resets_in: int

    @property
    def is_used_up(self) -> bool:
        """Whether this request is one too many."""
        return self.left < 0


def take(request: HttpRequest) -> Allowance | None:
    """Count a request; ``None`` where the operator set no limit."""
    limit: int = settings.API_LIMIT
    if not limit:
        return None
    window, elapsed = divmod(int(time.time()), WINDOW_SECONDS)
    key = f"api:{window}:{client_address(request)}"
    cache.add(key, 0, timeout=2 * WINDOW_SECONDS)
    try:
        used = cache.incr(key)
    except ValueError:  # Thrown out meanwhile, because the cache is full.
        used = 1
    return Allowance(limit, limit - used, WINDOW_SECONDS - elapsed)


def tell(response: HttpResponseBase, allowance: Allowance | None) -> None:
    """Say in an answer what is allowed and left."""
    if allowance:
        policy = f'"default";q={allowance.limit};w={WINDOW_SECONDS}'
        response["RateLimit-Policy"] = policy
        left = max(allowance.left, 0)
        response["RateLimit"] = f'"default";r={left};t={allowance.resets_in}'


def refusal(allowance: Allowance) -> HttpResponse:
    """The answer to a request too many."""
    detail = f"At most {allowance.limit} requests a minute. For everything at once, harvest /oai."
    response = problem(429, "Too many requests", detail)
    response["Retry-After"] = str(allowance.resets_in)
    return response
