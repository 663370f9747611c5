"""What editors type into a self-check."""

from django import forms
from django.utils.translation import gettext_lazy as _

from tessera.learning.self_checks.writing import MOST_ITEMS
from tessera.vocabularies.choices import theme_choices


class ItemForm(forms.Form):
    """One question."""

    pk = forms.IntegerField(required=False, widget=forms.HiddenInput)
    question = forms.CharField(
        label=_("Question"),
        help_text=_("“Do people learn at their first visit whom else to ask?”"),
        max_length=400,
        widget=forms.TextInput({"dir": "auto"}),
    )
    evidence = forms.CharField(
        label=_("What would show it?"),
        max_length=400,
        required=False,
        widget=forms.TextInput({"dir": "auto"}),
    )
    theme = forms.TypedChoiceField(
        label=_("Theme, which leads to what helps"),
        choices=lambda: [("", "---------"), *theme_choices()],
        coerce=int,
        empty_value=None,
        required=False,
    )


ItemFormSet = forms.formset_factory(
    ItemForm, extra=3, can_delete=True, max_num=MOST_ITEMS, validate_max=True
)
