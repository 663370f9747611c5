"""What the pages of peer review show, as values."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tessera.catalogue.comparison import Difference, compare_snapshots
from tessera.catalogue.models import Outcome, Record
from tessera.review.models import Assignment, ReviewRound, Submission
from tessera.review.peer_scores import (
    MOST_OUTCOMES,
    SCORES,
    Criterion,
    criteria,
    points_of,
    score,
)
from tessera.vocabularies.labels import current_language, labels


@dataclass(frozen=True)
class Mark:
    """A score as it is drawn: three squares, or words."""

    value: str
    label: str
    squares: tuple[bool, ...]


@dataclass(frozen=True)
class ProfileRow:
    """A criterion with one mark per review."""

    criterion: Criterion
    marks: tuple[Mark, ...]
    reasons: tuple[str, ...]
    differs: bool


def mark(value: str) -> Mark:
    """The drawing of a score."""
    label = str(dict(SCORES).get(value, "–"))
    squares = tuple(number < int(value) for number in range(3)) if value.isdigit() else ()
    return Mark(value, label, squares)


def profile_rows(contents: Sequence[dict[str, str]]) -> list[ProfileRow]:
    """The reviews side by side, criterion by criterion; never a total."""
    rows = []
    for criterion in criteria():
        numbers = [
            each for content in contents if (each := score(content, criterion.code)) is not None
        ]
        rows.append(
            ProfileRow(
                criterion,
                tuple(mark(content.get(criterion.code, "")) for content in contents),
                tuple(content.get(f"{criterion.code}_reason", "") for content in contents),
                bool(numbers) and max(numbers) - min(numbers) >= 2,
            )
        )
    return rows


def public_profile(profile: dict[str, list[str]]) -> list[ProfileRow]:
    """The same from a decision, for readers."""
    count = max((len(values) for values in profile.values()), default=0)
    contents = [
        {code: values[index] for code, values in profile.items() if index < len(values)}
        for index in range(count)
    ]
    return profile_rows(contents)


@dataclass(frozen=True)
class OutcomeRow:
    """One outcome to be rated: its number, its name, what was chosen."""

    number: int
    name: str
    is_named: bool
    level: str
    direction: str
    confidence: str


def outcome_rows(record: Record | None, content: dict[str, str]) -> list[OutcomeRow]:
    """The record's outcomes, and two empty rows for others. One query."""
    names = (
        list(Outcome.objects.filter(record=record).values_list("name", flat=True)[:MOST_OUTCOMES])
        if record
        else []
    )
    count = min(len(names) + 2, MOST_OUTCOMES)
    return [
        OutcomeRow(
            number=number,
            name=names[number] if number < len(names) else content.get(f"outcome_{number}", ""),
            is_named=number < len(names),
            level=content.get(f"outcome_{number}_level", ""),
            direction=content.get(f"outcome_{number}_direction", ""),
            confidence=content.get(f"outcome_{number}_confidence", ""),
        )
        for number in range(count)
    ]


def choices_of(scheme: str) -> list[tuple[str, str]]:
    """A scheme's concepts for a select."""
    language = current_language()
    return [(each.code, each.label(language)) for each in labels().scheme(scheme)]


@dataclass(frozen=True)
class Field:
    """A criterion in the form, with what was typed and what is wrong."""

    criterion: Criterion
    value: str
    reason: str
    score_error: str
    reason_error: str


def form_fields(content: dict[str, str], faults: dict[str, str]) -> list[Field]:
    """The criteria of the review form."""
    return [
        Field(
            each,
            content.get(each.code, ""),
            content.get(f"{each.code}_reason", ""),
            faults.get(each.code, ""),
            faults.get(f"{each.code}_reason", ""),
        )
        for each in criteria()
    ]


@dataclass(frozen=True)
class Point:
    """A point that the author is asked to answer."""

    number: int
    point: str
    heading: str
    text: str
    answer: str


def points_for_author(round: ReviewRound) -> list[Point]:
    """Point by point, review by review, without a name. Two queries."""
    headings = {each.code: each.label for each in criteria()}
    found = []
    done = (
        round.assignments.filter(state=Assignment.State.SUBMITTED)
        .select_related("review")
        .prefetch_related("replies")
        .order_by("number")
    )
    for assignment in done:
        answers = {each.point: each.text for each in assignment.replies.all()}
        content = assignment.review.content
        for point in points_of(assignment.review):
            text = content.get("questions" if point == "questions" else f"{point}_reason", "")
            found.append(
                Point(
                    assignment.number,
                    point,
                    headings.get(point, ""),
                    text,
                    answers.get(point, ""),
                )
            )
    return found


def differences_of(round: ReviewRound, submission: Submission) -> list[Difference]:
    """What the record says now against what it said when a revision was asked for."""
    record = submission.record
    if not round.snapshot or record is None:
        return []
    draft: Any = record.specific.get_latest_revision_as_object()
    return compare_snapshots(type(draft), round.snapshot, draft.snapshot())


@dataclass(frozen=True)
class Involved:
    """What a reviewer sees before declaring interests: who has a part in it, not what it says."""

    organizations: tuple[str, ...]
    people: tuple[str, ...]
    countries: tuple[str, ...]


def involved(record: Record | None) -> Involved:
    """Organizations, authors and countries. Four queries."""
    if record is None:
        return Involved((), (), ())
    picture, language = labels(), current_language()
    parties = record.parties.select_related("organization").prefetch_related("organization__texts")
    names = [str(each) for each in parties]
    names += [str(each) for each in (record.owner, record.publisher) if each]
    places = (picture.places.get(pk) for pk in record.places.values_list("pk", flat=True))
    return Involved(
        tuple(dict.fromkeys(names)),
        tuple(record.creators.values_list("name", flat=True)),
        tuple(dict.fromkeys(each.label(language) for each in places if each)),
    )
