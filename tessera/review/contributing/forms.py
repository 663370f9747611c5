"""The forms of contributing, made of questions.

What is typed is kept whatever the form thinks of it; the form says what a record cannot take.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from tessera.review.content import MOST_ROWS
from tessera.review.contributing.question_fields import make_field
from tessera.review.contributing.questions import Question


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
        # The short page asks for one place; who gave several already keeps them all.
        has_one_place = is_short and len(content.get("places") or ()) < 2
        for question in self.questions:
            self.fields[question.name] = make_field(question, is_short=has_one_place)
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
