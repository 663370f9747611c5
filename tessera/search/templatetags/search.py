"""Template tags of the search page."""

from collections.abc import Iterable
from functools import lru_cache
from html import escape

from django import template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import ngettext

from tessera.catalogue.templatetags.catalogue import number_of_records
from tessera.search.facets import Facet, FacetChoice
from tessera.web.templatetags.drawings import kind_icon

register = template.Library()


@register.simple_tag
def facet_group(facet: Facet) -> SafeString:
    """A facet: its name, its choices as labelled boxes, and the further ones folded.

    Written here and not in a template: a search page has hundreds of choices, and a template takes
    longer for them than the search itself.
    """
    heading = escape(str(facet.heading))
    selected = f' <span class="n">{facet.selected}</span>' if facet.selected else ""
    return mark_safe(  # noqa: S308 - every value is escaped where it is put in
        f"<details{' open' if facet.is_open else ''}><summary>{heading}{selected}</summary>\n"
        f'<fieldset><legend class="vh">{heading}</legend>\n'
        f"{_choices(facet.key, facet.choices)}"
        f"{_further(facet, heading) if facet.more else ''}</fieldset></details>"
    )


@register.simple_tag
def city_options(cities: tuple[tuple[str, str], ...], chosen: str) -> SafeString:
    """The cities to choose from; written here as there may be hundreds on each search page."""
    html = _city_options(cities)
    if chosen:
        value = f'value="{escape(chosen)}"'
        html = html.replace(value, f"{value} selected", 1)
    return mark_safe(html)  # noqa: S308 - every value is escaped where it is put in


@lru_cache(maxsize=16)
def _city_options(cities: tuple[tuple[str, str], ...]) -> str:
    return "".join(
        [f'<option value="{escape(code)}">{escape(name)}</option>' for code, name in cities]
    )


def _further(facet: Facet, heading: str) -> str:
    count = len(facet.more)
    words = ngettext("%(counter)s more", "%(counter)s more", count) % {"counter": count}
    return (
        f'<details class="more"><summary class="xs">{escape(words)}'
        f'<span class="vh">: {heading}</span></summary>'
        f"{_choices(facet.key, facet.more)}</details>\n"
    )


def _choices(key: str, choices: Iterable[FacetChoice]) -> str:
    return "".join([_choice(key, choice) for choice in choices])


def _choice(key: str, choice: FacetChoice) -> str:
    box, name = _kept_parts(key, choice.code, choice.label, choice.depth > 0)
    return (
        f"{box}{' checked' if choice.is_selected else ''}>{name} "
        f'<span class="n">{number_of_records(choice.count)}</span></label>\n'
    )


@lru_cache(maxsize=20_000)
def _kept_parts(key: str, code: str, label: str, is_below: bool) -> tuple[str, str]:
    """What is the same for a choice on every page: the box up to its state, and the name."""
    return (
        f'<label class="opt{" opt-sub" if is_below else ""}">'
        f'<input type="checkbox" name="{escape(key)}" value="{escape(code)}"',
        f"{kind_icon(code) if key == 'kind' else ''}<bdi>{escape(label)}</bdi>",
    )
