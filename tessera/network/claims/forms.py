"""What people type about claims."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tessera.lib.fields import LanguageChoiceField
from tessera.network.entry_field import EntryField
from tessera.network.models import Person

_LONG = {"class": "area", "dir": "auto", "rows": 5}


class ClaimForm(forms.Form):
    """Why the entry is the claimer's own."""

    text = forms.CharField(
        label=_("Why is this you?"),
        help_text=_(
            "Say what an editor can check: where you worked, or a page that names you. Editors and "
            "the members whom you ask to vouch read it."
        ),
        max_length=1000,
        widget=forms.Textarea(_LONG),
    )


class VouchForm(forms.Form):
    """Who may vouch."""

    member = EntryField(
        label=_("Member who knows you"),
        help_text=_("The identifier of their profile, such as T7K2-9QXW, or its address."),
    )

    def __init__(self, *args: Any, viewer: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["member"].viewer = viewer  # type: ignore[attr-defined]


class ClaimDecisionForm(forms.Form):
    """What becomes of a claim, and why."""

    is_accepted = forms.TypedChoiceField(
        label=_("Decision"),
        choices=[("no", _("Do not accept the claim")), ("yes", _("Give the entry to the member"))],
        coerce=lambda value: value == "yes",
    )
    answer = forms.CharField(
        label=_("Reason"),
        help_text=_("The member reads it."),
        max_length=1000,
        widget=forms.Textarea(_LONG),
    )


class DisputeForm(ClaimDecisionForm):
    """Whether an accepted claim stands."""

    is_accepted = forms.TypedChoiceField(
        label=_("Decision"),
        choices=[("yes", _("Leave it as it is")), ("no", _("Undo the claim"))],
        coerce=lambda value: value == "yes",
    )


class KnownPersonForm(forms.ModelForm):  # type: ignore[type-arg]
    """An entry for somebody without an account."""

    language = LanguageChoiceField(
        label=_("Language"), help_text=_("Mails to the person come in this language.")
    )
    headline = forms.CharField(
        label=_("Headline"), max_length=160, required=False, widget=forms.TextInput({"dir": "auto"})
    )
    organization = forms.CharField(
        label=_("Organization"),
        max_length=200,
        required=False,
        widget=forms.TextInput({"dir": "auto"}),
    )
    role = forms.CharField(
        label=pgettext_lazy("at work", "Position"),
        max_length=160,
        required=False,
        widget=forms.TextInput({"dir": "auto"}),
    )
    has_agreed = forms.BooleanField(
        label=_("The person agreed to be shown, in writing"),
        help_text=_(
            "Without it nobody sees the entry until the person claims it. What nobody claims is "
            "deleted after a year."
        ),
        required=False,
    )

    class Meta:
        model = Person
        fields = ["display_name", "language", "headline", "organization", "role", "mailbox",
                  "orcid", "has_agreed"]  # fmt: skip
        widgets = {"display_name": forms.TextInput({"dir": "auto"})}
        help_texts = {
            "mailbox": _(
                "Never shown. The link with which the person claims the entry goes there."
            ),
            "orcid": _("Four groups of four, such as 0000-0002-1825-0097."),
        }

    def clean_orcid(self) -> str:
        """One entry for each ORCID iD."""
        return self._alone("orcid")

    def clean_mailbox(self) -> str:
        """One entry for each address."""
        return self._alone("mailbox")

    def _alone(self, name: str) -> str:
        value = str(self.cleaned_data[name]).strip()
        if value and Person.objects.filter(**{f"{name}__iexact": value}).exists():
            raise forms.ValidationError(_t("There is an entry with this already."))
        return value
