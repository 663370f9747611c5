"""The people of an organization, and the way into its team."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tessera.accounts.access import sign_in_required, user_of
from tessera.lib.errors import TesseraError
from tessera.lib.http import read_only
from tessera.lib.identifiers import normalize
from tessera.lib.pages import page_number, page_of
from tessera.network.claims.claiming import claim_by_address, claim_entry
from tessera.network.claims.views import told
from tessera.network.models import Organization, TeamMember
from tessera.network.seeing import see_people
from tessera.network.team.belonging import (
    answer_invitation,
    ask_to_join,
    leave_team,
    organization_name,
)
from tessera.network.team.domains import has_domain
from tessera.network.team.forms import OrganizationClaimForm
from tessera.network.team.people import confirmed_among, people_of
from tessera.network.team.rules import administers, can_manage_team, has_administrator, member_of
from tessera.vocabularies.labels import current_language

_A_PAGE = 30
_FORM = require_http_methods(["GET", "HEAD", "POST"])


def public_or_404(identifier: str) -> tuple[Organization, str]:
    """A public organization and its name in the page's language.

    Raises:
        Http404: there is none with this identifier.
    """
    found = Organization.objects.public().filter(identifier=normalize(identifier) or "").first()
    if found is None:
        raise Http404
    return found, organization_name(found, current_language())


@read_only
def team(request: HttpRequest, identifier: str) -> HttpResponse:
    """Who works in it, as far as this reader may know. Nobody keeps the answer."""
    organization, name = public_or_404(identifier)
    page = page_of(people_of(organization, request.user), page_number(request), _A_PAGE)
    people = see_people(list(page), request.user)
    confirmed = confirmed_among(organization, [each.user_id for each in people if each.user_id])
    context = {
        "organization": organization,
        "name": name,
        "page": page,
        "people": [(each, each.user_id in confirmed) for each in people],
        "is_looked_after": has_administrator(organization),
        "own": member_of(request.user, organization),
        "manages": can_manage_team(request.user, organization),
    }
    response = render(request, "network/team/team.html", context)
    add_never_cache_headers(response)
    return response


@sign_in_required
@_FORM
def claim(request: HttpRequest, identifier: str) -> HttpResponse:
    """Say that one may speak for an organization that nobody looks after yet."""
    organization, name = public_or_404(identifier)
    user, way = user_of(request), request.POST.get("way", "")
    if administers(user, organization):
        return redirect("team_manage", organization.identifier)
    form = OrganizationClaimForm(request.POST if way == "ask" else None)
    problem = ""
    if way and (way != "ask" or form.is_valid()):
        try:
            if way == "address":
                claim_by_address(organization, by=user)
                messages.success(request, _("You look after this organization now."))
                return redirect("team_manage", organization.identifier)
            made = claim_entry(organization, by=user, text=form.cleaned_data["text"])
        except TesseraError as error:
            problem = told(error)
        else:
            return redirect("own_claim", made.pk)
    context = {
        "organization": organization,
        "name": name,
        "form": form,
        "problem": problem,
        "has_domain": has_domain(user, organization),
        "is_looked_after": has_administrator(organization),
    }
    status = 422 if problem or form.errors else 200
    return render(request, "network/team/claim.html", context, status=status)


@sign_in_required
@require_POST
def join(request: HttpRequest, identifier: str) -> HttpResponse:
    """Ask to be in the team."""
    organization, _name = public_or_404(identifier)
    try:
        ask_to_join(organization, by=user_of(request))
    except TesseraError as error:
        messages.error(request, told(error))
    else:
        messages.success(request, _("The administrators were asked."))
    return redirect("team", organization.identifier)


@sign_in_required
@_FORM
def own_organizations(request: HttpRequest) -> HttpResponse:
    """One's organizations and invitations: following one, declining it, leaving."""
    user = user_of(request)
    rows = TeamMember.objects.filter(user=user).select_related("organization")
    rows = rows.prefetch_related("organization__texts")
    problem = ""
    if request.method == "POST":
        try:
            _act(rows, request)
            return redirect("own_organizations")
        except TesseraError as error:
            problem = str(error)
    page = page_of(rows.order_by("-state", "pk"), page_number(request), _A_PAGE)
    named = [(each, each.organization.name_in(current_language())) for each in page]
    context = {"page": page, "rows": named, "problem": problem}
    status = 422 if problem else 200
    return render(request, "network/team/own_organizations.html", context, status=status)


def _act(rows: Any, request: HttpRequest) -> None:
    number = request.POST.get("number", "")
    found = rows.filter(pk=int(number)).first() if number.isdecimal() and len(number) < 12 else None
    act = request.POST.get("act", "")
    if found is None:
        raise Http404
    if act in {"accept", "decline"}:
        answer_invitation(found, is_accepted=act == "accept", by=user_of(request))
    elif act == "leave":
        leave_team(found.organization, by=user_of(request))
