"""What a session leaves, for summaries and exports.

Nothing here has a name that the attribution rule protects: such names were never kept.
"""

from dataclasses import dataclass

from django.db.models import Count

from tessera.meetings.live.models import (
    BreakoutGroup,
    Intervention,
    NoteParagraph,
    Poll,
    Question,
)
from tessera.meetings.live.polling import PollResult, poll_result
from tessera.meetings.models import Session


@dataclass(frozen=True)
class NoteText:
    """The notes of everybody (``group`` is empty) or of a group, with what it reported back."""

    group: str
    paragraphs: tuple[str, ...]
    report: str = ""


def answered_questions(session: Session) -> list[Question]:
    """Those with an answer, the most supported first; ``support`` counts. One query."""
    answered = Question.objects.filter(session=session, state=Question.State.ANSWERED)
    return list(answered.annotate(support=Count("votes")).order_by("-support", "created_at", "pk"))


def poll_results(session: Session) -> list[PollResult]:
    """The closed polls with their results. Three queries."""
    closed = Poll.objects.filter(session=session, state=Poll.State.CLOSED)
    return [poll_result(poll) for poll in closed.prefetch_related("choices", "answers")]


def note_texts(session: Session) -> list[NoteText]:
    """The notes of everybody first, then the groups'. Two queries."""
    paragraphs: dict[int | None, list[str]] = {}
    rows = NoteParagraph.objects.filter(note__session=session).exclude(text="")
    for group, text in rows.values_list("note__group", "text"):
        paragraphs.setdefault(group, []).append(text)
    texts = [NoteText("", tuple(paragraphs.get(None, ())))]
    for each in BreakoutGroup.objects.filter(session=session):
        texts.append(NoteText(each.name, tuple(paragraphs.get(each.pk, ())), each.report))
    return [text for text in texts if text.paragraphs or text.report]


def intervention_list(session: Session) -> list[Intervention]:
    """What the rapporteur wrote down, in its order, with the parts. One query."""
    return list(Intervention.objects.filter(session=session).select_related("part"))
