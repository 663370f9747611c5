"""The back office's page for withdrawing an organization, or merging it into another."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from tessera.changes.addresses import list_address
from tessera.network.actions import (
    OrganizationStateError,
    can_publish_organization,
    withdraw_organization,
)
from tessera.network.forms import OrganizationEndingForm
from tessera.network.models import Organization


def end_organization(request: HttpRequest, identifier: str) -> HttpResponse:
    """Ask for the reason and the other organization, then withdraw or merge."""
    organization = get_object_or_404(Organization, identifier=identifier)
    user = request.user
    if not user.is_authenticated or not can_publish_organization(user):
        raise PermissionDenied
    if organization.withdrawn_at:
        raise Http404
    back = list_address(Organization)
    form = OrganizationEndingForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            withdraw_organization(organization, by=user, **form.cleaned_data)
        except OrganizationStateError as error:
            form.add_error(None, str(error))
        else:
            sentence = _("The organization was withdrawn. Its address keeps the reason.")
            messages.success(request, sentence)
            return redirect(back)
    context = {
        "form": form,
        "page_title": _("Withdraw or merge"),
        "page_subtitle": str(organization),
        "header_icon": "bin",
        "back": back,
        "warning": _(
            "A withdrawn organization cannot be published again. Its address stays, with the "
            "reason and what replaces it."
        ),
    }
    return render(request, "changes/end.html", context)
