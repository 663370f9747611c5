"""Pages that belong to no other room."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.templatetags.static import static
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language_from_request

from tessera.lib.http import read_only
from tessera.web.components.icons import ICONS
from tessera.web.components.kinds import stones
from tessera.web.components.samples import SAMPLE_COUNTS, sample_cards

_COLOURS = (
    "paper", "stone-1", "stone-2", "line", "control", "ink", "ink-2", "ink-3", "lapis",
    "lapis-deep", "lapis-tint", "error", "ok", "warn", "focus",
)  # fmt: skip


@read_only
def choose_language(request: HttpRequest, page: str = "") -> HttpResponse:
    """To a page, otherwise the home page, in the language of the cookie, else of the browser."""
    response = HttpResponseRedirect(f"/{get_language_from_request(request)}/{page}")
    patch_vary_headers(response, ("Accept-Language", "Cookie"))
    response["Cache-Control"] = "private, max-age=0"
    return response


@read_only
def favicon(request: HttpRequest) -> HttpResponse:
    """To the site's icon, for programs that ask for one without reading a page."""
    response = HttpResponseRedirect(static("tessera/icon.svg"))
    response["Cache-Control"] = "public, max-age=86400"
    return response


@read_only
def style_guide(request: HttpRequest) -> HttpResponse:
    """Every component in every state."""
    context = {
        "colours": _COLOURS,
        "icons": sorted(ICONS),
        "kinds": stones(),
        "cards": sample_cards(),
        "counts": SAMPLE_COUNTS,
        "page": Paginator(range(95), 5).page(7),
    }
    return render(request, "web/style_guide.html", context)
