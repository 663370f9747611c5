"""Reviewers, listed submissions, and rounds of review."""

from datetime import date, timedelta

from django.utils import timezone

from tessera.accounts.actors import SYSTEM
from tessera.accounts.models import User
from tessera.review.actions import move_submission
from tessera.review.actions.desk import list_submission
from tessera.review.actions.peer_reviews import declare_interests, save_review, submit_review
from tessera.review.actions.peer_rounds import ask_for_review, assign_reviewers
from tessera.review.models import (
    Assignment,
    Reviewer,
    ReviewerAffiliation,
    ReviewRound,
    Submission,
)
from tests.factories import accounts
from tests.factories.review import author, submission

COMPLETE = {
    "themes": ["LAN"],
    "licence": "CC-BY",
    "submitter_relation": "IMP",
    "problem": "Newcomers knew nobody.",
    "what_is_done": "Neighbours meet every week.",
    "status": "RUN",
    "gains_migrants": "They learn the language.",
}


def complete(**content: object) -> Submission:
    """In screening, and with everything that a listed practice needs."""
    return submission(**{**COMPLETE, **content})


def listed(**content: object) -> Submission:
    """Listed, and public."""
    made = complete(**content)
    return list_submission(made, by=SYSTEM, is_confirmed=True)


def reviewer(
    name: str = "Rana Reader",
    *,
    country: str = "SE",
    basis: tuple[str, ...] = ("ACAD",),
    is_internal: bool = False,
    affiliations: tuple[tuple[str, date | None], ...] = (),
    **fields: object,
) -> Reviewer:
    """Somebody on the roster, who reads English and knows language learning."""
    person = accounts.user(f"{name.lower().replace(' ', '.')}@example.org")
    today = timezone.localdate()
    values = {
        "languages": ["en"], "themes": ["LAN"], "state": Reviewer.State.ACTIVE,
        "term_from": today, "term_until": today + timedelta(days=730), **fields,
    }  # fmt: skip
    made = Reviewer.objects.create(
        user=person, name=name, country=country, basis=list(basis), is_internal=is_internal,
        **values,
    )  # fmt: skip
    for organization, until in affiliations:
        ReviewerAffiliation.objects.create(reviewer=made, name=organization, until=until)
    return made


def team() -> list[Reviewer]:
    """A balanced set: a practitioner from outside, a researcher, and one of the editorial team."""
    return [
        reviewer("Petra Practice", basis=("PRAC",), country="SE"),
        reviewer("Amal Academic", country="DE"),
        reviewer("Ines Internal", is_internal=True, country="DE"),
    ]


def round_of(made: Submission | None = None, **options: object) -> ReviewRound:
    """A review that the author asked for."""
    made = made or listed()
    return ask_for_review(made, by=made.author or author(), **options)


def assigned(people: list[Reviewer] | None = None, **options: object) -> list[Assignment]:
    """A round with its reviewers."""
    return assign_reviewers(round_of(**options), reviewers=people or team(), by=SYSTEM)


def filled(score: str = "2", **changes: str) -> dict[str, str]:
    """A whole review with the same score everywhere, but for the changes."""
    content = {f"Q{number}": score for number in range(1, 11)}
    content |= {f"Q{number}_reason": f"Because of {number}." for number in range(1, 11)}
    return {**content, "level": "E2", "direction": "POS", "verdict": "accept", **changes}


def person_of(assignment: Assignment) -> User:
    """The user behind an assignment."""
    assert assignment.reviewer.user is not None
    return assignment.reviewer.user


def accept(assignment: Assignment, *, agrees_to_name: bool = True) -> Assignment:
    """Declare that there is no interest."""
    return declare_interests(
        assignment, by=person_of(assignment), interests=["none"], agrees_to_name=agrees_to_name
    )


def hand_in(assignment: Assignment, score: str = "2", **changes: str) -> Assignment:
    """Declare, write and send in."""
    accepted = accept(assignment)
    save_review(accepted, by=person_of(accepted), changes=filled(score, **changes), revision=0)
    return submit_review(accepted, by=person_of(accepted))


def move(made: Submission, to: str) -> Submission:
    """Where the system moves it."""
    return move_submission(made, to=to, by=SYSTEM)
