"""What two people type about mentoring."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class AgreementForm(forms.Form):
    """What two agree on."""

    goal = forms.CharField(
        label=_("What is it for?"),
        help_text=_("What one wants to be able to do afterwards. You can talk about it first."),
        max_length=1500,
        widget=forms.Textarea({"rows": 4, "dir": "auto"}),
    )
    rhythm = forms.CharField(
        label=_("How often and how?"),
        help_text=_("“An hour every second week, by video.”"),
        max_length=200,
        widget=forms.TextInput({"dir": "auto"}),
    )
    months = forms.IntegerField(
        label=_("For how many months?"), min_value=1, max_value=24, initial=6
    )


class MeetingForm(forms.Form):
    """When the first meeting is."""

    on = forms.DateField(
        label=_("First meeting on"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )

    def clean_on(self) -> object:
        """A day of about now: what lies years away is a typing error."""
        day = self.cleaned_data["on"]
        if abs((day - timezone.localdate()).days) > 366:
            raise forms.ValidationError(_("Choose a day within a year from now."))
        return day
