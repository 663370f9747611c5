"""A feed as it is sent."""

from collections.abc import Sequence
from hashlib import blake2b

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import http_date

from tessera.interop.feeds.entries import Entry, FeedContent
from tessera.interop.feeds.writing import MEDIA_TYPES, WRITERS
from tessera.vocabularies.labels import current_language


def feed_answer(
    request: HttpRequest, extension: str, title: str, page: str, entries: Sequence[Entry]
) -> HttpResponseBase:
    """The feed; 304 for who has it already."""
    query = request.META.get("QUERY_STRING", "")
    own = f"{settings.BASE_URL}{request.path}" + (f"?{query}" if query else "")
    feed = FeedContent(title, settings.BASE_URL + page, own, current_language(), tuple(entries))
    body = WRITERS[extension](feed).encode()
    response = HttpResponse(body, content_type=f"{MEDIA_TYPES[extension]}; charset=utf-8")
    response["Content-Language"] = feed.language
    response["Access-Control-Allow-Origin"] = "*"
    response["X-Robots-Tag"] = "noindex"
    patch_cache_control(response, public=True, max_age=300)
    if not feed.entries:
        return response
    tag = f'"{blake2b(body, digest_size=12).hexdigest()}"'
    response["ETag"] = tag
    if feed.updated:
        response["Last-Modified"] = http_date(feed.updated.timestamp())
    return get_conditional_response(request, etag=tag, response=response) or response
