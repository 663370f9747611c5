"""What administrators of organizations type."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tessera.network.entry_field import EntryField
from tessera.network.models import Organization
from tessera.vocabularies.form_fields import ConceptsChoiceField

_LONG = {"class": "area", "dir": "auto", "rows": 5}


class OrganizationClaimForm(forms.Form):
    """Why the claimer may speak for the organization."""

    text = forms.CharField(
        label=_("What is your part in it?"),
        help_text=_(
            "Say what an editor can check, such as a page of the organization that names you. "
            "Editors and the members whom you ask to vouch read it."
        ),
        max_length=1000,
        widget=forms.Textarea(_LONG),
    )


class TeamInvitationForm(forms.Form):
    """Whom to invite."""

    member = EntryField(
        label=_("Member who works here"),
        help_text=_("The identifier of their profile, such as T7K2-9QXW, or its address."),
    )

    def __init__(self, *args: Any, viewer: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["member"].viewer = viewer  # type: ignore[attr-defined]


class ExchangeForm(forms.ModelForm):  # type: ignore[type-arg]
    """What the organization offers, seeks and does. ``version`` is what was open when it began."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = Organization
        fields = ["offers", "seeks", "services"]
        field_classes = dict.fromkeys(("offers", "seeks", "services"), ConceptsChoiceField)
