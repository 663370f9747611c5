"""What people type about their accounts."""

from datetime import timedelta
from typing import Any, Final

from allauth.account.adapter import get_adapter
from allauth.account.forms import LoginForm, SignupForm
from allauth.core import context
from django import forms
from django.conf import settings
from django.contrib.auth.forms import SetPasswordForm
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from tessera.accounts.challenge import add_challenge, check_challenge
from tessera.accounts.honeypot import add_honeypot, is_caught
from tessera.accounts.limits import count_attempt, is_near_limit
from tessera.accounts.models import User
from tessera.accounts.personal_data import Fate
from tessera.web.client_address import client_network

#: New accounts from one network.
_SIGN_UP: Final = "accounts.sign_up"
_MOST: Final = 20
_WITHIN: Final = timedelta(hours=1)


def name_field() -> forms.CharField:
    """How somebody wants to be called."""
    return forms.CharField(
        label=_("Your name"),
        max_length=150,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "name", "dir": "auto"}),
    )


class SignInForm(LoginForm):
    """E-mail address and, for those who have one, password. Without it, a code is sent."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("E-mail address")
        password = self.fields["password"]
        password.required = False
        password.help_text = _("Leave this empty, and we send you a code by e-mail instead.")


class SignUpForm(SignupForm):
    """E-mail address, and optionally a name and a password."""

    first_name = name_field()
    field_order = ("email", "first_name", "password1")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("E-mail address")
        self.fields["email"].help_text = _("We send a code to it. It is never shown to others.")
        self.fields["password1"].help_text = _(
            "At least 12 characters. Without a password, you sign in with a code that we send you."
        )
        add_honeypot(self)
        self.is_busy = is_near_limit(_SIGN_UP, _network(), most=_MOST, within=_WITHIN)
        if self.is_busy:
            add_challenge(self, _SIGN_UP)

    def clean(self) -> Any:
        """When many accounts are made from one network, a machine's work or a wait comes first."""
        cleaned = super().clean()
        if self.is_busy and not self.errors:
            check_challenge(self, _SIGN_UP)
        return cleaned

    def try_save(self, request: HttpRequest) -> Any:
        """Count, and answer machines as if a mail had been sent."""
        count_attempt(_SIGN_UP, _network(), most=_MOST, within=_WITHIN)
        if is_caught(self):
            return None, get_adapter().respond_email_verification_sent(request, None)
        return super().try_save(request)


def _network() -> str:
    return client_network(context.request)


class PreferencesForm(forms.Form):
    """What the account's first page lets one change."""

    name = name_field()
    language = forms.ChoiceField(
        label=_("Language of our mails to you"),
        choices=settings.LANGUAGES,
        widget=forms.Select(attrs={"autocomplete": "language"}),
    )

    @classmethod
    def of(cls, user: User, data: Any = None, *, language: str = "en") -> "PreferencesForm":
        """The form with the user's present values; ``language`` is that of the page."""
        present = {"name": user.get_full_name(), "language": user.language or language}
        return cls(data, initial=present)


class ErasureForm(forms.Form):
    """What becomes of the contributions."""

    fate = forms.ChoiceField(
        label=_("What becomes of your contributions?"),
        choices=Fate.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what becomes of your contributions.")},
    )


class AppealForm(forms.Form):
    """Why a suspension should end."""

    text = forms.CharField(
        label=_("Why should it end earlier?"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 6, "dir": "auto"}),
        error_messages={"required": _("Write why the suspension should end.")},
    )


class SuspensionForm(forms.Form):
    """For the back office."""

    reason = forms.CharField(
        label=_("Reason"), help_text=_("The person reads it."), widget=forms.Textarea
    )
    days = forms.IntegerField(label=_("Days"), min_value=1, max_value=365, initial=7)


class LiftForm(forms.Form):
    """For the back office."""

    ends = forms.BooleanField(label=_("End the suspension"), required=False, initial=True)
    answer = forms.CharField(
        label=_("Answer to the appeal"),
        help_text=_("The person reads it."),
        required=False,
        widget=forms.Textarea,
    )


class FirstPasswordForm(SetPasswordForm):  # type: ignore[type-arg]
    """The password that a one-time link sets."""
