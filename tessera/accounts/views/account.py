"""The account's first page, and its preferences."""

from dataclasses import dataclass

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_http_methods

from tessera.accounts.access import sign_in_required
from tessera.accounts.actions import save_preferences
from tessera.accounts.forms import PreferencesForm
from tessera.accounts.mails import appeal_path
from tessera.accounts.models import Sanction, User
from tessera.accounts.second_steps import needs_second_step


@dataclass(frozen=True)
class WaysIn:
    """How somebody signs in: counts of passkeys, of recovery codes left and of other services."""

    has_password: bool
    has_app: bool
    passkeys: int
    recovery_codes: int
    elsewhere: int


def ways_in(user: User) -> WaysIn:
    """Two queries."""
    found = list(Authenticator.objects.filter(user=user))
    kinds = Authenticator.Type
    codes = next((each for each in found if each.type == kinds.RECOVERY_CODES), None)
    return WaysIn(
        has_password=user.has_usable_password(),
        has_app=any(each.type == kinds.TOTP for each in found),
        passkeys=sum(each.type == kinds.WEBAUTHN for each in found),
        recovery_codes=len(codes.wrap().get_unused_codes()) if codes else 0,
        elsewhere=SocialAccount.objects.filter(user=user).count(),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@sign_in_required
def index(request: HttpRequest) -> HttpResponse:
    """Everything about one's account, with name and language to change."""
    user = request.user
    assert isinstance(user, User)
    data = request.POST if request.method == "POST" else None
    form = PreferencesForm.of(user, data, language=get_language() or "en")
    if form.is_valid():
        save_preferences(user, by=user, **form.cleaned_data)
        messages.success(request, gettext("Your preferences are saved."))
        return redirect("account_index")
    mute = Sanction.objects.running_mutes().filter(user=user).order_by("-until").first()
    context = {
        "form": form,
        "ways": ways_in(user),
        "is_office": needs_second_step(user),
        "mute": mute,
        "appeal_path": appeal_path(mute) if mute else "",
    }
    return render(request, "accounts/index.html", context)
