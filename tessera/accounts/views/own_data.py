"""Taking one's data away, and being erased."""

from datetime import timedelta
from typing import Final

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from tessera.accounts.access import sign_in_required
from tessera.accounts.actions import ask_erasure, cancel_erasure
from tessera.accounts.errors import AccountError
from tessera.accounts.exporting import export_account
from tessera.accounts.forms import ErasureForm
from tessera.accounts.limits import count_attempt
from tessera.accounts.models import Erasure, User
from tessera.accounts.personal_data import Fate, registered

_EXPORTS_PER_DAY: Final = 10


@require_http_methods(["GET", "HEAD", "POST"])
@sign_in_required
def own_data(request: HttpRequest) -> HttpResponse:
    """What is kept and for how long; a form that asks for erasure."""
    assert isinstance(request.user, User)
    form = ErasureForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        return _ask(request, form)
    return _page(request, form)


@reauthentication_required
def _ask(request: HttpRequest, form: ErasureForm) -> HttpResponse:
    assert isinstance(request.user, User)
    try:
        ask_erasure(request.user, by=request.user, fate=Fate(form.cleaned_data["fate"]))
    except AccountError as error:
        form.add_error(None, str(error))
        return _page(request, form)
    return redirect("account_own_data")


def _page(request: HttpRequest, form: ErasureForm) -> HttpResponse:
    assert isinstance(request.user, User)
    kept = [(entry.title, entry.retention) for entry in registered()]
    erasure = Erasure.objects.filter(user=request.user).first()
    context = {"form": form, "erasure": erasure, "kept": kept}
    return render(request, "accounts/own_data.html", context)


@require_POST
@sign_in_required
def keep_account(request: HttpRequest) -> HttpResponse:
    """Take the wish to be erased back."""
    assert isinstance(request.user, User)
    cancel_erasure(request.user, by=request.user)
    messages.success(request, gettext("Your account stays."))
    return redirect("account_own_data")


@require_POST
@sign_in_required
@reauthentication_required
def export(request: HttpRequest) -> HttpResponse:
    """A ZIP archive, made at once."""
    assert isinstance(request.user, User)
    count_attempt(
        "accounts.export", str(request.user.pk), most=_EXPORTS_PER_DAY, within=timedelta(days=1)
    )
    response = HttpResponse(export_account(request.user), content_type="application/zip")
    response["Content-Disposition"] = 'attachment; filename="account.zip"'
    return response
