"""Icons, stones, tiles, the token and the map.

Template tags of every page (no ``load`` needed). An unknown name is an error that lists the known.
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from django import template
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

from tessera.lib import tiles
from tessera.lib import world_map as maps
from tessera.web.components.icons import DIRECTIONAL, ICONS
from tessera.web.components.kinds import stone

register = template.Library()

_HALVES_APART = (
    '<path class="a" d="M0 0H9V4H12V9H7V14H10V20H0Z"/>'
    '<path class="b" d="M11.5-1H21V19H12.5V13.4H9.5V9.6H14.5V3.4H11.5Z"/>'
)
_HALVES_JOINED = (
    '<path class="a" d="M0 0H10V4H13V9H8V14H11V20H0Z"/>'
    '<path class="b half" d="M10 0H20V20H11V14H8V9H13V4H10Z"/>'
)


def safe(markup: str) -> SafeString:
    """Markup made of constants and of values escaped where they were put in."""
    return mark_safe(markup)  # noqa: S308


@register.simple_tag
def icon(name: str, label: str = "", css: str = "") -> SafeString:
    """A line icon. Without ``label`` it is hidden from screen readers."""
    return _icon(name, str(label), css)


@lru_cache(maxsize=512)
def _icon(name: str, label: str, css: str) -> SafeString:
    if name not in ICONS:
        message = f"No icon “{name}”. There are: {', '.join(sorted(ICONS))}."
        raise template.TemplateSyntaxError(message)
    classes = " ".join(filter(None, ["icon", "icon-flip" if name in DIRECTIONAL else "", css]))
    spoken = (
        format_html('role="img" aria-label="{}"', label) if label else safe('aria-hidden="true"')
    )
    return format_html(
        '<svg class="{}" viewBox="0 0 24 24" {}>{}</svg>', classes, spoken, safe(ICONS[name])
    )


@register.simple_tag
@lru_cache(maxsize=64)
def kind_icon(kind: str) -> SafeString:
    """The kind's stone alone, 16 px. Write the kind's name beside it."""
    its = stone(kind)
    return safe(
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
    return safe(
        f'<svg class="tile {conditional_escape(size)} {its.css_class}" viewBox="0 0 4 4" '
        f'aria-hidden="true"><path d="{drawn.full}"/><path class="m" d="{drawn.light}"/></svg>'
    )


@register.simple_tag
@lru_cache(maxsize=64)
def token(joined: bool = False, css: str = "") -> SafeString:
    """The two halves: apart while something waits for its other half, joined when two agree."""
    box, halves = ("0 0 20 20", _HALVES_JOINED) if joined else ("-1 -1 23 22", _HALVES_APART)
    return format_html(
        '<svg class="token {}" viewBox="{}" aria-hidden="true">{}</svg>', css, box, safe(halves)
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
