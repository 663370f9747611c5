"""What administrators type about funding."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from tessera.lib.fields import LanguageChoiceField
from tessera.network.models import FundingProgramme
from tessera.vocabularies.form_fields import ConceptsChoiceField, PlacesChoiceField


class ProgrammeForm(forms.ModelForm):  # type: ignore[type-arg]
    """A programme. ``seen`` is when it had last changed as the form was shown."""

    language = LanguageChoiceField(label=_("Language of these words"))
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)

    class Meta:
        model = FundingProgramme
        fields = ["title", "summary", "language", "website", "closes_on", "amount", "themes",
                  "applicants", "places", "partner_rule"]  # fmt: skip
        field_classes = {
            "themes": ConceptsChoiceField,
            "applicants": ConceptsChoiceField,
            "places": PlacesChoiceField,
        }
        widgets = {
            "title": forms.TextInput({"dir": "auto"}),
            "summary": forms.Textarea({"class": "area", "dir": "auto", "rows": 6}),
            "closes_on": forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
            "amount": forms.TextInput({"dir": "auto"}),
            "partner_rule": forms.TextInput({"dir": "auto"}),
        }
        help_texts = {
            "closes_on": _("It leaves every list after this day."),
            "amount": _("In words and with the currency, such as “up to 50,000 euros each”."),
            "applicants": _("Nothing chosen means anybody."),
            "places": _("Nothing chosen means from anywhere."),
            "partner_rule": _("For example: one partner from another country."),
        }

    def clean_closes_on(self) -> Any:
        """A day to come."""
        day = self.cleaned_data["closes_on"]
        if day < timezone.localdate():
            raise forms.ValidationError(_t("The last day to apply is past."))
        return day
