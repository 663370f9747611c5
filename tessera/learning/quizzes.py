"""Showing the questions of a quiz and marking the answers. Nothing here is kept.

Answers are a mapping from the name of a form field to the values sent: ``q12`` for question 12,
and for an ordering question ``q12-0``, ``q12-1`` … with the place given to each choice.
"""

import random
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tessera.learning.models import Question

Answers = Mapping[str, Sequence[str]]
#: A short answer that is longer is no word or two.
LONGEST_ANSWER = 200


@dataclass(frozen=True)
class QuestionOutline:
    """A question in one language, as ``learning/_question.html`` shows it."""

    pk: int
    kind: str
    text: str
    choices: tuple[str, ...]
    feedback: tuple[str, ...]
    accepted: tuple[str, ...]
    explanation: str
    right: frozenset[int]
    language: str
    status: str

    @property
    def name(self) -> str:
        """The name of its form field."""
        return f"q{self.pk}"

    @property
    def is_complete(self) -> bool:
        """Whether it can be answered rightly. A question just begun cannot."""
        if self.kind == Question.Kind.SHORT:
            return bool(self.accepted)
        return len(self.choices) > 1 and (self.kind == Question.Kind.ORDERING or bool(self.right))

    @property
    def shown(self) -> tuple[tuple[int, str], ...]:
        """Choices with their numbers; those to be ordered are shuffled, always the same way."""
        numbered = list(enumerate(self.choices))
        if self.kind == Question.Kind.ORDERING:
            random.Random(self.pk).shuffle(numbered)  # noqa: S311 - a puzzle, not a secret
            if [number for number, _text in numbered] == sorted(range(len(numbered))):
                numbered.reverse()
        return tuple(numbered)


@dataclass(frozen=True)
class ChoiceMarked:
    """A choice with what was answered. ``place`` is that given in an order, 0 for none."""

    number: int
    text: str
    is_chosen: bool
    is_right: bool
    feedback: str
    place: int = 0
    right_place: int = 0


@dataclass(frozen=True)
class Marked:
    """A question with the answer given to it."""

    question: QuestionOutline
    choices: tuple[ChoiceMarked, ...]
    typed: str
    is_answered: bool
    is_right: bool


@dataclass(frozen=True)
class QuizResult:
    """A whole quiz, marked."""

    questions: tuple[Marked, ...]
    score: int
    most: int
    is_passed: bool

    @property
    def percent(self) -> int:
        """How much was right, rounded down."""
        return self.score * 100 // self.most if self.most else 0


def plain(text: str) -> str:
    """A short answer as it is compared: lower case, without accents and marks of punctuation."""
    spread = unicodedata.normalize("NFKD", text.casefold())
    kept = "".join(each for each in spread if not unicodedata.combining(each))
    words = "".join(each if each.isalnum() else " " for each in kept)
    return " ".join(words.split())


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else -1


def _mark(question: QuestionOutline, answers: Answers) -> Marked:
    if question.kind == Question.Kind.SHORT:
        typed = next(iter(answers.get(question.name, ())), "")[:LONGEST_ANSWER]
        accepted = {plain(each) for each in question.accepted}
        return Marked(question, (), typed, bool(typed.strip()), plain(typed) in accepted)
    if question.kind == Question.Kind.ORDERING:
        places = {
            number: _number(next(iter(answers.get(f"{question.name}-{number}", ())), ""))
            for number in range(len(question.choices))
        }
        choices = tuple(
            ChoiceMarked(
                number,
                text,
                places[number] > 0,
                places[number] == number + 1,
                "",
                max(places[number], 0),
                number + 1,
            )
            for number, text in question.shown
        )
        is_right = all(choice.is_right for choice in choices)
        return Marked(question, choices, "", any(p > 0 for p in places.values()), is_right)
    chosen = {_number(each) for each in answers.get(question.name, ())}
    choices = tuple(
        ChoiceMarked(
            number,
            text,
            number in chosen,
            number in question.right,
            question.feedback[number] if number < len(question.feedback) else "",
        )
        for number, text in question.shown
    )
    return Marked(question, choices, "", bool(chosen), chosen == question.right)


def mark(
    questions: Sequence[QuestionOutline], answers: Answers, *, pass_percent: int
) -> QuizResult:
    """Mark the answers: a point for each question that is right as a whole."""
    marked = tuple(_mark(question, answers) for question in questions)
    score = sum(each.is_right for each in marked)
    is_passed = bool(marked) and score * 100 >= pass_percent * len(marked)
    return QuizResult(marked, score, len(marked), is_passed)
