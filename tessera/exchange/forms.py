"""What people type about offers and seeks."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from tessera.exchange.models import Listing, Readers, Side
from tessera.exchange.models.listings import LONGEST, MENTORING
from tessera.lib.fields import LanguageChoiceField
from tessera.network.models import Organization
from tessera.network.names import organization_names
from tessera.vocabularies.choices import spoken_languages, theme_choices
from tessera.vocabularies.form_fields import PlaceChoiceField
from tessera.vocabularies.labels import current_language, labels
from tessera.vocabularies.models import Concept, Place

_USUAL = timedelta(days=120)


def kind_choices() -> list[tuple[str, str]]:
    """What can be offered or sought, by code."""
    language = current_language()
    entries = [each for each in labels().scheme("PX") if not each.is_deprecated]
    entries.sort(key=lambda each: (each.position, each.code))
    return [(each.code, each.label(language)) for each in entries]


class ListingForm(forms.Form):
    """An offer or a seek."""

    side = forms.ChoiceField(
        label=_("Do you offer or seek something?"),
        choices=[(each.value, capfirst(each.label)) for each in Side],
        widget=forms.RadioSelect,
    )
    kind = forms.ChoiceField(label=_("What is it?"), choices=kind_choices)
    organization = forms.ChoiceField(label=_("For whom?"), required=False)
    title = forms.CharField(
        label=_("In one sentence"),
        help_text=_("“A partner for a call on housing that closes in March”."),
        max_length=160,
        widget=forms.TextInput({"dir": "auto"}),
    )
    text = forms.CharField(
        label=_("What should others know?"),
        help_text=_("What you bring, what you need, and what happens next. Name no third person."),
        max_length=3000,
        widget=forms.Textarea({"rows": 7, "dir": "auto"}),
    )
    capacity = forms.IntegerField(
        label=_("If you offer to mentor: how many people at once?"),
        min_value=1,
        max_value=20,
        required=False,
    )
    language = LanguageChoiceField(label=_("Language of your text"))
    languages = forms.MultipleChoiceField(
        label=_("Other languages in which you can work together"),
        choices=spoken_languages,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    themes = forms.TypedMultipleChoiceField(
        label=_("Themes"),
        help_text=_("Three at most."),
        choices=theme_choices,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
    )
    place = PlaceChoiceField(
        label=_("Place"),
        help_text=_("Where it is wanted or given. For an exchange between cities: your city."),
        queryset=Place.objects.all(),
        required=False,
    )
    until = forms.DateField(
        label=_("Open until"),
        help_text=_("It leaves the list after this day, twelve months from now at the latest."),
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )
    readers = forms.ChoiceField(label=_("Who sees it?"), choices=Readers.choices)

    def __init__(
        self, data: Any = None, *, initial: Any = None, organizations: list[Organization]
    ) -> None:
        first = {
            "language": current_language(),
            "until": timezone.localdate() + _USUAL,
            "readers": Readers.EVERYBODY,
        }
        super().__init__(data, initial={**first, **(initial or {})})
        self._organizations = {each.identifier: each for each in organizations}
        if organizations:
            names = organization_names(self._organizations, current_language())
            field: Any = self.fields["organization"]
            field.choices = [("", _("For myself")), *names.items()]
        else:
            del self.fields["organization"]

    def clean_kind(self) -> Concept:
        """The concept of the code."""
        entry = labels().concept("PX", self.cleaned_data["kind"])
        found = Concept.objects.filter(pk=entry.pk).first() if entry else None
        if found is None:
            raise forms.ValidationError(_("Choose what it is."))
        return found

    def clean_organization(self) -> Organization | None:
        """One of those for which the person may write."""
        return self._organizations.get(self.cleaned_data["organization"])

    def clean_themes(self) -> list[int]:
        """Three at most: what is about everything fits nothing."""
        themes: list[int] = self.cleaned_data["themes"]
        if len(themes) > 3:
            raise forms.ValidationError(_("Choose three themes at most."))
        return themes

    def clean_until(self) -> date:
        """A day to come, and not too far away."""
        day: date = self.cleaned_data["until"]
        if not timezone.localdate() <= day <= timezone.localdate() + LONGEST:
            raise forms.ValidationError(_("Choose a day within the next twelve months."))
        return day

    def clean(self) -> dict[str, Any]:
        """An exchange between cities is one of a city."""
        given: dict[str, Any] = super().clean() or {}
        kind, place = given.get("kind"), given.get("place")
        if kind and kind.code == "TWI" and (place is None or place.kind != "city"):
            self.add_error("place", _("Choose your city; likeness is judged by it."))
        is_mentor = bool(kind and kind.code == MENTORING) and given.get("side") == Side.OFFER
        given["capacity"] = (given.get("capacity") or 1) if is_mentor else None
        return given


def initial_of(listing: Listing) -> dict[str, Any]:
    """What the form shows of a listing."""
    names = (
        "side",
        "title",
        "text",
        "language",
        "languages",
        "place",
        "until",
        "readers",
        "capacity",
    )
    return {
        **{name: getattr(listing, name) for name in names},
        "kind": listing.kind.code,
        "organization": listing.organization.identifier if listing.organization else "",
        "themes": list(listing.themes.values_list("pk", flat=True)),
    }


class AnswerForm(forms.Form):
    """What one writes to who offers or seeks."""

    text = forms.CharField(
        label=_("Your message"),
        max_length=2500,
        widget=forms.Textarea({"rows": 6, "dir": "auto", "class": "area"}),
    )


class PassingForm(forms.Form):
    """Why something is not shown."""

    reason = forms.CharField(
        label=_("Reason"), max_length=1000, widget=forms.Textarea({"rows": 3, "dir": "auto"})
    )
