"""The form field of each question of contributing, by the form of its answer."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final

from django import forms
from django.core.validators import MaxLengthValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from tessera.catalogue.models.record import validate_edtf
from tessera.lib.fields import LanguageChoiceField
from tessera.network.models import KnownOrNot
from tessera.review.contributing.questions import Question
from tessera.vocabularies.form_fields import (
    LanguagesChoiceField,
    concept_choices,
    place_choices,
    places_by_name,
)
from tessera.vocabularies.labels import labels
from tessera.vocabularies.widgets import Checklist

Choice = tuple[Any, Any]
_NO_CHOICE = ("", "---------")
#: The longest line, in characters, that gets a narrow field.
_NARROW: Final = 40
#: A narrow field for figures and dates.
_SHORT: Final = {"class": "input w-s", "dir": "ltr"}


def _coded(choices: Iterable[Choice], code_of: Callable[[Any], str]) -> Iterator[Choice]:
    """The same choices, with stable codes in the place of numbers."""
    for value, label in choices:
        if isinstance(label, list | tuple):
            yield value, [(code_of(pk), name) for pk, name in label]
        else:
            yield code_of(value), label


def concepts_by_code(scheme: str) -> list[Choice]:
    """The concepts of a scheme that are still offered."""
    concepts = labels().concepts
    kept = _coded(concept_choices(scheme), lambda pk: concepts[pk].code)
    return list(kept)


def places_by_code(kind: str = "") -> list[Choice]:
    """Places, under their regions or countries."""
    places = labels().places
    return list(_coded(place_choices(kind), lambda pk: places[pk].code))


def _places_by_first_letter() -> list[Choice]:
    places = labels().places
    return [_NO_CHOICE, *_coded(places_by_name(), lambda pk: places[pk].code)]


class OnePlaceSelect(forms.Select):
    """One place on the short page, kept as a list as everywhere else."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """The chosen one in a list."""
        chosen = super().value_from_datadict(data, files, name)
        return [chosen] if chosen else []

    def format_value(self, value: Any) -> list[str]:
        """The first of those that were chosen."""
        return super().format_value(value[:1] if isinstance(value, list) else value)


class RowsWidget(forms.Widget):
    """Placeholder of a list of rows, which has a form of its own for each row."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """The rows as typed."""
        return []


def make_field(question: Question, *, is_short: bool = False) -> forms.Field:
    """The form field of a question. ``is_short``: it stands on the short page."""
    common: dict[str, Any] = {
        "label": question.label,
        "help_text": question.hint,
        "required": question.is_needed and question.form != "places",
    }
    if is_short and question.form == "places":
        field = _one_place(question, common)
    else:
        field = _MAKERS[question.form](question, common)
    field.question = question
    return field


def _line(question: Question, common: dict[str, Any]) -> Any:
    is_narrow = question.most and question.most <= _NARROW
    widget = forms.TextInput(attrs={"class": "input w-s" if is_narrow else "input", "dir": "auto"})
    return forms.CharField(max_length=question.most or None, widget=widget, **common)


def _organization(question: Question, common: dict[str, Any]) -> Any:
    widget = forms.TextInput(attrs={"class": "input", "dir": "auto"})
    return forms.CharField(max_length=question.most or None, widget=widget, **common)


def _text(question: Question, common: dict[str, Any]) -> Any:
    # No ``maxlength``: a browser would cut what is pasted without a word.
    validators = [MaxLengthValidator(question.most)] if question.most else []
    widget = forms.Textarea(attrs={"class": "area", "rows": 4, "dir": "auto"})
    return forms.CharField(validators=validators, widget=widget, **common)


def _url(question: Question, common: dict[str, Any]) -> Any:
    widget = forms.TextInput(
        attrs={"class": "input", "inputmode": "url", "dir": "ltr", "autocomplete": "off"}
    )
    return forms.URLField(
        max_length=question.most or None, assume_scheme="https", widget=widget, **common
    )


def _email(question: Question, common: dict[str, Any]) -> Any:
    return forms.EmailField(
        widget=forms.EmailInput(attrs={"class": "input", "dir": "ltr"}), **common
    )


def _edtf(question: Question, common: dict[str, Any]) -> Any:
    common["help_text"] = common["help_text"] or _("Such as 2021, 2021-04 or 2019?")
    return forms.CharField(
        max_length=question.most or None,
        validators=[validate_edtf],
        widget=forms.TextInput(attrs=_SHORT),
        **common,
    )


def _number(question: Question, common: dict[str, Any]) -> Any:
    widget = forms.TextInput(attrs={**_SHORT, "inputmode": "numeric"})
    return forms.IntegerField(min_value=0, widget=widget, **common)


def _decimal(question: Question, common: dict[str, Any]) -> Any:
    return forms.DecimalField(
        validators=[MinValueValidator(0)],
        max_digits=16,
        decimal_places=2,
        widget=forms.TextInput(attrs={**_SHORT, "inputmode": "decimal"}),
        **common,
    )


def _date(question: Question, common: dict[str, Any]) -> Any:
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"class": "input w-s", "type": "date"})
    return forms.DateField(input_formats=["%Y-%m-%d"], widget=widget, **common)


def _check(question: Question, common: dict[str, Any]) -> Any:
    return forms.BooleanField(**{**common, "required": False})


def _known_or_not(question: Question, common: dict[str, Any]) -> Any:
    return forms.ChoiceField(choices=[_NO_CHOICE, *KnownOrNot.choices], widget=_select(), **common)


def _concept(question: Question, common: dict[str, Any]) -> Any:
    return forms.ChoiceField(
        choices=lambda: [_NO_CHOICE, *concepts_by_code(question.scheme)],
        widget=_select(),
        **common,
    )


def _concepts(question: Question, common: dict[str, Any]) -> Any:
    return forms.MultipleChoiceField(
        choices=lambda: concepts_by_code(question.scheme), widget=Checklist, **common
    )


def _place(question: Question, common: dict[str, Any]) -> Any:
    return forms.ChoiceField(
        choices=lambda: [_NO_CHOICE, *places_by_code(question.scheme)],
        widget=_select(),
        **common,
    )


def _places(question: Question, common: dict[str, Any]) -> Any:
    return forms.MultipleChoiceField(choices=places_by_code, widget=Checklist, **common)


def _one_place(question: Question, common: dict[str, Any]) -> Any:
    widget = OnePlaceSelect(attrs={"class": "select"})
    return forms.MultipleChoiceField(choices=_places_by_first_letter, widget=widget, **common)


def _language(question: Question, common: dict[str, Any]) -> Any:
    field = LanguageChoiceField(**common)
    field.widget.attrs["class"] = "select"
    return field


def _languages(question: Question, common: dict[str, Any]) -> Any:
    return LanguagesChoiceField(**common)


def _rows(question: Question, common: dict[str, Any]) -> Any:
    return forms.Field(widget=RowsWidget, **{**common, "required": False})


def _select() -> forms.Select:
    return forms.Select(attrs={"class": "select"})


#: Form of an answer (``Question.form``) → what makes its field.
_MAKERS: Final[dict[str, Callable[[Question, dict[str, Any]], Any]]] = {
    "line": _line,
    "organization": _organization,
    "text": _text,
    "url": _url,
    "email": _email,
    "edtf": _edtf,
    "number": _number,
    "decimal": _decimal,
    "date": _date,
    "check": _check,
    "options": _known_or_not,
    "choice": _concept,
    "choices": _concepts,
    "place": _place,
    "places": _places,
    "language": _language,
    "languages": _languages,
    "rows": _rows,
}
