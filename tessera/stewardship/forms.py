"""Forms of corrections and of verification."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tessera.accounts.honeypot import add_honeypot
from tessera.stewardship.models import Correction

_TEXT = {"rows": 6, "dir": "auto"}


class CorrectionForm(forms.Form):
    """What is wrong, and where the answer goes."""

    reason = forms.ChoiceField(label=_("What is the matter?"), choices=Correction.Reason.choices)
    text = forms.CharField(
        label=_("What should be different?"),
        help_text=_("In any language. Say where you know it from, if you can."),
        max_length=4000,
        widget=forms.Textarea(_TEXT),
    )

    def __init__(self, *args: Any, with_address: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if with_address:
            self.fields["email"] = forms.EmailField(
                label=_("Your e-mail address"),
                help_text=_("For the answer only. You may leave it out."),
                required=False,
                max_length=254,
                widget=forms.EmailInput({"autocomplete": "email", "dir": "ltr"}),
            )
        add_honeypot(self)


class AnswerForm(forms.Form):
    """Whether it is accepted, and what is said about it."""

    state = forms.ChoiceField(
        label=_("Decision"),
        choices=[
            (Correction.State.ACCEPTED, _("Accept: the record is or will be changed")),
            (Correction.State.DECLINED, _("Do not accept")),
        ],
    )
    answer = forms.CharField(
        label=_("Answer to the sender"), max_length=4000, widget=forms.Textarea(_TEXT)
    )


class WantedChangeForm(forms.Form):
    """What is no longer correct."""

    text = forms.CharField(
        label=_("What should be different?"),
        help_text=_("In any language. An editor changes the record and answers."),
        max_length=4000,
        widget=forms.Textarea(_TEXT),
    )
