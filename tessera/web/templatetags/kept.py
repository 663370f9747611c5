"""A part of a page that is the same on many pages, rendered once in each process."""

from typing import Any, Final

from django import template
from django.template.base import FilterExpression, NodeList, Parser, Token
from django.template.context import Context
from django.utils.safestring import SafeString

register = template.Library()
#: Of one part; more kinds of it than this are rendered anew each time.
_MOST: Final = 256


class KeptNode(template.Node):
    """Its content by the values that it depends on."""

    def __init__(self, nodelist: NodeList, values: list[FilterExpression]) -> None:
        self.nodelist = nodelist
        self.values = values
        self.rendered: dict[tuple[Any, ...], SafeString] = {}

    def render(self, context: Context) -> SafeString:
        """The content as it was rendered the first time for these values."""
        key = tuple(value.resolve(context) for value in self.values)
        known = self.rendered.get(key)
        if known is None:
            known = self.nodelist.render(context)
            if len(self.rendered) < _MOST:
                self.rendered[key] = known
        return known


@register.tag
def kept(parser: Parser, token: Token) -> KeptNode:
    """``{% kept lang links %}…{% endkept %}``: name every value that the content depends on.

    What it depends on beside them must not change while the program runs.
    """
    _name, *words = token.split_contents()
    nodelist = parser.parse(("endkept",))
    parser.delete_first_token()
    return KeptNode(nodelist, [parser.compile_filter(word) for word in words])
