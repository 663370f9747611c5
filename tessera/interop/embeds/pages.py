"""The pages for frames, and the page where one chooses."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from csp.constants import SELF
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_exempt

from tessera.catalogue.cards import Card, cards
from tessera.catalogue.models import Record
from tessera.lib.http import read_only
from tessera.lib.identifiers import normalize
from tessera.vocabularies.labels import ConceptEntry, current_language, labels

MOST_IN_A_LIST: Final = 10
#: Height of each frame in pixels, as it is wide some 400.
HEIGHTS: Final = {"record": 420, "search": 160}


@dataclass(frozen=True)
class Embed:
    """Something that can be put on another site: its frame's address, title and height."""

    what: str
    title: str
    address: str
    height: int
    card: Card | None = None

    def frame(self, width: str = "100%", height: int = 0) -> str:
        """The block of HTML that shows it in a frame."""
        context = {"embed": self, "width": width, "height": height or self.height}
        return render_to_string("interop/embed_block.html", context).strip()

    def quotation(self) -> str:
        """A block of HTML without a frame; empty for what is no record."""
        if self.card is None:
            return ""
        context = {"card": self.card, "base_url": settings.BASE_URL}
        return render_to_string("interop/embed_quotation.html", context).strip()


def record_embed(identifier: str) -> Embed | None:
    """The card of a public record, by its identifier as typed."""
    normal = normalize(identifier)
    public = normal and Record.objects.public().filter(identifier=normal).exists()
    found = cards([normal], current_language()) if normal and public else []
    if not found:
        return None
    card = found[0]
    address = settings.BASE_URL + reverse("embed_record", args=[card.identifier])
    return Embed("record", card.title, address, HEIGHTS["record"], card)


def theme_embed(code: str, number: int = 5) -> Embed | None:
    """The newest records of a theme."""
    theme = labels().concept("TH", code)
    if theme is None:
        return None
    number = min(max(number, 1), MOST_IN_A_LIST)
    query = f"?{urlencode({'number': number})}"
    address = settings.BASE_URL + reverse("embed_theme", args=[theme.code]) + query
    return Embed("theme", theme.label(current_language()), address, 120 + 105 * number)


def search_embed() -> Embed:
    """The search box."""
    title = _("Search %(site)s") % {"site": settings.SITE_NAME}
    return Embed("search", title, settings.BASE_URL + reverse("embed_search"), HEIGHTS["search"])


def framed(view: Callable[..., HttpResponse]) -> Any:
    """A page that any site may show in a frame, and search engines leave out."""

    @read_only
    @xframe_options_exempt
    def shown(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response: Any = view(request, *args, **kwargs)
        response._csp_replace = {"frame-ancestors": ["*"]}
        response["X-Robots-Tag"] = "noindex"
        response["Cache-Control"] = "public, max-age=300"
        return response

    return shown


@framed
def embed_record(request: HttpRequest, identifier: str) -> HttpResponse:
    """A record's card."""
    embed = record_embed(identifier)
    if embed is None:
        raise Http404
    return render(request, "interop/embed_record.html", {"embed": embed, "card": embed.card})


@framed
def embed_search(request: HttpRequest) -> HttpResponse:
    """A search box that leads here."""
    return render(request, "interop/embed_search.html", {"embed": search_embed()})


@framed
def embed_theme(request: HttpRequest, code: str) -> HttpResponse:
    """The newest records of a theme."""
    number = request.GET.get("number", "5")
    embed = theme_embed(code.upper(), int(number) if number.isdecimal() and len(number) < 4 else 5)
    theme = labels().concept("TH", code.upper())
    if embed is None or theme is None:
        raise Http404
    most = (embed.height - 120) // 105
    public = Record.objects.public().filter(themes=theme.pk).newest()
    identifiers = list(public.values_list("identifier", flat=True)[:most])
    found = cards(identifiers, current_language())
    context = {"embed": embed, "cards": found, "theme": theme}
    return render(request, "interop/embed_theme.html", context)


@dataclass(frozen=True)
class EmbedPage:
    """What ``interop/embed.html`` shows."""

    what: str
    identifier: str
    theme: str
    number: int
    themes: tuple[ConceptEntry, ...]
    choices: tuple[tuple[str, str], ...]
    embed: Embed | None
    is_wrong: bool


@read_only
def embed(request: HttpRequest) -> HttpResponse:
    """Choose what to put on another site, see it, and copy the block."""
    what = request.GET.get("show", "record" if request.GET.get("id") else "search")
    number = request.GET.get("number", "5")
    count = int(number) if number.isdecimal() and len(number) < 4 else 5
    identifier = request.GET.get("id", "").strip()[:60]
    theme = request.GET.get("theme", "").upper()[:40]
    found = search_embed() if what not in {"record", "theme"} else None
    if what == "record" and identifier:
        found = record_embed(identifier.rstrip("/").rpartition("/id/")[2])
    elif what == "theme":
        found = theme_embed(theme or "LAN", count)
    page = EmbedPage(
        what=what if what in {"record", "theme"} else "search",
        identifier=identifier,
        theme=theme or "LAN",
        number=min(max(count, 1), MOST_IN_A_LIST),
        themes=tuple(each for each in labels().scheme("TH") if not each.is_deprecated),
        choices=(
            ("record", _("A record")),
            ("theme", _("The newest records of a theme")),
            ("search", _("The search box")),
        ),
        embed=found,
        is_wrong=what == "record" and bool(identifier) and found is None,
    )
    status = 422 if page.is_wrong else 200
    response: Any = render(request, "interop/embed.html", {"page": page}, status=status)
    response._csp_update = {"frame-src": [SELF]}
    return response
