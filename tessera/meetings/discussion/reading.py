"""What pages, summaries and archives show of a discussion in writing.

Names stand beside contributions only while the attribution rule allows it, and protected names in
texts are withheld, also of people who came in after they had been written about.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db.models import Count, Max, Q, QuerySet
from django.utils.safestring import SafeString

from tessera.lib.posts import rendered
from tessera.meetings.attendance import Attendee, going
from tessera.meetings.discussion.contributing import is_own
from tessera.meetings.discussion.models import Contribution, GuidingQuestion
from tessera.meetings.live.attribution import ON_RECORD, Masking, masking, may_name, rule_of
from tessera.meetings.models import Registration, Session
from tessera.meetings.permissions import is_moderator
from tessera.vocabularies.labels import current_language, labels

A_PAGE: Final = 25
State = Contribution.State
_LIVE: Final = Q(contributions__state=State.LIVE)
_LED_BY: Final = frozenset({"MOD", "CHR"})


@dataclass(frozen=True)
class QuestionShown:
    """A question with how much was written to it, and when last."""

    question: GuidingQuestion
    summary: str
    count: int
    last_at: datetime | None


@dataclass(frozen=True)
class ContributionShown:
    """A contribution as one reader sees it; ``html`` is empty where there is nothing to read."""

    contribution: Contribution
    name: str
    html: SafeString | str
    is_own: bool
    is_former: bool
    answered_number: int | None


@dataclass(frozen=True)
class AskedBeforehand:
    """A question that came with a registration; ``name`` is empty where the rule protects it."""

    text: str
    name: str
    group: str


def questions_shown(session: Session, mask: Masking) -> list[QuestionShown]:
    """All questions in their order. One query."""
    rows = GuidingQuestion.objects.filter(session=session).annotate(
        count=Count("contributions", filter=_LIVE),
        last_at=Max("contributions__created_at", filter=_LIVE),
    )
    return [QuestionShown(each, mask(each.summary), each.count, each.last_at) for each in rows]


def shown_to(
    question: GuidingQuestion, attendee: Attendee | None, *, language: str = ""
) -> "QuerySet[Contribution]":
    """What a reader sees of a question: what is held only its author and moderators."""
    rows = Contribution.objects.filter(question=question)
    if not is_moderator(attendee):
        own = Q(author__key=attendee.key) if attendee else Q(pk=None)
        rows = rows.filter(~Q(state=State.HELD) | own)
    if language:
        rows = rows.filter(language=language, state=State.LIVE)
    return rows.select_related("author", "answers").order_by("number")


def contributions_shown(
    session: Session, rows: Iterable[Contribution], attendee: Attendee | None, mask: Masking
) -> list[ContributionShown]:
    """Contributions as a reader sees them. No query but that of the rows."""
    names = may_name(session, consents=True)
    moderates = is_moderator(attendee)
    return [_shown(each, attendee, mask, names=names, moderates=moderates) for each in rows]


def _shown(
    each: Contribution, attendee: Attendee | None, mask: Masking, *, names: bool, moderates: bool
) -> ContributionShown:
    own = is_own(each, attendee)
    sees = each.state in {State.LIVE, State.HELD} or (each.state == State.HIDDEN and moderates)
    return ContributionShown(
        contribution=each,
        name=each.name if names else "",
        html=rendered(mask(each.text), is_markdown=False) if sees and each.text else "",
        is_own=own,
        is_former=names and each.author_id is None and not each.name,
        answered_number=each.answers.number if each.answers else None,
    )


def languages_of(question: GuidingQuestion) -> list[str]:
    """The languages that were written to it."""
    rows = Contribution.objects.filter(question=question, state=State.LIVE)
    return list(rows.order_by("language").values_list("language", flat=True).distinct())


def count_held(session: Session) -> int:
    """How many wait for a moderator."""
    return Contribution.objects.filter(session=session, state=State.HELD).count()


def asked_beforehand(session: Session) -> "QuerySet[Registration]":
    """Registrations with a place that brought a question, in the order of arrival."""
    return going(session).exclude(question="").order_by("number")


def questions_beforehand(
    session: Session, rows: Iterable[Registration], mask: Masking
) -> list[AskedBeforehand]:
    """With the writer's name only where everything is on record. No query but that of the rows."""
    named, language, picture = rule_of(session) == ON_RECORD, current_language(), labels()
    return [
        AskedBeforehand(
            text=mask(each.question),
            name=each.name if named else "",
            group=picture.of(each.stakeholder_id, language),
        )
        for each in rows
    ]


def moderator_names(session: Session) -> list[str]:
    """Those on the seats of moderators and chairs: announced, and so under no rule."""
    rows = session.seats.filter(role__code__in=_LED_BY).exclude(name="")
    return list(rows.values_list("name", flat=True))


def counted_by_group(session: Session) -> "Counter[str]":
    """Contributions by the stakeholder group that their writers gave; empty for none. One query."""
    rows = Contribution.objects.filter(session=session, state=State.LIVE, author__isnull=False)
    counted = rows.values_list("author__stakeholder").annotate(number=Count("pk"))
    return Counter(dict(counted.order_by()))


def drafted_parts(session: Session) -> list[tuple[str, str]]:
    """For the closing synthesis: each question with what the moderators summed up of it.

    Where they summed up nothing, what was written stands instead, as far as it fits.
    """
    mask, named = masking(session), may_name(session, consents=True)
    live = Contribution.objects.filter(session=session, state=State.LIVE, question__summary="")
    lines: dict[int, list[str]] = {}
    for question, name, text in live.order_by("number").values_list("question_id", "name", "text")[
        :_MOST_DRAFTED
    ]:
        who = f"{name}: " if name and named else ""
        lines.setdefault(question, []).append(f"– {who}{mask(text)}")
    return [
        (f"{each.number}. {each.text}", mask(each.summary) or "\n\n".join(lines.get(each.pk, [])))
        for each in GuidingQuestion.objects.filter(session=session)
    ]


_MOST_DRAFTED: Final = 200


def discussion_data(session: Session) -> list[dict[str, Any]]:
    """What an archive says to programs: each question with what everybody may read of it."""
    mask, named = masking(session), may_name(session, consents=True)
    written: dict[int, list[dict[str, Any]]] = {}
    rows = Contribution.objects.filter(session=session).exclude(state=State.HELD)
    for each in rows.select_related("answers").order_by("number").iterator(chunk_size=500):
        is_live = each.state == State.LIVE
        written.setdefault(each.question_id, []).append(
            {
                "number": each.number, "state": each.state, "language": each.language,
                "name": each.name if named else "", "by_moderator": each.is_moderators,
                "text": mask(each.text) if is_live else "",
                "reason": mask(each.reason) if each.state == State.HIDDEN else "",
                "answers": each.answers.number if each.answers else None,
                "written_at": each.created_at.isoformat(timespec="seconds"),
            }
        )  # fmt: skip
    return [
        {
            "number": each.number, "text": each.text, "about": each.about,
            "summary": mask(each.summary), "contributions": written.get(each.pk, []),
        }
        for each in GuidingQuestion.objects.filter(session=session)
    ]  # fmt: skip
