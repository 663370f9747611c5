"""What a followed thing is called, and where it is."""

from collections.abc import Sequence
from typing import Any, Final

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from tessera.catalogue.cards import cards
from tessera.communities.models import Community
from tessera.following.models import Follow
from tessera.lib.texts import best_text
from tessera.meetings.models import Series
from tessera.network.models import Person
from tessera.search.facets import choice_label
from tessera.search.parameters import read_address

Kind: Final = Follow.Kind


def name_of(follows: Sequence[Follow], language: str, *, viewer: Any) -> dict[int, str]:
    """Key → name, in a language, as ``viewer`` may know it. A fixed number of queries."""
    by_kind: dict[str, list[str]] = {}
    for each in follows:
        by_kind.setdefault(each.kind, []).append(each.target)
    things = by_kind.get(Kind.RECORD, []) + by_kind.get(Kind.ORGANIZATION, [])
    titles = {card.identifier: card.title for card in cards(things, language)} if things else {}
    if keys := by_kind.get(Kind.PERSON):
        people = Person.objects.seen_by(viewer).filter(identifier__in=keys)
        titles |= dict(people.values_list("identifier", "display_name"))
    if keys := by_kind.get(Kind.COMMUNITY):
        readable = Community.objects.readable_by(viewer).filter(identifier__in=keys)
        titles |= dict(readable.values_list("identifier", "name"))
    if keys := by_kind.get(Kind.SERIES):
        titles |= _series_titles(keys, language)
    return {
        each.pk: search_name(each.target, language)
        if each.kind == Kind.SEARCH
        else titles.get(each.target) or _unknown(each)
        for each in follows
    }


def _series_titles(identifiers: Sequence[str], language: str) -> dict[str, str]:
    rows = Series.objects.public().filter(identifier__in=identifiers).with_texts()
    return {
        each.identifier: text.title
        for each in rows
        if (text := best_text(each.texts.all(), language, each.original_language))
    }


def _unknown(follow: Follow) -> str:
    """What is not shown to the follower any more."""
    if follow.kind == Kind.PERSON:
        return _("A person who is not shown any more")
    if follow.kind == Kind.COMMUNITY:
        return _("A community that is not shown any more")
    if follow.kind == Kind.SERIES:
        return _("A series that is not shown any more")
    return follow.target


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
    if follow.kind == Kind.SEARCH:
        return f"{reverse('search')}?{follow.target}"
    if follow.kind in {Kind.PERSON, Kind.COMMUNITY}:
        return reverse(f"{follow.kind}_detail", args=[follow.target])
    return reverse(f"{follow.kind}_detail", args=[follow.target, "-"])


def url_if_shown(follow: Follow, name: str) -> str:
    """Where it is; empty when its name says that it is not shown any more."""
    can_vanish = follow.kind in {Kind.PERSON, Kind.COMMUNITY, Kind.SERIES}
    return "" if can_vanish and name == _unknown(follow) else url_of(follow)
