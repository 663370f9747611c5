"""The roster for organizers of sessions: choosing people, and whether they are balanced."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tessera.accounts.access import sign_in_required
from tessera.lib.identifiers import normalize
from tessera.network.directory.finding import find_people
from tessera.network.directory.panel import MOST_CHOSEN, balance_of
from tessera.network.directory_views import facets_shown, page_of_found, question_of
from tessera.network.models import Person
from tessera.network.seeing import see_people
from tessera.network.visibility import Audience, audience_of


@require_safe
@sign_in_required
def panel(request: HttpRequest) -> HttpResponse:
    """Choose people of the directory for a panel. The address holds the choice; nothing is kept."""
    if audience_of(request.user) < Audience.ORGANIZERS:
        raise PermissionDenied
    named = [normalize(each) or "" for each in request.GET.getlist("person")[: MOST_CHOSEN * 2]]
    known = dict(Person.objects.filter(identifier__in=named).values_list("identifier", "pk"))
    keys = [known[each] for each in dict.fromkeys(named) if each in known]
    chosen = see_people(keys[:MOST_CHOSEN], request.user)
    question = question_of(request)
    found = find_people(question, request.user)
    taken = {each.identifier for each in chosen}
    context = {
        "question": question,
        "found": found,
        "page": page_of_found(found, question.page),
        "people": [
            each for each in see_people(found.keys, request.user) if each.identifier not in taken
        ],
        "facets": facets_shown(found),
        "chosen": chosen,
        "balance": balance_of(chosen) if chosen else None,
        "most": MOST_CHOSEN,
    }
    return render(request, "network/panel.html", context)
