"""What people type about their accounts."""

from typing import Any

from allauth.account.forms import LoginForm, SignupForm
from django import forms
from django.conf import settings
from django.contrib.auth.forms import SetPasswordForm
from django.utils.translation import gettext_lazy as _

from tessera.accounts.models import User
from tessera.accounts.personal_data import Fate


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


class FirstPasswordForm(SetPasswordForm):  # type: ignore[type-arg]
    """The password that a one-time link sets."""
