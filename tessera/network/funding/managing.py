"""Pages on which administrators announce funding of their organization."""

from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.dateparse import parse_datetime
from django.utils.timezone import is_aware
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tessera.accounts.access import sign_in_required, user_of
from tessera.lib.errors import TesseraError
from tessera.lib.identifiers import normalize
from tessera.lib.pages import page_number, page_of
from tessera.network.funding.forms import ProgrammeForm
from tessera.network.funding.keeping import (
    announce_programme,
    change_programme,
    withdraw_programme,
)
from tessera.network.models import FundingProgramme, Organization
from tessera.network.team.managing import managed_or_403
from tessera.vocabularies.labels import current_language

_A_PAGE = 30
_FORM = require_http_methods(["GET", "HEAD", "POST"])
_NEVER = datetime.fromtimestamp(0).astimezone()


@sign_in_required
@require_http_methods(["GET", "HEAD"])
def programmes(request: HttpRequest, identifier: str) -> HttpResponse:
    """The organization's programmes, the last deadline first; past ones too."""
    organization, name = managed_or_403(request, identifier)
    rows = organization.programmes.order_by("-closes_on", "-pk")
    context = {
        "organization": organization,
        "name": name,
        "page": page_of(rows, page_number(request), _A_PAGE),
    }
    return render(request, "network/funding/programmes.html", context)


@sign_in_required
@_FORM
def programme(request: HttpRequest, identifier: str, number: str = "") -> HttpResponse:
    """Announce a programme, or change one (``number`` is its identifier), or take it back."""
    organization, name = managed_or_403(request, identifier)
    found = (
        get_object_or_404(organization.programmes, identifier=normalize(number) or "")
        if number
        else None
    )
    if found and request.POST.get("act") == "withdraw":
        withdraw_programme(found, by=user_of(request))
        messages.success(request, _("The programme is taken back."))
        return redirect("team_funding", organization.identifier)
    seen = found.updated_at.isoformat() if found else ""
    first = {"seen": seen, "language": found.language if found else current_language()}
    form = ProgrammeForm(request.POST or None, instance=found, initial=first)
    if request.method == "POST" and form.is_valid():
        try:
            _save(request, organization, found, form)
        except TesseraError as error:
            form.add_error(None, str(error))
            # What was typed stays; saving it again is a choice made after seeing this.
            typed = request.POST.copy()
            typed["seen"] = seen
            form.data = typed
        else:
            messages.success(request, _("The programme is announced."))
            return redirect("team_funding", organization.identifier)
    context = {"organization": organization, "name": name, "form": form, "programme": found}
    status = 422 if form.errors else 200
    return render(request, "network/funding/programme.html", context, status=status)


def _save(
    request: HttpRequest,
    organization: Organization,
    found: FundingProgramme | None,
    form: ProgrammeForm,
) -> FundingProgramme:
    values, by = form.cleaned_data, user_of(request)
    if found is None:
        return announce_programme(organization, values, by=by)
    return change_programme(found, values, seen=_moment(values["seen"]), by=by)


def _moment(text: str) -> datetime:
    """What the form carries; a time that nothing has when it was tampered with."""
    try:
        found = parse_datetime(text)
    except ValueError:
        found = None
    return found if found and is_aware(found) else _NEVER
