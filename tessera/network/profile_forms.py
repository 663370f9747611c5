"""The form of one's own entry."""

from typing import Any, Final

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from tessera.lib.fields import LanguageChoiceField
from tessera.network.models import Affiliation, Person, PersonLanguage, PersonText, WillingRole
from tessera.network.visibility import FIELDS, Audience, audience_for
from tessera.vocabularies.form_fields import ConceptsChoiceField, PlacesChoiceField

SEE: Final = "see_"
_TEXTS: Final = ("headline", "ask_about", "not_about", "about")
_LONG: Final = {"dir": "auto", "class": "area"}


class ProfileForm(forms.ModelForm):  # type: ignore[type-arg]
    """All of an entry but its rows; each group of fields has a choice of who sees it."""

    text_language = LanguageChoiceField(
        label=_("These words are in"),
        help_text=_("Your words may stand here in several languages; save each."),
    )
    headline = forms.CharField(
        label=_("Headline"),
        help_text=_("What you do, in a line: “Head of licensing, city of Valdemora”."),
        max_length=160,
        required=False,
        widget=forms.TextInput({"dir": "auto"}),
    )
    ask_about = forms.CharField(
        label=_("Ask me about"),
        help_text=_("One subject a line. These are the first thing that others read."),
        max_length=800,
        required=False,
        widget=forms.Textarea({"rows": 4, **_LONG}),
    )
    not_about = forms.CharField(
        label=_("Please not"),
        help_text=_("What you do not want to be asked."),
        max_length=400,
        required=False,
        widget=forms.Textarea({"rows": 2, **_LONG}),
    )
    about = forms.CharField(
        label=_("In my words"),
        help_text=_("You need not tell anything of your life that you do not want known."),
        max_length=3000,
        required=False,
        widget=forms.Textarea({"rows": 6, **_LONG}),
    )
    willing = forms.MultipleChoiceField(
        label=_("I am willing to"),
        choices=WillingRole.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    is_shown = forms.BooleanField(
        label=_("Show my profile to others, as I have set it here, for 24 months from today"),
        help_text=_("We ask you again before it ends. You can take it back at any time."),
        required=False,
    )

    class Meta:
        model = Person
        fields = ["display_name", "stakeholder", "regions", "basis", "themes", "offers", "seeks",
                  "availability", "available_from", "questions_a_month", "terms"]  # fmt: skip
        field_classes = {
            "regions": PlacesChoiceField,
            **dict.fromkeys(("basis", "themes", "offers", "seeks"), ConceptsChoiceField),
        }
        widgets = {
            "display_name": forms.TextInput({"dir": "auto", "autocomplete": "name"}),
            "available_from": forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
            **dict.fromkeys(
                ("regions", "basis", "themes", "offers", "seeks"), forms.CheckboxSelectMultiple
            ),
        }

    def __init__(self, *args: Any, text: PersonText | None, language: str, **more: Any) -> None:
        super().__init__(*args, **more)
        person: Person = self.instance
        self.initial.update(
            {
                "text_language": text.language if text else language,
                "willing": person.willing,
                "is_shown": person.consent_until is not None,
                **{name: getattr(text, name) if text else "" for name in _TEXTS},
            }
        )
        for field, (label, _default) in FIELDS.items():
            self.fields[SEE + field] = forms.ChoiceField(
                label=capfirst(str(label)),
                choices=[(each.name, each.label) for each in Audience],
                initial=audience_for(person, field).name,
                required=False,
            )

    @property
    def words(self) -> dict[str, str]:
        """What was said in one language."""
        return {name: self.cleaned_data.get(name, "") for name in _TEXTS}

    @property
    def visibility(self) -> dict[str, str]:
        """Field → who sees it."""
        return {field: self.cleaned_data.get(SEE + field, "") for field in FIELDS}


class _LanguageForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = PersonLanguage
        fields = ["language", "level"]


class _AffiliationForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = Affiliation
        fields = ["name", "role", "since", "until"]
        widgets = {
            "name": forms.TextInput({"dir": "auto"}),
            "role": forms.TextInput({"dir": "auto"}),
        }

    def clean(self) -> dict[str, Any]:
        """An end lies after the beginning, and a position is one somewhere."""
        given: dict[str, Any] = super().clean() or {}
        since, until = given.get("since"), given.get("until")
        if since and until and until < since:
            self.add_error("until", _("The end lies before the beginning."))
        if not given.get("name") and any(given.get(each) for each in ("role", "since", "until")):
            self.add_error("name", _("Name the organization."))
        return given


class _LanguageRows(forms.BaseInlineFormSet):  # type: ignore[type-arg]
    def validate_unique(self) -> None:
        """The second row of a language is told what is wrong with it."""
        known: set[str] = set()
        for row in self.forms:
            language = row.cleaned_data.get("language") if hasattr(row, "cleaned_data") else None
            if not language or row in self.deleted_forms:
                continue
            if language in known:
                row.add_error("language", _("This language stands above already."))
            known.add(language)


LanguageFormSet = forms.inlineformset_factory(
    Person, PersonLanguage, form=_LanguageForm, formset=_LanguageRows, extra=2, max_num=12,
    validate_max=True, can_delete_extra=False,
)  # fmt: skip
AffiliationFormSet = forms.inlineformset_factory(
    Person, Affiliation, form=_AffiliationForm, extra=1, max_num=12, validate_max=True,
    can_delete_extra=False,
)  # fmt: skip
