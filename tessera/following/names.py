"""What a followed thing is called, and where it is."""

from collections.abc import Sequence

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from tessera.catalogue.cards import cards
from tessera.following.models import Follow
from tessera.search.facets import choice_label
from tessera.search.parameters import read_address


def name_of(follows: Sequence[Follow], language: str) -> dict[int, str]:
    """Key → name, in a language. A fixed number of queries."""
    things = [each.target for each in follows if each.kind != Follow.Kind.SEARCH]
    titles = {card.identifier: card.title for card in cards(things, language)} if things else {}
    return {
        each.pk: search_name(each.target, language)
        if each.kind == Follow.Kind.SEARCH
        else titles.get(each.target, each.target)
        for each in follows
    }


def search_name(query: str, language: str) -> str:
    """“café”, Employment, Germany, since 2019: what a search asks for."""
    criteria = read_address(QueryDict(query), language=language).criteria
    parts = [f"“{criteria.text}”"] if criteria.text else []
    for facet, codes in criteria.filters.items():
        parts += [choice_label(facet, code, language) for code in codes]
    if criteria.year_from is not None:
        parts.append(_("since %(year)s") % {"year": criteria.year_from})
    if criteria.year_to is not None:
        parts.append(_("until %(year)s") % {"year": criteria.year_to})
    return _(", ").join(parts)


def url_of(follow: Follow) -> str:
    """Where it is, in the present language."""
    if follow.kind == Follow.Kind.SEARCH:
        return f"{reverse('search')}?{follow.target}"
    name = "record_detail" if follow.kind == Follow.Kind.RECORD else "organization_detail"
    return reverse(name, args=[follow.target, "-"])
