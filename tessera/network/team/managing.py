"""Pages of administrators: the team, and what the organization offers, seeks and does."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tessera.accounts.access import sign_in_required, user_of
from tessera.lib.errors import TesseraError
from tessera.lib.pages import page_number, page_of
from tessera.network.claims.views import told
from tessera.network.models import Organization, TeamMember
from tessera.network.people import shown_names
from tessera.network.team.belonging import (
    answer_request,
    invite_to_team,
    remove_from_team,
    set_team_role,
)
from tessera.network.team.domains import has_domain
from tessera.network.team.exchange import FIELDS, present_version, update_exchange
from tessera.network.team.forms import ExchangeForm, TeamInvitationForm
from tessera.network.team.rules import can_manage_team
from tessera.network.team.views import public_or_404

_A_PAGE = 50
_FORM = require_http_methods(["GET", "HEAD", "POST"])
_Role = TeamMember.Role


def managed_or_403(request: HttpRequest, identifier: str) -> tuple[Organization, str]:
    """A public organization that the reader looks after, and its name.

    Raises:
        Http404: there is none.
        PermissionDenied: the reader is neither administrator nor editor.
    """
    organization, name = public_or_404(identifier)
    if not can_manage_team(user_of(request), organization):
        raise PermissionDenied
    return organization, name


@sign_in_required
@_FORM
def manage(request: HttpRequest, identifier: str) -> HttpResponse:
    """The team: who asks to join, who is in it, whom to invite."""
    organization, name = managed_or_403(request, identifier)
    user = user_of(request)
    is_invitation = request.POST.get("act") == "invite"
    form = TeamInvitationForm(request.POST if is_invitation else None, viewer=user)
    problem = ""
    try:
        if is_invitation and form.is_valid():
            invite_to_team(organization, form.cleaned_data["member"], by=user)
            messages.success(request, _("The invitation is on its way."))
            return redirect("team_manage", organization.identifier)
        if request.method == "POST" and not is_invitation:
            _change(request, organization)
            messages.success(request, _("Saved."))
            if not can_manage_team(user, organization):  # They gave it up themselves.
                return redirect("own_organizations")
            return redirect("team_manage", organization.identifier)
    except TesseraError as error:
        problem = told(error)
        if is_invitation:
            form.add_error("member", problem)
    rows = organization.team.select_related("user")
    page = page_of(rows.order_by("-state", "role", "pk"), page_number(request), _A_PAGE)
    asked = [each.user for each in page if each.state == TeamMember.State.ASKED]
    names = shown_names([each.user for each in page], user)
    known = {each.pk for each in asked[:20] if has_domain(each, organization)}
    context = {
        "organization": organization,
        "name": name,
        "page": page,
        "rows": [(names[each.user_id], each, each.user_id in known) for each in page],
        "form": form,
        "problem": problem,
    }
    status = 422 if problem or form.errors else 200
    return render(request, "network/team/manage.html", context, status=status)


def _change(request: HttpRequest, organization: Organization) -> None:
    number, by = request.POST.get("number", ""), user_of(request)
    key = int(number) if number.isdecimal() and len(number) < 12 else 0
    member = get_object_or_404(organization.team.select_related("user", "organization"), pk=key)
    acts: dict[str, Callable[[], Any]] = {
        "accept": lambda: answer_request(member, is_accepted=True, by=by),
        "refuse": lambda: answer_request(member, is_accepted=False, by=by),
        "administrator": lambda: set_team_role(member, role=_Role.ADMINISTRATOR, by=by),
        "member": lambda: set_team_role(member, role=_Role.MEMBER, by=by),
        "remove": lambda: remove_from_team(member, by=by),
    }
    if act := acts.get(request.POST.get("act", "")):
        act()


@sign_in_required
@_FORM
def exchange(request: HttpRequest, identifier: str) -> HttpResponse:
    """What the organization offers, seeks and does."""
    organization, name = managed_or_403(request, identifier)
    version = present_version(organization)
    form = ExchangeForm(request.POST or None, instance=organization, initial={"version": version})
    if request.method == "POST" and form.is_valid():
        values = {each: form.cleaned_data[each] for each in FIELDS}
        try:
            update_exchange(
                organization, values, version=form.cleaned_data["version"], by=user_of(request)
            )
        except TesseraError as error:
            form.add_error(None, str(error))
            # What was typed stays; saving it again is a choice made after seeing this.
            typed = request.POST.copy()
            typed["version"] = str(version)
            form.data = typed
        else:
            messages.success(request, _("The organization is up to date."))
            return redirect("team_manage", organization.identifier)
    context = {"organization": organization, "name": name, "form": form}
    status = 422 if form.errors else 200
    return render(request, "network/team/exchange.html", context, status=status)
