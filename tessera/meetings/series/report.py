"""What came of a whole series: its published summaries and outcomes, put together."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db.models import prefetch_related_objects
from django.utils.translation import ngettext, override

from tessera.lib.languages import interface_language
from tessera.lib.texts import best_text
from tessera.meetings.afterwards.reading import (
    ShownOutcome,
    citation_of,
    outcomes_of,
    permanent_address,
)
from tessera.meetings.detail import SessionCard, session_card
from tessera.meetings.models import (
    Series,
    SeriesSession,
    Session,
    SessionOutcome,
    Summary,
    SummaryPart,
)
from tessera.meetings.series.querysets import SeriesSessionQuerySet
from tessera.meetings.series.reading import SeriesCard
from tessera.vocabularies.labels import current_language, labels


@dataclass(frozen=True)
class Reported:
    """One session with what was published of it. ``citation`` is empty while there is no record."""

    card: SessionCard
    room: str
    summary: Summary
    parts: tuple[SummaryPart, ...]
    outcomes: tuple[ShownOutcome, ...]
    citation: str
    permanent: str


def summarized(series: Series) -> list[SeriesSession]:
    """Those that readers see and whose summary is published, in order. Two queries."""
    return list(_published(series).with_sessions().in_order())


def has_report(series: Series) -> bool:
    """Whether anything was published. One query."""
    return bool(_published(series).exists())


def _published(series: Series) -> SeriesSessionQuerySet:
    rows: SeriesSessionQuerySet = series.sessions.public().filter(
        session__summary__published_at__isnull=False,
        session__state__in=[Session.State.CLOSED, Session.State.FOLLOW_UP],
    )
    return rows


def reported(placed: Sequence[SeriesSession]) -> list[Reported]:
    """Sessions with summary, parts and outcomes. The same number of queries for all."""
    language, sessions = current_language(), [each.session for each in placed]
    prefetch_related_objects(sessions, "conveners")
    rows = Summary.objects.filter(session__in=sessions).select_related("record")
    summaries = {each.session_id: each for each in rows.prefetch_related("record__texts")}
    parts: dict[int, list[SummaryPart]] = {}
    for part in SummaryPart.objects.filter(session__in=sessions).exclude(text=""):
        parts.setdefault(part.session_id, []).append(part)
    outcomes = outcomes_of(sessions)
    found = []
    for each in placed:
        session, summary = each.session, summaries[each.session_id]
        record = summary.record if summary.record and summary.record.live else None
        found.append(
            Reported(
                card=session_card(session, language),
                room=each.room.name if each.room else "",
                summary=summary,
                parts=tuple(parts.get(session.pk, ())),
                outcomes=tuple(outcomes.get(session.pk, ())),
                citation=citation_of(session, record) if record else "",
                permanent=permanent_address(record) if record else "",
            )
        )
    return found


def kinds_of_outcomes(placed: Sequence[SeriesSession]) -> list[tuple[str, int]]:
    """How many outcomes there are of each kind, the most first. One query."""
    rows = SessionOutcome.objects.filter(session__in=[each.session_id for each in placed])
    counts = Counter(rows.values_list("kind_id", flat=True))
    language, picture = current_language(), labels()
    return [(picture.of(kind, language), count) for kind, count in counts.most_common()]


def citation_of_report(card: SeriesCard, placed: Sequence[SeriesSession]) -> str:
    """How the whole report is cited, in the series' own language. One query."""
    series = card.series
    text = best_text(series.texts.all(), series.original_language)
    days = Summary.objects.filter(session__in=[each.session_id for each in placed])
    latest = days.order_by("-published_at").values_list("published_at", flat=True).first()
    with override(interface_language(series.original_language)):
        number = len(placed)
        told = ngettext(
            "%(title)s: combined report of %(number)d session (%(year)s). %(site)s.",
            "%(title)s: combined report of %(number)d sessions (%(year)s). %(site)s.",
            number,
        ) % {
            "title": text.title if text else series.identifier,
            "number": number,
            "year": latest.year if latest else "",
            "site": settings.SITE_NAME,
        }
    return f"{series.convener}. {told}" if series.convener else told


def permanent_of(series: Series) -> str:
    """The address that belongs to a series for ever."""
    return f"{settings.BASE_URL}/id/{series.identifier}"
