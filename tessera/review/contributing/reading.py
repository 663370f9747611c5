"""What was typed, as people read it: codes become labels."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from tessera.catalogue.drafts import DraftAnswer
from tessera.lib.languages import language_name
from tessera.network.models import KnownOrNot
from tessera.review.contributing.pages import step_url
from tessera.review.contributing.questions import Question, questions_of, steps_of
from tessera.review.models import Submission
from tessera.vocabularies.labels import current_language, labels


@dataclass(frozen=True)
class Part:
    """A step with its answers, and where to change them."""

    heading: str | Promise
    url: str
    answers: tuple[DraftAnswer, ...]


def answers_of(submission: Submission, *, without: Collection[str] = ()) -> list[Part]:
    """Everything that was answered, by step, but for the questions ``without``. No query."""
    content = {"language": submission.language, **submission.content}
    parts = []
    for step in steps_of(submission.kind):
        if not step.questions:
            continue
        answers = tuple(
            answer
            for question in step.questions
            if question.name not in without and (answer := _answer(question, content))
        )
        parts.append(Part(step.heading, step_url(submission, step.key), answers))
    return parts


def differing(
    submission: Submission, changes: dict[str, Any]
) -> list[tuple[str | Promise, tuple[str, ...], tuple[str, ...]]]:
    """Question, what is saved, and what a stale page typed; only where they differ."""
    questions = questions_of(submission.kind)
    rows = []
    for name, value in changes.items():
        question = questions.get(name)
        if question is None or submission.content.get(name, "") == (value or ""):
            continue
        rows.append(
            (
                question.label,
                readable(question, submission.content.get(name)),
                readable(question, value),
            )
        )
    return rows


def _answer(question: Question, content: dict[str, Any]) -> DraftAnswer | None:
    lines = readable(question, content.get(question.name))
    if not lines:
        return None
    is_text = question.form in {"line", "text", "organization", "rows"}
    return DraftAnswer(question.label, lines, is_text)


def readable(question: Question, value: Any) -> tuple[str, ...]:
    """The lines that stand for a value."""
    if not value:
        return ()
    if question.form == "rows":
        return tuple(_row(question, row) for row in value)
    values = value if isinstance(value, list) else [value]
    return tuple(_readable(question, str(each)) for each in values)


def _row(question: Question, row: dict[str, str]) -> str:
    return " · ".join(
        _readable(column, row[column.name]) for column in question.columns if row.get(column.name)
    )


def _readable(question: Question, value: str) -> str:
    picture, language = labels(), current_language()
    if question.form in {"choice", "choices"}:
        concept = picture.concept(question.scheme, value)
        return concept.label(language) if concept else value
    if question.form in {"place", "places"}:
        place = picture.by_place_code.get(value)
        return place.label(language) if place else value
    if question.form in {"language", "languages"}:
        return language_name(value, language)
    if question.form == "options":
        return str(dict(KnownOrNot.choices).get(value, value))
    if question.form == "check":
        return _("yes")
    return value
