"""What the pages of contributing show: steps with their marks, and steps towards publication."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tessera.review.contributing.questions import Question, Step, steps_of
from tessera.review.models import Submission
from tessera.review.models.submissions import ORGANIZATION

State = Submission.State
#: Headings of the short page by kind.
HEADINGS: dict[str, str | Promise] = {
    "PRA": gettext_lazy("Add a practice"),
    "APP": gettext_lazy("Add an approach"),
    "GUI": gettext_lazy("Add a guideline"),
    "POL": gettext_lazy("Add a policy resource"),
    "ACA": gettext_lazy("Add an academic resource"),
    "LRN": gettext_lazy("Add a learning item"),
    ORGANIZATION: gettext_lazy("Suggest an organization"),
}
#: What each kind is, on the page where one chooses.
EXPLANATIONS: dict[str, str | Promise] = {
    "PRA": gettext_lazy("Something that was done in one place, whether it worked or not."),
    "APP": gettext_lazy("A model that many places use, such as mentoring."),
    "GUI": gettext_lazy("A toolkit, checklist or manual."),
    "POL": gettext_lazy("A law, strategy or programme of a public body."),
    "ACA": gettext_lazy("An article, book, report or dataset."),
    "LRN": gettext_lazy("A course, webinar or study visit that somebody offers."),
    ORGANIZATION: gettext_lazy("One that belongs into the directory."),
}


@dataclass(frozen=True)
class StepLink:
    """A line of the progress list."""

    url: str
    heading: str | Promise
    is_current: bool
    is_done: bool


@dataclass(frozen=True)
class Progress:
    """The progress list: ``number`` of ``total``, with the step before and after."""

    links: tuple[StepLink, ...]
    number: int
    total: int
    previous_url: str
    next_key: str


def is_answered(content: dict[str, Any], questions: Iterable[Question]) -> bool:
    """Whether anything was typed in a step; the language is known from the beginning."""
    return any(content.get(question.name) for question in questions if question.name != "language")


def step_url(submission: Submission, key: str) -> str:
    """The address of a step."""
    return reverse("contribution_step", args=[submission.identifier, key])


def progress(submission: Submission, current: str) -> Progress:
    """The list of steps; no query."""
    steps = steps_of(submission.kind)
    number = next((index for index, step in enumerate(steps) if step.key == current), 0)
    links = tuple(
        StepLink(
            url=step_url(submission, step.key),
            heading=step.heading,
            is_current=step.key == current,
            is_done=is_answered(submission.content, step.questions),
        )
        for step in steps
    )
    following: Step | None = steps[number + 1] if number + 1 < len(steps) else None
    return Progress(
        links=links,
        number=number + 1,
        total=len(steps),
        previous_url=links[number - 1].url if number else "",
        next_key=following.key if following else "send",
    )


def who_acts(submission: Submission) -> str:
    """Who has to do something next, as a sentence to its author."""
    return {
        State.DRAFT: _("You: finish it and send it when you are ready."),
        State.UNCONFIRMED: _("You: open the link in the mail that we sent, and confirm."),
        State.SUBMITTED: _("An editor looks at it."),
        State.SCREENING: _("An editor looks at it."),
        State.RETURNED: _("You: read the message, change what is asked, and send it again."),
        State.DECLINED: _("Nobody. You can ask for a second opinion by a message."),
        State.LISTED: _("Nobody: it is public. You can ask for a peer review."),
        State.IN_REVIEW: _("The reviewers read it."),
        State.REVISE: _("You: answer the reviewers, and send it again."),
        State.ARBITRATION: _("A further reviewer, because the first ones do not agree."),
        State.REVIEWED: _("Nobody: it is public and peer reviewed."),
    }[State(submission.state)]
