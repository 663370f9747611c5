"""Reading a course from its files: ``course.json``, and one text file for each language.

In a text file a line that begins with ``@`` opens a part; what follows belongs to it:

- ``@course Title``, ``@summary …``, ``@objective …``, ``@module Title``;
- ``@unit key kind minutes | Title``, then Markdown;
- ``@guidance``, then what is read after one's own answer;
- ``@question kind``: the question, then ``+`` and ``-`` before right and wrong choices with their
  feedback after ``::``, ``1.`` before what is to be ordered, ``=`` before an accepted answer, and
  ``>`` before the explanation.
"""

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent / "data"


@dataclass
class QuestionRead:
    """A question in one language."""

    kind: str
    text: str = ""
    choices: list[str] = field(default_factory=list)
    feedback: list[str] = field(default_factory=list)
    right: list[int] = field(default_factory=list)
    accepted: list[str] = field(default_factory=list)
    explanation: str = ""


@dataclass
class UnitRead:
    """A unit in one language."""

    key: str
    kind: str
    minutes: int
    title: str
    body: str = ""
    guidance: str = ""
    questions: list[QuestionRead] = field(default_factory=list)


@dataclass
class ModuleRead:
    """A module in one language."""

    title: str
    units: list[UnitRead] = field(default_factory=list)


@dataclass
class CourseRead:
    """A course in one language."""

    title: str = ""
    summary: str = ""
    objectives: list[str] = field(default_factory=list)
    modules: list[ModuleRead] = field(default_factory=list)


@dataclass(frozen=True)
class CourseFiles:
    """A course with its values and its words by language, the original first."""

    values: dict[str, Any]
    words: dict[str, CourseRead]


def read_courses() -> list[CourseFiles]:
    """All courses of the collection, in the order of their folders."""
    found = []
    for path in sorted(DATA.glob("*/course.json")):
        values = json.loads(path.read_text("utf-8"))
        words = {
            language: read_words((path.parent / f"{language}.txt").read_text("utf-8"))
            for language in values["languages"]
        }
        found.append(CourseFiles(values, words))
    return found


def read_words(text: str) -> CourseRead:
    """The words of a course in one language."""
    course = CourseRead()
    part = ""
    for line in text.splitlines():
        if line.startswith("@"):
            part, _space, rest = line[1:].partition(" ")
            _open(course, part, rest.strip())
        elif course.modules and course.modules[-1].units:
            _add(course.modules[-1].units[-1], part, line)
    for module in course.modules:
        for unit in module.units:
            unit.body, unit.guidance = unit.body.strip(), unit.guidance.strip()
    return course


def _open(course: CourseRead, part: str, rest: str) -> None:
    if part == "course":
        course.title = rest
    elif part == "summary":
        course.summary = rest
    elif part == "objective":
        course.objectives.append(rest)
    elif part == "module":
        course.modules.append(ModuleRead(rest))
    elif part == "unit":
        head, _bar, title = rest.partition("|")
        key, kind, minutes = head.split()
        course.modules[-1].units.append(UnitRead(key, kind, int(minutes), title.strip()))
    elif part == "question":
        course.modules[-1].units[-1].questions.append(QuestionRead(rest))


def _add(unit: UnitRead, part: str, line: str) -> None:
    if part == "guidance":
        unit.guidance += f"{line}\n"
    elif part == "question":
        _add_to_question(unit.questions[-1], line.strip())
    else:
        unit.body += f"{line}\n"


def _add_to_question(question: QuestionRead, line: str) -> None:
    mark, _space, rest = line.partition(" ")
    if mark in {"+", "-", "1."}:
        choice, _colons, feedback = rest.partition("::")
        if mark == "+":
            question.right.append(len(question.choices))
        question.choices.append(choice.strip())
        question.feedback.append(feedback.strip())
    elif mark == "=":
        question.accepted.append(rest)
    elif mark == ">":
        question.explanation = rest
    elif line:
        question.text = f"{question.text} {line}".strip()
