"""What reviewers, editors and authors type in peer review."""

from collections.abc import Iterator
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from tessera.lib.languages import language_choices
from tessera.review.actions.peer_roster import Affiliation
from tessera.review.models import ReviewDecision, Reviewer
from tessera.vocabularies.labels import current_language, labels

Choice = tuple[str, str]
AFFILIATION_ROWS: Final = 4


def _concepts(scheme: str, *, only_broad: bool = False) -> list[Choice]:
    language = current_language()
    return [
        (entry.code, entry.label(language))
        for entry in labels().scheme(scheme)
        if not entry.is_deprecated and not (only_broad and entry.broader)
    ]


def _places(kind: str) -> list[Choice]:
    language = current_language()
    found = [
        (entry.code, entry.label(language))
        for entry in labels().places.values()
        if entry.kind == kind
    ]
    return sorted(found, key=lambda each: each[1])


def _languages() -> list[Choice]:
    return list(language_choices(current_language()))


def _ticks(label: Any, choices: Any, help_text: Any = "", *, required: bool = True) -> Any:
    return forms.MultipleChoiceField(
        label=label,
        help_text=help_text,
        choices=choices,
        required=required,
        widget=forms.CheckboxSelectMultiple,
    )


class ApplicationForm(forms.Form):
    """An application for the roster, and one's entry later."""

    name = forms.CharField(
        label=_("Your name"),
        help_text=_("As it shall stand beside a review, where you agree to be named."),
        max_length=120,
        widget=forms.TextInput(attrs={"class": "input", "autocomplete": "name", "dir": "auto"}),
    )
    country = forms.ChoiceField(
        label=_("Country you live in"),
        choices=lambda: [("", "–"), *_places("country")],
        widget=forms.Select(attrs={"class": "select"}),
    )
    languages = _ticks(_("Languages you can review in"), _languages)
    themes = _ticks(_("Themes you know well"), lambda: _concepts("TH", only_broad=True))
    regions = _ticks(_("Regions you know well"), lambda: _places("region"), required=False)
    basis = _ticks(
        _("Where your knowledge comes from"),
        lambda: _concepts("XB"),
        _("Lived experience counts as expertise, like any other."),
    )
    motivation = forms.CharField(
        label=_("What you would bring"),
        max_length=1500,
        required=False,
        widget=forms.Textarea(attrs={"class": "area", "rows": 4, "dir": "auto"}),
    )

    def __init__(self, *args: Any, entry: Reviewer | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        rows = list(entry.affiliations.all()) if entry else []
        for number in range(AFFILIATION_ROWS):
            row = rows[number] if number < len(rows) else None
            self.fields[f"organization_{number}"] = forms.CharField(
                label=_("Organization"),
                max_length=200,
                required=False,
                initial=row.name if row else "",
                widget=forms.TextInput(attrs={"class": "input", "dir": "auto"}),
            )
            self.fields[f"until_{number}"] = forms.DateField(
                label=_("Until (empty: still there)"),
                required=False,
                initial=row.until if row else None,
                widget=forms.DateInput(attrs={"class": "input w-m", "type": "date"}),
            )

    @property
    def affiliation_rows(self) -> Iterator[tuple[Any, Any]]:
        """The pairs of fields, for the template."""
        for number in range(AFFILIATION_ROWS):
            yield self[f"organization_{number}"], self[f"until_{number}"]

    @property
    def affiliations(self) -> list[Affiliation]:
        """What was typed."""
        typed = self.cleaned_data
        return [
            Affiliation(typed[f"organization_{number}"], typed[f"until_{number}"])
            for number in range(AFFILIATION_ROWS)
            if typed[f"organization_{number}"].strip()
        ]


class EntryForm(forms.Form):
    """An editor's decision about an application."""

    is_internal = forms.BooleanField(label=_("Belongs to the editorial team"), required=False)
    yearly_cap = forms.IntegerField(
        label=_("Reviews a year at most"),
        min_value=1,
        max_value=24,
        initial=6,
        widget=forms.NumberInput(attrs={"class": "input w-s"}),
    )


class InterestsForm(forms.Form):
    """A reviewer's declaration, before the text opens."""

    interests = _ticks(_("What connects you with this contribution?"), lambda: _concepts("COI"))
    note = forms.CharField(
        label=_("In a sentence"),
        help_text=_("Only the editors read this."),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"class": "area area-s", "rows": 2, "dir": "auto"}),
    )
    agrees_to_name = forms.BooleanField(
        label=_("My name may stand beside the decision"), required=False
    )


class AskForm(forms.Form):
    """An author asks for review."""

    excluded = forms.CharField(
        label=_("Who should not review it? (optional)"),
        help_text=_(
            "Two names or e-mail addresses at most, one a line. Only the editors see them."
        ),
        max_length=400,
        required=False,
        widget=forms.Textarea(attrs={"class": "area area-s", "rows": 2, "dir": "auto"}),
    )

    @property
    def names(self) -> list[str]:
        """The lines."""
        return [line for line in self.cleaned_data["excluded"].splitlines() if line.strip()]


class RoundDecisionForm(forms.Form):
    """The decision about a round."""

    outcome = forms.ChoiceField(
        label=_("Decision"),
        choices=[("", "–"), *ReviewDecision.Outcome.choices],
        widget=forms.Select(attrs={"class": "select"}),
    )
    level = forms.ChoiceField(
        label=_("Evidence level"),
        choices=lambda: [("", "–"), *_concepts("EL")],
        required=False,
        widget=forms.Select(attrs={"class": "select"}),
    )
    direction = forms.ChoiceField(
        label=_("Direction of the evidence"),
        choices=lambda: [("", "–"), *_concepts("ED")],
        required=False,
        widget=forms.Select(attrs={"class": "select"}),
    )
    note = forms.CharField(
        label=_("Decision note"),
        help_text=_("The author reads it; when the record becomes reviewed, so does everybody."),
        max_length=3000,
        widget=forms.Textarea(attrs={"class": "area", "rows": 6, "dir": "auto"}),
    )
