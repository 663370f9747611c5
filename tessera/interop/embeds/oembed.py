"""oEmbed (https://oembed.com): who knows an address of ours learns how to show it."""

import re
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import override

from tessera.interop.embeds.pages import Embed, record_embed, theme_embed
from tessera.interop.xml import element
from tessera.lib.http import read_only
from tessera.lib.identifiers import PATTERN
from tessera.lib.languages import interface_language

_RECORD: Final = re.compile(rf"^/(?:(?P<tag>[a-z-]+)/records|id)/(?P<identifier>{PATTERN})(?:/|$)")
_THEME: Final = re.compile(r"^/(?P<tag>[a-z-]+)/themes/(?P<code>[A-Za-z0-9.]{1,40})/?$")
_WIDTH: Final = 600


@read_only
def oembed(request: HttpRequest) -> HttpResponse:
    """How to show a record or a theme; 404 for other addresses, 501 for other formats."""
    form = request.GET.get("format", "json")
    if form not in {"json", "xml"}:
        return _answer(HttpResponse("json, xml", status=501, content_type="text/plain"))
    parts = urlsplit(request.GET.get("url", "")[:1000])
    if parts.netloc != urlsplit(settings.BASE_URL).netloc:
        return _answer(HttpResponse(status=404))
    path = _RECORD.match(parts.path) or _THEME.match(parts.path)
    language = interface_language(path["tag"] if path else "")
    with override(language):
        embed = _embed(parts.path)
        if embed is None:
            return _answer(HttpResponse(status=404))
        content = _content(embed, request.GET)
    if form == "json":
        return _answer(JsonResponse(content))
    inner = "".join(element(name, value) for name, value in content.items())
    body = f'<?xml version="1.0" encoding="utf-8"?>\n<oembed>{inner}</oembed>\n'
    return _answer(HttpResponse(body, content_type="text/xml; charset=utf-8"))


def _embed(path: str) -> Embed | None:
    if found := _RECORD.match(path):
        return record_embed(found["identifier"])
    found = _THEME.match(path)
    return theme_embed(found["code"].upper()) if found else None


def _content(embed: Embed, parameters: Mapping[str, str]) -> dict[str, Any]:
    width = min(_WIDTH, _number(parameters.get("maxwidth", "")))
    height = min(embed.height, _number(parameters.get("maxheight", "")))
    return {
        "version": "1.0",
        "type": "rich",
        "title": embed.title,
        "provider_name": settings.SITE_NAME,
        "provider_url": settings.BASE_URL,
        "cache_age": 3600,
        "width": width,
        "height": height,
        "html": embed.frame(str(width), height),
    }


def _number(text: str) -> int:
    """A bound as typed; no bound when it is none."""
    is_number = text.isdecimal() and len(text) < 6 and int(text) > 0
    return int(text) if is_number else 100_000


def _answer(response: HttpResponse) -> HttpResponse:
    response["Access-Control-Allow-Origin"] = "*"
    response["X-Robots-Tag"] = "noindex"
    return response
