"""The report of DOIs in the back office."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from wagtail.admin import messages

from tessera.accounts.access import user_of
from tessera.interop.deposits.actions import try_again
from tessera.interop.deposits.health import health
from tessera.interop.deposits.models import Deposit
from tessera.interop.deposits.rules import can_manage_deposits
from tessera.lib.pages import page_number, page_of

_A_PAGE = 50


def deposit_list(request: HttpRequest) -> HttpResponse:
    """How it stands with the registry, and each DOI that it did not take."""
    if not can_manage_deposits(user_of(request)):
        raise PermissionDenied
    context = {
        "health": health(),
        "page": page_of(Deposit.objects.in_trouble(), page_number(request), _A_PAGE),
    }
    return render(request, "interop/backoffice/deposits.html", context)


@require_POST
def deposit_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Queue one of them once more."""
    if not can_manage_deposits(user_of(request)):
        raise PermissionDenied
    deposit = get_object_or_404(Deposit, pk=pk)
    try_again(deposit, by=user_of(request))
    sentence = _("%(doi)s is queued again.") % {"doi": deposit.doi}
    messages.success(request, sentence)
    return redirect("deposit_list")
