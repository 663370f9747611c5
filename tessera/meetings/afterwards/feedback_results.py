"""What a survey says as a whole. Below five answers nothing is told: a few would be recognized.

Texts stand by question and in the order of the alphabet, so that nobody reads one person's answers
together.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.utils import timezone
from django.utils.translation import gettext as _

from tessera.meetings.afterwards.feedback import WORDS
from tessera.meetings.afterwards.feedback_later import is_later_told
from tessera.meetings.live.attribution import protects_names
from tessera.meetings.models import FeedbackAnswer, Session, Survey

#: Said as a word in the templates.
FEWEST: Final = 5
#: So many texts to a question are read; a larger session's are a sample.
_MOST: Final = 500


@dataclass(frozen=True)
class Share:
    """How many gave one answer."""

    label: str
    count: int
    percent: int


@dataclass(frozen=True)
class Numbers:
    """The counts of one question."""

    question: str
    shares: tuple[Share, ...]


@dataclass(frozen=True)
class Results:
    """``numbers`` and ``texts`` are empty while the survey is open, or too few have answered."""

    survey: Survey
    count: int
    is_open: bool
    is_few: bool
    numbers: tuple[Numbers, ...]
    texts: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]


def steps_of_usefulness() -> list[tuple[int, str]]:
    """The five answers, the best first."""
    return [
        (5, _("very useful")), (4, _("useful")), (3, _("partly useful")),
        (2, _("hardly useful")), (1, _("not useful")),
    ]  # fmt: skip


def feedback_results(session: Session, *, with_texts: bool) -> Results | None:
    """The results, for the organizer; ``None`` when nobody was asked. Two queries."""
    survey = Survey.objects.filter(session=session).first()
    if survey is None:
        return None
    answers = list(FeedbackAnswer.objects.filter(session=session))
    now = timezone.now()
    is_open = survey.is_open(now=now)
    is_few = len(answers) < FEWEST
    if is_open or is_few:
        return Results(survey, len(answers), is_open, is_few, (), ())
    if protects_names(session):
        # The rule may have been chosen after somebody gave a name.
        for each in answers:
            each.name = ""
    texts = tuple(_texts(answers)) if with_texts else ()
    numbers = _numbers(answers)
    if is_later_told(session, now=now):
        numbers += _later(answers)
    return Results(survey, len(answers), is_open, is_few, numbers, texts)


def public_feedback(session: Session) -> Results | None:
    """The numbers beside the published summary, when the organizer wishes and enough answered."""
    results = feedback_results(session, with_texts=False)
    return results if results and results.survey.is_in_summary and results.numbers else None


def _numbers(answers: list[FeedbackAnswer]) -> tuple[Numbers, ...]:
    intentions = FeedbackAnswer.Intention.choices
    extents = FeedbackAnswer.Extent.choices
    asked: list[tuple[str, str, Iterable[tuple[object, object]]]] = [
        (_("How useful was the session for you?"), "usefulness", steps_of_usefulness()),
        (_("Do you intend to use something of what you heard?"), "intention", intentions),
        (_("Was every voice heard?"), "was_heard", extents),
        (_("Could you take part without barriers?"), "access", extents),
    ]
    return tuple(_counted(answers, *each) for each in asked)


def _later(answers: list[FeedbackAnswer]) -> tuple[Numbers, ...]:
    """What those said who were asked six months later, if they are enough."""
    told = [each for each in answers if each.used]
    if len(told) < FEWEST:
        return ()
    question = _("Six months later: was something of it used?")
    return (_counted(told, question, "used", FeedbackAnswer.Extent.choices),)


def _counted(
    answers: list[FeedbackAnswer],
    question: str,
    field: str,
    choices: Iterable[tuple[object, object]],
) -> Numbers:
    counts = Counter(getattr(each, field) for each in answers)
    shares = tuple(
        Share(str(label), counts[value], round(100 * counts[value] / len(answers)))
        for value, label in choices
    )
    return Numbers(question, shares)


def _texts(
    answers: list[FeedbackAnswer],
) -> Iterable[tuple[str, tuple[tuple[str, str], ...]]]:
    headings = {
        "news": _("What was new"), "use": _("What it is to be used for"),
        "barriers": _("What stood in the way"), "further": _("Anything else"),
    }  # fmt: skip
    for field in WORDS:
        said = sorted((getattr(each, field), each.name) for each in answers if getattr(each, field))
        if said:
            yield headings[field], tuple(said[:_MOST])
