"""The expertise directory."""

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tessera.lib.http import read_only
from tessera.lib.pages import MOST_PAGES, page_number
from tessera.network.directory.entries import FACETS
from tessera.network.directory.finding import (
    A_PAGE,
    FoundPeople,
    PeopleChoice,
    Question,
    find_people,
)
from tessera.network.seeing import see_people
from tessera.network.visibility import Audience, audience_of

_HEADINGS: dict[str, str | Promise] = {
    "theme": _("Theme"),
    "language": _("Answers in"),
    "place": _("Region or country"),
    "basis": _("Basis of expertise"),
    "stakeholder": pgettext_lazy("a stakeholder group", "Position"),
    "willing": _("Willing to"),
}
_FIRST = 8
_MOST_CODES = 50


@dataclass(frozen=True)
class FacetShown:
    """A facet of the page: the first choices, and the further ones folded."""

    key: str
    heading: str | Promise
    first: tuple[PeopleChoice, ...]
    more: tuple[PeopleChoice, ...]
    is_open: bool


def question_of(request: HttpRequest) -> Question:
    """What the address asks. Unknown codes find nobody; too many are cut."""
    chosen = {
        facet: frozenset(each[:16] for each in request.GET.getlist(facet)[:_MOST_CODES] if each)
        for facet in FACETS
    }
    text = request.GET.get("q", "").strip()[:200]
    return Question(text, {key: codes for key, codes in chosen.items() if codes},
                    page_number(request))  # fmt: skip


class _Counted:
    """Stands for as many rows as were found; the page itself is known already."""

    def __init__(self, total: int) -> None:
        self.total = total

    def __len__(self) -> int:
        return self.total

    def __getitem__(self, part: slice) -> list[int]:
        return []


def page_of_found(found: FoundPeople, number: int) -> "Page[Any]":
    """The page of what was found; its rows are ``found.keys``.

    Raises:
        Http404: beyond the last page, or beyond the depth that is served.
    """
    paginator: Paginator[Any] = Paginator(_Counted(found.total), A_PAGE)  # type: ignore[arg-type]
    if number > min(paginator.num_pages, MOST_PAGES):
        raise Http404
    return paginator.page(number)


def facets_shown(found: FoundPeople) -> list[FacetShown]:
    """The facets that have something to choose."""
    return [
        FacetShown(
            facet.key,
            _HEADINGS[facet.key],
            facet.choices[:_FIRST],
            facet.choices[_FIRST:],
            facet.is_chosen or facet.key in {"theme", "language", "willing"},
        )
        for facet in found.facets
        if facet.choices
    ]


@read_only
def people(request: HttpRequest) -> HttpResponse:
    """People who can be asked. Nobody keeps the answer: consent can end today."""
    question = question_of(request)
    found = find_people(question, request.user)
    context = {
        "question": question,
        "found": found,
        "page": page_of_found(found, question.page),
        "people": see_people(found.keys, request.user),
        "facets": facets_shown(found),
        "is_organizer": audience_of(request.user) >= Audience.ORGANIZERS,
    }
    response = render(request, "network/people.html", context)
    add_never_cache_headers(response)
    return response
