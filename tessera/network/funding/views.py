"""The list of open funding, and the page of a programme."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from tessera.lib.http import read_only
from tessera.lib.identifiers import normalize
from tessera.lib.pages import page_number, page_of
from tessera.network.funding.finding import (
    countries,
    facets_of,
    open_programmes,
    programme_cards,
    wanted_of,
    with_all,
)
from tessera.network.models import FundingProgramme

_A_PAGE = 30


@read_only
def funding(request: HttpRequest) -> HttpResponse:
    """Funding to which one can still apply, the next deadline first."""
    wanted = wanted_of(request)
    page = page_of(with_all(open_programmes(wanted)), page_number(request), _A_PAGE)
    context = {
        "wanted": wanted,
        "page": page,
        "cards": programme_cards(page),
        "facets": [each for each in facets_of(wanted) if each.choices],
        "countries": countries(),
    }
    return render(request, "network/funding/funding.html", context)


@read_only
def detail(request: HttpRequest, identifier: str) -> HttpResponse:
    """A programme; past its deadline the page says so, and search engines forget it."""
    rows = with_all(FundingProgramme.objects.public())
    programme = get_object_or_404(rows, identifier=normalize(identifier) or "")
    [card] = programme_cards([programme])
    return render(request, "network/funding/funding_detail.html", {"card": card})
