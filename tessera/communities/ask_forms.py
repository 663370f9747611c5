"""Forms of asking a peer."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tessera.lib.fields import LanguageChoiceField
from tessera.vocabularies.choices import spoken_languages, theme_choices
from tessera.vocabularies.form_fields import PlaceChoiceField
from tessera.vocabularies.labels import current_language
from tessera.vocabularies.models import Place


class AskForm(forms.Form):
    """A question, and what its answer depends on."""

    title = forms.CharField(
        label=_("Your question in one sentence"),
        max_length=160,
        widget=forms.TextInput({"dir": "auto"}),
    )
    text = forms.CharField(
        label=_("What should somebody know to answer it?"),
        help_text=_("What you do, what you tried, what you have to decide. Name no third person."),
        max_length=4000,
        widget=forms.Textarea({"rows": 7, "dir": "auto"}),
    )
    language = LanguageChoiceField(label=_("Language of your text"))
    languages = forms.MultipleChoiceField(
        label=_("Other languages in which you can read an answer"),
        choices=spoken_languages,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    themes = forms.TypedMultipleChoiceField(
        label=_("Themes"),
        choices=theme_choices,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
    )
    place = PlaceChoiceField(
        label=_("Place"),
        help_text=_("People who know it, or a place like it, are asked first."),
        queryset=Place.objects.all(),
        required=False,
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, initial={"language": current_language()})

    def clean_themes(self) -> list[int]:
        """Three at most: who is asked about everything is asked about nothing."""
        themes: list[int] = self.cleaned_data["themes"]
        if len(themes) > 3:
            raise forms.ValidationError(_("Choose three themes at most."))
        return themes


class ReplyForm(forms.Form):
    """An answer to a question."""

    text = forms.CharField(
        label=_("Your answer"),
        help_text=_("A few sentences from your own work are worth more than a long report."),
        max_length=10_000,
        widget=forms.Textarea({"rows": 8, "dir": "auto"}),
    )
    language = LanguageChoiceField(label=_("Language of your text"))
