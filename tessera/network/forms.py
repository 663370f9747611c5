"""What people type about organizations."""

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from tessera.lib.identifiers import normalize
from tessera.network.models import Organization


class OrganizationEndingForm(forms.Form):
    """Why an organization leaves the directory, and which one it duplicates."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Readers see it on the page that stays at this address."),
    )
    merged_into = forms.CharField(
        label=_("Identifier of the organization that it duplicates"),
        required=False,
        max_length=20,
        help_text=_("Readers are led straight to it. Leave it empty when it is no duplicate."),
    )

    def clean_merged_into(self) -> Organization | None:
        """The organization that an identifier names."""
        typed = self.cleaned_data["merged_into"]
        if not typed:
            return None
        identifier = normalize(typed)
        if identifier is None:
            raise forms.ValidationError(
                _t("This identifier is not right. Check it for a typing error.")
            )
        organization = Organization.objects.public().filter(identifier=identifier).first()
        if organization is None:
            raise forms.ValidationError(_t("There is no public organization with this identifier."))
        return organization
