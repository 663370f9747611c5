"""What somebody types to take a certificate, and to check one, whoever hands it out."""

from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tessera.lib.printing import is_printable
from tessera.lib.verifiable_codes import code_typed

LONGEST_NAME: Final = 120


class NameForm(forms.Form):
    """The name on a certificate, and the consent to showing it.

    ``consent`` is the sentence that says what whoever has the code may see.
    """

    name = forms.CharField(
        label=gettext_lazy("Your name, as it is to stand on the certificate"),
        max_length=LONGEST_NAME,
    )
    consent = forms.BooleanField(
        error_messages={
            "required": gettext_lazy("Without this, nobody could check the certificate.")
        },
    )

    def __init__(self, *args: Any, consent: str, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["consent"].label = consent

    def clean_name(self) -> str:
        """A name that can be printed."""
        name = str(self.cleaned_data["name"])
        if not is_printable(name):
            raise forms.ValidationError(
                _("Some of these characters cannot be printed here. Please use another script.")
            )
        return name


class CodeForm(forms.Form):
    """The code of a certificate."""

    code = forms.CharField(label=gettext_lazy("Code on the certificate"), max_length=40)

    def clean_code(self) -> str:
        """The code as it is kept."""
        code = code_typed(self.cleaned_data["code"])
        if not code:
            raise forms.ValidationError(
                _("A code has twelve letters and digits, such as 7K2P-9QXW-B4MT.")
            )
        return code
