"""Suspending in the back office, and the appeal behind the link in a mail."""

from datetime import timedelta

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from tessera.accounts.actions import (
    appeal_suspension,
    lift_suspension,
    suspend_user,
    uphold_suspension,
)
from tessera.accounts.errors import AccountError
from tessera.accounts.forms import AppealForm, LiftForm, SuspensionForm
from tessera.accounts.limits import count_attempt
from tessera.accounts.mails import sanction_of
from tessera.accounts.models import Sanction, User
from tessera.accounts.rules import can_suspend
from tessera.lib.personal_links import InvalidLinkError
from tessera.web.client_address import client_network


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def appeal(request: HttpRequest, token: str) -> HttpResponse:
    """The suspension with its reason, and a form for the appeal; needs no sign-in."""
    try:
        sanction, problem = sanction_of(token), ""
    except InvalidLinkError as error:
        sanction, problem = None, str(error)
    form = AppealForm(request.POST if request.method == "POST" else None)
    if sanction and form.is_valid():
        count_attempt(
            "accounts.appeal", client_network(request), most=20, within=timedelta(hours=1)
        )
        try:
            appeal_suspension(sanction, by=sanction.user, text=form.cleaned_data["text"])
        except AccountError as error:
            form.add_error(None, str(error))
        else:
            return redirect("account_appeal", token)
    context = {"sanction": sanction, "problem": problem, "form": form}
    response = render(request, "accounts/appeal.html", context)
    response["Referrer-Policy"] = "same-origin"
    return response


def suspend(request: HttpRequest, number: int) -> HttpResponse:
    """The back office's page: suspend somebody, or end the suspension."""
    user = get_object_or_404(User, pk=number)
    actor = request.user
    if not isinstance(actor, User) or not can_suspend(actor, user):
        raise PermissionDenied
    current = Sanction.objects.suspensions().filter(user=user, lifted_at=None).first()
    data = request.POST if request.method == "POST" else None
    form = LiftForm(data) if current else SuspensionForm(data)
    back = reverse("wagtailusers_users:index")
    if form.is_valid():
        try:
            if current and form.cleaned_data["ends"]:
                lift_suspension(current, by=actor, answer=form.cleaned_data["answer"])
                messages.success(request, gettext("The suspension has ended."))
            elif current:
                uphold_suspension(current, by=actor, answer=form.cleaned_data["answer"])
                messages.success(request, gettext("The suspension stays, and the person is told."))
            else:
                suspend_user(user, by=actor, **form.cleaned_data)
                messages.success(request, gettext("The account is suspended."))
        except AccountError as error:
            form.add_error(None, str(error))
        else:
            return redirect(back)
    context = {
        "form": form,
        "current": current,
        "sanctions": Sanction.objects.suspensions().filter(user=user)[:20],
        "page_title": gettext("Suspend"),
        "page_subtitle": str(user),
        "header_icon": "warning",
        "back": back,
    }
    return render(request, "accounts/suspend.html", context)
