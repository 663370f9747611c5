"""Template tags that every page may use (no ``load`` needed).

Each component's arguments are its attributes: a name that it does not know is an error that
Django reports with the tag's name.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from django import template
from django.conf import settings
from django.core.paginator import Page
from django.http import HttpRequest, QueryDict
from django.template.context import Context
from django.utils import formats
from django.utils.html import conditional_escape, escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext

from tessera.lib import tiles
from tessera.lib import world_map as maps
from tessera.lib.languages import direction, html_tag, language_name
from tessera.web.components.icons import DIRECTIONAL, ICONS
from tessera.web.components.kinds import stone
from tessera.web.components.navigation import NavigationLink, footer_links, main_links
from tessera.web.display import display_of

register = template.Library()

_HALVES_APART = (
    '<path class="a" d="M0 0H9V4H12V9H7V14H10V20H0Z"/>'
    '<path class="b" d="M11.5-1H21V19H12.5V13.4H9.5V9.6H14.5V3.4H11.5Z"/>'
)
_HALVES_JOINED = (
    '<path class="a" d="M0 0H10V4H13V9H8V14H11V20H0Z"/>'
    '<path class="b half" d="M10 0H20V20H11V14H8V9H13V4H10Z"/>'
)


def _safe(html: str) -> SafeString:
    """Markup made of constants and of values escaped where they were put in."""
    return mark_safe(html)  # noqa: S308


# Languages and addresses


@register.simple_tag
def page_language() -> str:
    """The page's language as HTML wants it (``zh-Hans``)."""
    return html_tag(get_language() or settings.LANGUAGE_CODE)


@register.simple_tag
def page_direction() -> str:
    """``ltr`` or ``rtl``."""
    return direction(get_language() or settings.LANGUAGE_CODE)


@register.simple_tag
def lang_attrs(language: str | None) -> SafeString:
    """Attributes ``lang`` and ``dir`` for a text in ``language``; nothing in the page's own.

    Use as ``<p{% lang_attrs text.language %}>``: a space comes with it.
    """
    if not language or language == get_language():
        return _safe("")
    return _lang_attrs(language)


@lru_cache(maxsize=512)
def _lang_attrs(language: str) -> SafeString:
    return format_html(' lang="{}" dir="{}"', html_tag(language), direction(language))


@register.filter
def language_label(language: str) -> str:
    """A language's name in the page's language."""
    return language_name(language, get_language() or "en")


def _in_language(path: str, language: str) -> str:
    first, separator, rest = path.lstrip("/").partition("/")
    if first in dict(settings.LANGUAGES):
        return f"/{language}/{rest}" if separator else f"/{language}/"
    return f"/{language}/"


@register.simple_tag(takes_context=True)
def translated_url(context: Context, language: str, with_query: bool = True) -> str:
    """The address of the same page in another language."""
    request: HttpRequest | None = context.get("request")
    if request is None:
        return f"/{language}/"
    path = _in_language(request.path, language)
    query = request.META.get("QUERY_STRING", "")
    return f"{path}?{query}" if with_query and query else path


@register.simple_tag
def interface_languages() -> list[dict[str, str]]:
    """The seven languages: ``code``, ``name`` in itself, ``tag`` and ``dir``."""
    return [
        {"code": code, "name": name, "tag": html_tag(code), "dir": direction(code)}
        for code, name in settings.LANGUAGES
    ]


@register.simple_tag
def page_language_name() -> str:
    """The page's language in itself."""
    return dict(settings.LANGUAGES).get(get_language() or "en", "English")


@register.simple_tag(takes_context=True)
def main_navigation(context: Context) -> list[NavigationLink]:
    """The header's links."""
    request: HttpRequest | None = context.get("request")
    current = request.path if request else ""
    if request and request.GET.get("view") == "map":
        current += "?view=map"
    return main_links(get_language() or "en", current)


@register.simple_tag
def footer_navigation() -> Mapping[str, list[NavigationLink]]:
    """The footer's groups of links."""
    return footer_links(get_language() or "en")


@register.simple_tag(takes_context=True)
def display_choice(context: Context) -> str:
    """``light``, ``dark`` or ``""``."""
    return display_of(context.get("request"))


# Drawings


@register.simple_tag
def icon(name: str, label: str = "", css: str = "") -> SafeString:
    """A line icon. Without ``label`` it is hidden from screen readers."""
    if name not in ICONS:
        message = f"No icon “{name}”. There are: {', '.join(sorted(ICONS))}."
        raise template.TemplateSyntaxError(message)
    classes = " ".join(filter(None, ["icon", "icon-flip" if name in DIRECTIONAL else "", css]))
    spoken = (
        format_html('role="img" aria-label="{}"', label) if label else _safe('aria-hidden="true"')
    )
    return format_html(
        '<svg class="{}" viewBox="0 0 24 24" {}>{}</svg>', classes, spoken, _safe(ICONS[name])
    )


@register.simple_tag
@lru_cache(maxsize=64)
def kind_icon(kind: str) -> SafeString:
    """The kind's stone alone, 16 px. Write the kind's name beside it."""
    its = stone(kind)
    return _safe(
        f'<svg class="tile tile-s {its.css_class}" viewBox="0 0 1 1" aria-hidden="true">'
        f'<path d="{tiles.icon_path(its.shape)}"/></svg>'
    )


@register.filter
def kind_class(kind: str) -> str:
    """The colour class of a kind."""
    return stone(kind).css_class


@register.simple_tag
@lru_cache(maxsize=256)
def kind_line(kind: str, label: str) -> SafeString:
    """The kind's stone and name."""
    return format_html(
        '<span class="kind {}">{}{}</span>', stone(kind).css_class, kind_icon(kind), label
    )


@register.simple_tag
def tile(kind: str, identifier: str, size: str = "") -> SafeString:
    """The mosaic of a thing: ``size`` is empty (48 px), ``tk`` (40) or ``tile-l`` (96)."""
    its = stone(kind)
    drawn = tiles.tile(kind, identifier, its.shape)
    return _safe(
        f'<svg class="tile {conditional_escape(size)} {its.css_class}" viewBox="0 0 4 4" '
        f'aria-hidden="true"><path d="{drawn.full}"/><path class="m" d="{drawn.light}"/></svg>'
    )


@register.simple_tag
def token(joined: bool = False, css: str = "") -> SafeString:
    """The two halves: apart while something waits for its other half, joined when two agree."""
    box, halves = ("0 0 20 20", _HALVES_JOINED) if joined else ("-1 -1 23 22", _HALVES_APART)
    return format_html(
        '<svg class="token {}" viewBox="{}" aria-hidden="true">{}</svg>', css, box, _safe(halves)
    )


@register.inclusion_tag("components/_world_map.html")
def world_map(
    counts: Mapping[str, int], title: str, description: str, id: str = "world-map"
) -> dict[str, Any]:
    """The tile map of country code → count, with its legend.

    It is a picture. Put a table or a list with the same counts, and with the links, beside it.
    """
    drawn = maps.world_map(counts)
    return {"map": drawn, "title": title, "description": description, "id": id}


# Badges


@register.simple_tag
def badge(text: str, tone: str = "", icon_name: str = "", box: bool = False) -> SafeString:
    """A short statement of state. ``tone`` is empty, ``ok``, ``warn`` or ``err``."""
    if tone not in {"", "ok", "warn", "err"}:
        message = f"A badge has no tone “{tone}”. There are: ok, warn, err."
        raise template.TemplateSyntaxError(message)
    classes = ["badge", f"badge-{tone}" if tone else "", "badge-box" if box else ""]
    drawing = icon(icon_name) if icon_name else _safe("")
    return format_html(
        '<span class="{} nodot">{}{}</span>', " ".join(filter(None, classes)), drawing, text
    )


@register.simple_tag
def language_badge(language: str) -> SafeString:
    """“Found in French”: the text was found, and is written, in another language."""
    return format_html(
        '<span class="badge badge-lang nodot">{}{}</span>',
        icon("language"),
        gettext("Found in %(language)s") % {"language": language_label(language)},
    )


@register.simple_tag
def evidence(code: str, label: str) -> SafeString:
    """Five squares and the word. ``code`` is ``E0`` (not evaluated) to ``E5``."""
    level = int(code[1:]) if code[:1] == "E" and code[1:].isdigit() else 0
    level = min(level, 5)
    if not level:
        words = gettext("Evidence: %(label)s") % {"label": label}
    else:
        words = gettext("Evidence %(level)s of 5: %(label)s") % {"level": level, "label": label}
    return format_html('<span class="ev ev-{}">{}</span>', level, words)


@register.simple_tag
def verified(on: date | None) -> SafeString:
    """When the record was last verified; nothing when it never was."""
    if on is None:
        return _safe("")
    month = formats.date_format(on, "YEAR_MONTH_FORMAT")
    return badge(gettext("Verified %(month)s") % {"month": month}, icon_name="check")


_MACHINE = {"machine", "machine-checked"}


@register.simple_tag
def text_status(status: str) -> SafeString:
    """Says that a text is a machine translation; nothing for other texts."""
    if status not in _MACHINE:
        return _safe("")
    words = (
        gettext("Machine translation")
        if status == "machine"
        else gettext("Machine translation, checked by a person")
    )
    return badge(words, icon_name="language")


@register.simple_tag
def chip(label: str, url: str) -> SafeString:
    """A filter in use; the whole chip removes it."""
    return format_html(
        '<a class="chip" href="{}" rel="nofollow"><span class="vh">{} </span>{}{}</a>',
        url,
        gettext("Remove filter:"),
        label,
        icon("close"),
    )


@register.simple_tag
def highlighted(segments: Sequence[tuple[str, bool]]) -> SafeString:
    """A text in pieces, those that the query matched marked."""
    return _safe(
        "".join(
            f"<mark>{conditional_escape(text)}</mark>" if is_match else conditional_escape(text)
            for text, is_match in segments
        )
    )


# Lists


@register.simple_tag
def record_card(card: Any, heading: int = 3, found_in: str = "") -> SafeString:
    """One row of a list (``tessera.catalogue.cards.Card``).

    ``heading`` is the level of its title; ``found_in`` the language in which a search found it,
    shown when it is another than the title's. Written here and not in a template, as lists are most
    of what is served: this is ten times as fast.
    """
    said: list[str] = [kind_line(card.kind, card.kind_label)]
    said += [f"<span>{escape(text)}</span>" for text in (card.type_label, *card.places[:3]) if text]
    if card.years:
        said.append(f'<span class="num"><bdi>{escape(card.years)}</bdi></span>')
    state = [
        _kept_evidence(card.evidence_code, card.evidence_label, get_language()),
        language_badge(found_in) if found_in and found_in != card.title_language else "",
        text_status(card.text_status),
        verified(card.verified_at),
    ]
    title = highlighted(card.title_segments) if card.title_segments else escape(card.title)
    text = highlighted(card.passage) if card.passage else escape(card.summary)
    return _safe(
        f'<article class="rec">\n{tile(card.kind, card.identifier)}\n<div>\n'
        f'<p class="meta">{"".join(said)}</p>\n'
        f'<h{heading}><a href="{escape(card.url)}"{lang_attrs(card.title_language)}>{title}</a>'
        f"</h{heading}>\n"
        + (f"<p{lang_attrs(card.summary_language)}>{text}</p>\n" if text else "")
        + f'<p class="meta">{"".join(state)}</p>\n</div>\n</article>'
    )


@lru_cache(maxsize=256)
def _kept_evidence(code: str, label: str, language: str | None) -> SafeString:
    return evidence(code, label) if code else _safe("")


def _query(parameters: QueryDict, number: int) -> str:
    query = parameters.copy()
    if number == 1:
        query.pop("page", None)
    else:
        query["page"] = str(number)
    return f"?{query.urlencode()}" if query else "."


@register.inclusion_tag("components/_pagination.html", takes_context=True)
def pagination(context: Context, page: "Page[Any]", most_pages: int = 500) -> dict[str, Any]:
    """Links to other pages of a list, keeping the rest of the address."""
    request: HttpRequest = context["request"]
    last = min(page.paginator.num_pages, most_pages)
    wanted = {1, last, *range(page.number - 2, page.number + 3)}
    numbers: list[tuple[int, str]] = []
    previous = 0
    for number in sorted(number for number in wanted if 1 <= number <= last):
        if number - previous > 1:
            numbers.append((0, ""))
        numbers.append((number, _query(request.GET, number)))
        previous = number
    return {
        "page": page,
        "numbers": numbers if last > 1 else [],
        "total": page.paginator.count,
        "previous_url": _query(request.GET, page.number - 1) if page.number > 1 else "",
        "next_url": _query(request.GET, page.number + 1) if page.number < last else "",
    }


@register.simple_block_tag
def breadcrumbs(content: str) -> SafeString:
    """The way to this page, made of ``crumb`` tags."""
    return format_html(
        '<nav class="crumbs" aria-label="{}"><ol class="plain">{}</ol></nav>',
        gettext("Breadcrumb"),
        content,
    )


@register.simple_tag
def crumb(label: str, url: str = "", language: str = "") -> SafeString:
    """One step; without ``url`` it is this page."""
    attributes = lang_attrs(language)
    if url:
        return format_html('<li><a href="{}"{}>{}</a></li>', url, attributes, label)
    return format_html('<li><span aria-current="page"{}>{}</span></li>', attributes, label)
