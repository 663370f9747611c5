"""Facets of the directory of people."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django import template
from django.utils.formats import number_format
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import ngettext

from tessera.network.directory.finding import PeopleChoice

if TYPE_CHECKING:
    from tessera.network.directory_views import FacetShown

register = template.Library()


@register.simple_tag
def people_facet(facet: "FacetShown") -> SafeString:
    """A facet: its name, its choices as labelled boxes, and the further ones folded.

    Written here and not in a template: a page has hundreds of choices.
    """
    heading = escape(str(facet.heading))
    more = ""
    if facet.more:
        count = len(facet.more)
        words = ngettext("%(counter)s more", "%(counter)s more", count) % {"counter": count}
        more = (
            f'<details class="more"><summary class="xs">{escape(words)}'
            f'<span class="vh">: {heading}</span></summary>{_choices(facet.key, facet.more)}'
            "</details>"
        )
    return mark_safe(  # noqa: S308 - every value is escaped where it is put in
        f"<details{' open' if facet.is_open else ''}><summary>{heading}</summary>\n"
        f'<fieldset><legend class="vh">{heading}</legend>\n'
        f"{_choices(facet.key, facet.first)}{more}</fieldset></details>"
    )


def _choices(key: str, choices: Iterable[PeopleChoice]) -> str:
    return "".join(_choice(key, choice) for choice in choices)


def _choice(key: str, choice: PeopleChoice) -> str:
    words = ngettext("%(counter)s person", "%(counter)s people", choice.count)
    spoken = words % {"counter": number_format(choice.count, force_grouping=True)}
    return (
        f'<label class="opt"><input type="checkbox" name="{escape(key)}" '
        f'value="{escape(choice.code)}"{" checked" if choice.is_chosen else ""}>'
        f'<bdi>{escape(choice.label)}</bdi> <span class="n"><span aria-hidden="true">'
        f"{number_format(choice.count, force_grouping=True)}</span>"
        f'<span class="vh">{escape(spoken)}</span></span></label>\n'
    )
