"""Tags that show records and organizations by their identifiers."""

from collections.abc import Sequence

from django import template

from tessera.catalogue.cards import Card, cards

register = template.Library()


@register.simple_tag
def cards_of(identifiers: Sequence[str]) -> list[Card]:
    """The cards of identifiers in the page's language; a fixed number of queries."""
    return cards(list(identifiers))
