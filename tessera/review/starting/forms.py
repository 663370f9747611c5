"""The form of starting from something."""

from django import forms
from django.utils.translation import gettext_lazy as _

from tessera.review.models import KINDS
from tessera.review.starting.recognizing import MOST_LETTERS


def _kinds() -> list[tuple[str, str]]:
    return [
        ("", str(_("Tell from what is found"))),
        *((code, str(label)[:1].upper() + str(label)[1:]) for code, label in KINDS),
    ]


class StartForm(forms.Form):
    """What there is already, and what it is."""

    source = forms.CharField(
        label=_("What do you have?"),
        help_text=_("A web address, a DOI, an ISBN, or one entry in BibTeX or RIS."),
        max_length=MOST_LETTERS,
        strip=False,
        error_messages={
            "required": _("Paste an address, a DOI, an ISBN, or a BibTeX or RIS entry.")
        },
        widget=forms.Textarea(
            attrs={
                "class": "area", "rows": 3, "dir": "auto", "spellcheck": "false",
                "autocomplete": "off", "autocapitalize": "off",
            }
        ),
    )  # fmt: skip
    kind = forms.ChoiceField(
        label=_("What is it?"),
        choices=_kinds,
        required=False,
        widget=forms.Select(attrs={"class": "select"}),
    )
