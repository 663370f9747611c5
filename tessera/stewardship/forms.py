"""Forms of corrections, verification and “we tried this” notes."""

from typing import Any, Final

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tessera.accounts.honeypot import add_honeypot
from tessera.stewardship.models import Correction, TriedNote
from tessera.stewardship.tried import Tried
from tessera.vocabularies.labels import current_language, labels

FIRST_YEAR: Final = 1950
_TEXT = {"rows": 6, "dir": "auto"}


class CorrectionForm(forms.Form):
    """What is wrong, and where the answer goes."""

    reason = forms.ChoiceField(label=_("What is the matter?"), choices=Correction.Reason.choices)
    text = forms.CharField(
        label=_("What should be different?"),
        help_text=_("In any language. Say where you know it from, if you can."),
        max_length=4000,
        widget=forms.Textarea(_TEXT),
    )

    def __init__(self, *args: Any, with_address: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if with_address:
            self.fields["email"] = forms.EmailField(
                label=_("Your e-mail address"),
                help_text=_("For the answer only. You may leave it out."),
                required=False,
                max_length=254,
                widget=forms.EmailInput({"autocomplete": "email", "dir": "ltr"}),
            )
        add_honeypot(self)


class AnswerForm(forms.Form):
    """Whether it is accepted, and what is said about it."""

    state = forms.ChoiceField(
        label=_("Decision"),
        choices=[
            (Correction.State.ACCEPTED, _("Accept: the record is or will be changed")),
            (Correction.State.DECLINED, _("Do not accept")),
        ],
    )
    answer = forms.CharField(
        label=_("Answer to the sender"), max_length=4000, widget=forms.Textarea(_TEXT)
    )


class WantedChangeForm(forms.Form):
    """What is no longer correct."""

    text = forms.CharField(
        label=_("What should be different?"),
        help_text=_("In any language. An editor changes the record and answers."),
        max_length=4000,
        widget=forms.Textarea(_TEXT),
    )


def _countries() -> list[tuple[str, str]]:
    language = current_language()
    found = [
        (entry.code, entry.label(language))
        for entry in labels().places.values()
        if entry.kind == "country"
    ]
    return [("", "–"), *sorted(found, key=lambda each: each[1])]


class TriedForm(forms.Form):
    """Where and when somebody tried something, what they adapted, and what came of it."""

    country = forms.ChoiceField(
        label=_("Country"), choices=_countries, widget=forms.Select({"autocomplete": "country"})
    )
    place = forms.CharField(
        label=_("Town or region"),
        max_length=120,
        required=False,
        widget=forms.TextInput({"dir": "auto"}),
    )
    year = forms.IntegerField(
        label=_("Year in which it began"), widget=forms.NumberInput({"inputmode": "numeric"})
    )
    lead = forms.CharField(
        label=_("Who did it"),
        max_length=200,
        help_text=_("An organization or a group; no person."),
        widget=forms.TextInput({"dir": "auto"}),
    )
    need = forms.CharField(
        label=_("Why did you try it?"), max_length=1000, widget=forms.Textarea({**_TEXT, "rows": 3})
    )
    adapted = forms.CharField(
        label=_("What did you do, and what did you adapt?"),
        max_length=3000,
        help_text=_("Name no person who could be recognized."),
        widget=forms.Textarea(_TEXT),
    )
    result = forms.ChoiceField(
        label=_("What came of it?"), choices=TriedNote.Result.choices, widget=forms.RadioSelect()
    )
    learned = forms.CharField(
        label=_("What helped, or what went wrong?"),
        max_length=3000,
        help_text=_("What failed helps others as much as what worked."),
        widget=forms.Textarea({**_TEXT, "rows": 4}),
    )
    is_running = forms.BooleanField(label=_("It is still running"), required=False)
    url = forms.URLField(
        label=_("A page about it"),
        max_length=500,
        required=False,
        assume_scheme="https",
        widget=forms.URLInput({"dir": "ltr"}),
    )

    def __init__(self, *args: Any, with_address: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if with_address:
            self.fields["email"] = forms.EmailField(
                label=_("Your e-mail address"),
                help_text=_("You get a link that confirms your note. Nobody else sees it."),
                max_length=254,
                widget=forms.EmailInput({"autocomplete": "email", "dir": "ltr"}),
            )
        add_honeypot(self)

    def clean_year(self) -> int:
        """A year that has begun."""
        year: int = self.cleaned_data["year"]
        if not FIRST_YEAR <= year <= timezone.localdate().year:
            raise forms.ValidationError(
                _("Enter a year between %(first)s and this one."), params={"first": FIRST_YEAR}
            )
        return year

    def told(self) -> Tried:
        """What was typed; of a valid form."""
        typed = self.cleaned_data
        names = Tried.__dataclass_fields__
        return Tried(**{name: typed[name] for name in names})
