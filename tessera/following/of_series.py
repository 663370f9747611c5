"""News of series and forums: a session more, another date, one that does not take place, a summary.

Sessions keep no history of what readers were told. So it is kept here how each stood when the
followers of its series were last told, and what differs is news, whoever changed it and how.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from tessera.following.models import Follow, Notice, SeenSession
from tessera.following.notices import followers_of, keep
from tessera.following.seen import Seen
from tessera.lib.texts import best_text
from tessera.lib.time_zones import zone_label
from tessera.meetings.models import Series, SeriesSession, Session

SESSION: Final = "session"
MOVED: Final = "moved"
CANCELLED: Final = "cancelled"
SUMMARY: Final = "summary"
KINDS: Final = frozenset({SESSION, MOVED, CANCELLED, SUMMARY})
_STATE: Final = ("starts_at", "closes_at", "is_cancelled", "has_summary")


def notice_series() -> int:
    """Tell the followers of all series that anybody follows; how many notices were made."""
    followed = Follow.objects.filter(kind=Follow.Kind.SERIES).values("target")
    rows = Series.objects.public().filter(identifier__in=followed).order_by("pk")
    return sum(look_at(series) for series in rows.iterator(chunk_size=100))


def look_at(series: Series) -> int:
    """Tell the followers of one what differs from when they were last told. Who follows it from
    now on hears of what comes later: whoever makes the first follow looks before.
    """
    with transaction.atomic():
        Series.objects.select_for_update().get(pk=series.pk)
        now = timezone.now()
        seen = {each.session_id: each for each in SeenSession.objects.filter(series=series)}
        current = {each.session_id: each for each in _current(series)}
        changed = [each for key, each in current.items() if _differs(seen.get(key), each)]
        news = [
            (each.session, what)
            for each in changed
            for what in _news(seen.get(each.session_id), each)
        ]
        count = keep(_notices(series, news, now)) if news else 0
        SeenSession.objects.bulk_create(
            changed, update_conflicts=True, unique_fields=["series", "session"],
            update_fields=_STATE,
        )  # fmt: skip
    return count


def _current(series: Series) -> Iterator[SeenSession]:
    """The sessions that readers see, as they stand. One query."""
    for placed in series.sessions.public().select_related("session__summary"):
        session = placed.session
        yield SeenSession(
            series=series,
            session=session,
            starts_at=session.starts_at,
            closes_at=session.closes_at,
            is_cancelled=session.cancelled_at is not None,
            has_summary=_has_summary(session),
        )


def _has_summary(session: Session) -> bool:
    summary: Any = getattr(session, "summary", None)
    return summary is not None and summary.published_at is not None


def _differs(before: SeenSession | None, now: SeenSession) -> bool:
    return before is None or any(getattr(before, name) != getattr(now, name) for name in _STATE)


def _news(before: SeenSession | None, now: SeenSession) -> Iterator[str]:
    if before is None:
        if not now.is_cancelled:
            yield SESSION
        return
    if now.is_cancelled:
        if not before.is_cancelled:
            yield CANCELLED
        return
    if (before.starts_at, before.closes_at) != (now.starts_at, now.closes_at):
        yield MOVED
    if now.has_summary and not before.has_summary:
        yield SUMMARY


def _notices(series: Series, news: Iterable[tuple[Session, str]], at: datetime) -> Iterator[Notice]:
    for session, what in news:
        once = f"{what}:{session.identifier}"
        if what == MOVED:
            once += f":{session.sequence}:{session.starts_at.timestamp():.0f}"
        for follow, user in followers_of(Follow.Kind.SERIES, series.identifier, at=at):
            yield Notice(
                follow_id=follow, user_id=user, identifier=session.identifier, what=what,
                once=once, at=at,
            )  # fmt: skip


def seen_sessions(notices: Iterable[Notice], language: str) -> dict[tuple[str, str], Seen]:
    """What is new and of what → how it reads, as far as readers see it now. Two queries."""
    wanted = {each.identifier for each in notices if each.what in KINDS}
    rows = SeriesSession.objects.public().filter(
        session__identifier__in=wanted, series__is_public=True
    )
    found = {}
    for placed in rows.with_sessions() if wanted else ():
        session = placed.session
        text = best_text(session.texts.all(), language, session.original_language)
        if text is None:
            continue
        for what in KINDS:
            found[(what, session.identifier)] = Seen(
                text.title,
                session.get_absolute_url(),
                text.language,
                _words(what, session, language),
            )
    return found


def _words(what: str, session: Session, language: str) -> str:
    if what == CANCELLED:
        return _("cancelled")
    if what == SUMMARY:
        return _("summary published")
    words = {
        "day": date_format(session.starts_at.astimezone(session.zone), "DATETIME_FORMAT"),
        "zone": zone_label(session.time_zone, session.starts_at, language),
    }
    if what == MOVED:
        return _("new date: %(day)s (%(zone)s)") % words
    return _("new session: %(day)s (%(zone)s)") % words
