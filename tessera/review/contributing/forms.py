"""The forms of contributing, made of questions.

What is typed is kept whatever the form thinks of it; the form says what a record cannot take.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator, MinValueValidator
from django.http import QueryDict
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from tessera.catalogue.models.record import validate_edtf
from tessera.lib.fields import LanguageChoiceField
from tessera.network.models import KnownOrNot
from tessera.review.content import MOST_ROWS
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
    """The form field of a question."""
    common: dict[str, Any] = {
        "label": question.label,
        "help_text": question.hint,
        "required": question.is_needed and question.form != "places",
    }
    field = _fields(question, is_short)[question.form](common)
    field.question = question
    return field


def _fields(question: Question, is_short: bool) -> dict[str, Callable[[dict[str, Any]], Any]]:
    most = question.most or None
    line = {"class": "input"}
    area = {"class": "area", "rows": 4, "dir": "auto"}
    select = forms.Select(attrs={"class": "select"})
    short = {"class": "input w-s"}
    return {
        "line": lambda common: forms.CharField(
            max_length=most,
            widget=forms.TextInput(
                attrs={"class": "input w-s" if most and most < 41 else "input", "dir": "auto"}
            ),
            **common,
        ),
        "organization": lambda common: forms.CharField(
            max_length=most, widget=forms.TextInput(attrs={**line, "dir": "auto"}), **common
        ),
        "text": lambda common: forms.CharField(
            validators=[MaxLengthValidator(most)] if most else [],
            widget=forms.Textarea(attrs=area),
            **common,
        ),
        "url": lambda common: forms.URLField(
            max_length=most,
            assume_scheme="https",
            widget=forms.TextInput(
                attrs={**line, "inputmode": "url", "dir": "ltr", "autocomplete": "off"}
            ),
            **common,
        ),
        "email": lambda common: forms.EmailField(
            widget=forms.EmailInput(attrs={**line, "dir": "ltr"}), **common
        ),
        "edtf": lambda common: forms.CharField(
            max_length=most,
            validators=[validate_edtf],
            widget=forms.TextInput(attrs={**short, "dir": "ltr"}),
            **{**common, "help_text": common["help_text"] or _("Such as 2021, 2021-04 or 2019?")},
        ),
        "number": lambda common: forms.IntegerField(
            min_value=0,
            widget=forms.TextInput(attrs={**short, "inputmode": "numeric", "dir": "ltr"}),
            **common,
        ),
        "decimal": lambda common: forms.DecimalField(
            validators=[MinValueValidator(0)],
            max_digits=16,
            decimal_places=2,
            widget=forms.TextInput(attrs={**short, "inputmode": "decimal", "dir": "ltr"}),
            **common,
        ),
        "date": lambda common: forms.DateField(
            input_formats=["%Y-%m-%d"],
            widget=forms.DateInput(format="%Y-%m-%d", attrs={**short, "type": "date"}),
            **common,
        ),
        "check": lambda common: forms.BooleanField(**{**common, "required": False}),
        "options": lambda common: forms.ChoiceField(
            choices=[_NO_CHOICE, *KnownOrNot.choices], widget=select, **common
        ),
        "choice": lambda common: forms.ChoiceField(
            choices=lambda: [_NO_CHOICE, *concepts_by_code(question.scheme)],
            widget=select,
            **common,
        ),
        "choices": lambda common: forms.MultipleChoiceField(
            choices=lambda: concepts_by_code(question.scheme), widget=Checklist, **common
        ),
        "place": lambda common: forms.ChoiceField(
            choices=lambda: [_NO_CHOICE, *places_by_code(question.scheme)],
            widget=select,
            **common,
        ),
        "places": lambda common: forms.MultipleChoiceField(
            choices=_places_by_first_letter if is_short else places_by_code,
            widget=OnePlaceSelect(attrs={"class": "select"}) if is_short else Checklist,
            **common,
        ),
        "language": lambda common: _language_field(common),
        "languages": lambda common: LanguagesChoiceField(**common),
        "rows": lambda common: forms.Field(widget=RowsWidget, **{**common, "required": False}),
    }


def _language_field(common: Mapping[str, Any]) -> Any:
    field = LanguageChoiceField(**common)
    field.widget.attrs["class"] = "select"
    return field


class QuestionsForm(forms.Form):
    """A page of questions. ``rows`` has, for each list of rows, one small form per row."""

    def __init__(
        self,
        questions: Iterable[Question],
        content: Mapping[str, Any],
        data: QueryDict | None = None,
        *,
        is_short: bool = False,
        more: str = "",
    ) -> None:
        #: Field → the sentence on where it came from.
        self.origins: Mapping[str, Any] = {}
        self.questions = tuple(questions)
        self.posted = QueryDict() if data is None else data
        super().__init__(data, initial=dict(content), label_suffix="")
        for question in self.questions:
            self.fields[question.name] = make_field(question, is_short=is_short)
        self.rows = {
            question.name: _row_forms(question, content, data, more == question.name)
            for question in self.questions
            if question.form == "rows"
        }

    def typed(self) -> dict[str, Any]:
        """Everything on the page as typed, right or wrong."""
        return typed_in(self.questions, self.posted)

    def clean(self) -> dict[str, Any]:
        """Rows are checked with the page, and a place is needed unless there is none."""
        values = super().clean() or {}
        names = {question.name for question in self.questions}
        if {"places", "is_global"} <= names and not (
            values.get("places") or values.get("is_global") or "places" in self.errors
        ):
            self.add_error("places", _t("Choose a place, or tick “About no place in particular”."))
        for name, row_forms in self.rows.items():
            if not all(form.is_valid() for form in row_forms if form.has_changed()):
                self.add_error(name, _t("One of these lines needs a change."))
        return values

    def answers(self) -> list[dict[str, Any]]:
        """Each question with its field, for the template."""
        return [
            {"question": question, "field": self[question.name],
             "rows": self.rows.get(question.name), "origin": self.origins.get(question.name)}
            for question in self.questions
        ]  # fmt: skip


def _row_forms(
    question: Question, content: Mapping[str, Any], data: QueryDict | None, is_more: bool
) -> list[forms.Form]:
    kept = content.get(question.name)
    present = [row for row in kept if isinstance(row, Mapping)] if isinstance(kept, list) else []
    count = len(present)
    if data is not None:
        count = max(count, _rows_typed(question, data))
    made = []
    for number in range(min(max(count, 1) + is_more, MOST_ROWS)):
        form = forms.Form(
            data if data is not None and f"{question.name}-{number}-here" in data else None,
            initial=dict(present[number]) if number < len(present) else None,
            prefix=f"{question.name}-{number}",
            label_suffix="",
            empty_permitted=True,
            use_required_attribute=False,
        )
        for column in question.columns:
            form.fields[column.name] = make_field(column)
        made.append(form)
    return made


def _rows_typed(question: Question, data: QueryDict) -> int:
    number = 0
    while number < MOST_ROWS and f"{question.name}-{number}-here" in data:
        number += 1
    return number


def typed_in(questions: Iterable[Question], data: QueryDict) -> dict[str, Any]:
    """What a posted page says, question by question, in the form in which it is kept."""
    typed: dict[str, Any] = {}
    for question in questions:
        name = question.name
        if question.form == "rows":
            rows = [
                {
                    column.name: data.get(f"{name}-{number}-{column.name}", "")
                    for column in question.columns
                }
                for number in range(_rows_typed(question, data))
            ]
            typed[name] = [row for row in rows if any(row.values())]
        elif question.form in {"choices", "places", "languages"}:
            typed[name] = [value for value in data.getlist(name) if value]
        else:
            typed[name] = data.get(name, "")
    return typed


class ContactForm(forms.Form):
    """Where somebody without account is reached."""

    email = forms.EmailField(
        label=_("Your e-mail address"),
        help_text=_("We send a link to it: with it you confirm, and come back. It is never shown."),
        widget=forms.EmailInput(attrs={"class": "input", "dir": "ltr", "autocomplete": "email"}),
    )
