"""What all answers of the API share: limits, entity tags, HEAD, and readers on other sites."""

from collections.abc import Callable
from hashlib import blake2b
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

from tessera.interop.api import limits
from tessera.interop.api.problems import PROBLEM, problem

API: Final = "/api/v1/"
_EXPOSED = "ETag, Link, RateLimit, RateLimit-Policy, Retry-After"


class ApiRulesMiddleware:
    """Stands around the API alone; every other address passes through."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer within the limit; 304 where the client has the answer already."""
        if not request.path_info.startswith(API) or request.path_info == f"{API}docs":
            return self.get_response(request)
        if request.method == "OPTIONS":
            return open_to_others(_preflight())
        allowance = limits.take(request)
        if allowance and allowance.is_used_up:
            response = limits.refusal(allowance)
        else:
            response = self._answer(request)
        limits.tell(response, allowance)
        return open_to_others(response)

    def _answer(self, request: HttpRequest) -> HttpResponse:
        is_head = request.method == "HEAD"
        if is_head:  # The framework knows one method per operation.
            request.method = "GET"
        response = self.get_response(request)
        if is_head:
            request.method = "HEAD"
        return _conditional(request, _in_our_shape(response))


def _in_our_shape(response: HttpResponse) -> HttpResponse:
    """The framework's own errors, of addresses and methods that are not there, as problems."""
    if response.status_code == 404 and response["Content-Type"] != PROBLEM:
        return problem(404, "Not found", "There is nothing at this address; see /api/v1/docs.")
    if response.status_code == 405 and response["Content-Type"] != PROBLEM:
        allowed = response["Allow"]
        refused = problem(405, "Method not allowed", f"This address knows {allowed}.")
        refused["Allow"] = allowed
        return refused
    return response


def _preflight() -> HttpResponse:
    response = HttpResponse(status=204)
    response["Access-Control-Allow-Methods"] = "GET, HEAD, OPTIONS"
    response["Access-Control-Allow-Headers"] = "If-None-Match, Accept"
    response["Access-Control-Max-Age"] = "86400"
    return response


def open_to_others(response: HttpResponse) -> HttpResponse:
    """Let scripts of other sites read it: everything here is public."""
    response["Access-Control-Allow-Origin"] = "*"
    response["Access-Control-Expose-Headers"] = _EXPOSED
    return response


def _conditional(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """With an entity tag, and without a body where the client has it (RFC 9110 §13.1.2)."""
    if response.status_code != 200 or request.method not in {"GET", "HEAD"}:
        return response
    tag = f'W/"{blake2b(response.content, digest_size=12).hexdigest()}"'
    known = request.headers.get("If-None-Match", "")
    if known.strip() == "*" or tag in known:
        response = HttpResponse(status=304)
    response["ETag"] = tag
    response.setdefault("Cache-Control", "public, no-cache")
    patch_vary_headers(response, ["Accept"])
    return response
