"""Template tags of the search page."""

from collections.abc import Iterable

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from tessera.search.facets import FacetChoice
from tessera.web.templatetags.web import kind_icon

register = template.Library()


@register.simple_tag
def facet_choices(key: str, choices: Iterable[FacetChoice]) -> SafeString:
    """The choices of a facet as labelled boxes.

    Written here and not in a template: a search page has hundreds of them, and a template takes
    longer for them than the search itself.
    """
    name, unit = escape(key), escape(_("records"))
    return mark_safe(  # noqa: S308 - every value is escaped where it is put in
        "".join(_choice(choice, name, unit, is_kind=key == "kind") for choice in choices)
    )


def _choice(choice: FacetChoice, name: str, unit: str, *, is_kind: bool) -> str:
    return (
        f'<label class="opt{" opt-sub" if choice.depth else ""}">'
        f'<input type="checkbox" name="{name}" value="{escape(choice.code)}"'
        f"{' checked' if choice.is_selected else ''}>"
        f"{kind_icon(choice.code) if is_kind else ''}<bdi>{escape(choice.label)}</bdi> "
        f'<span class="n">{choice.count}<span class="vh"> {unit}</span></span></label>\n'
    )
