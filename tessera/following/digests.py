"""Digests: what is new for somebody, in one mail, in their language and at their hour.

A digest and the mark that its notices were mailed are one transaction: a worker that is killed
sends the rest later, and none twice.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from tessera.accounts.models import User
from tessera.following.lines import Line, lines_of
from tessera.following.mails import DIGEST
from tessera.following.models import Follow, Follower, Notice
from tessera.following.names import name_of, url_of
from tessera.following.notices import news_in
from tessera.lib.enumerations import listed
from tessera.lib.languages import interface_language
from tessera.notifications.actions import send_mail

Level = Follow.Level
_AT_ONCE: Final = 500
_MOST_DIGESTS: Final = 2_000
#: Lines of a digest, of one thing that is followed and in all; the page has the rest.
_MOST_LINES: Final = 10
_MOST_FOLLOWS: Final = 20
_MOST_NOTICES: Final = 1_000


def send_digests(now: datetime | None = None, *, most: int = _MOST_DIGESTS) -> int:
    """Send what is due, not more than ``most``; how many digests. Safe to be killed and called
    again. The worker does other things between two calls, so each is short.
    """
    now = now or timezone.now()
    count = 0
    for follower in _with_news():
        if levels := due_levels(follower, now):
            count += _send(follower, levels, now)
        if count >= most:
            break
    return count


def _with_news() -> Iterator[Follower]:
    """Those for whom something was not mailed yet."""
    waiting = Notice.objects.filter(follow=OuterRef("pk"), mailed_at=None)
    follows = Follow.objects.filter(user=OuterRef("user")).exclude(level=Level.MUTE)
    rows = Follower.objects.filter(Exists(follows.filter(Exists(waiting))), user__is_active=True)
    yield from rows.select_related("user").order_by("pk").iterator(chunk_size=_AT_ONCE)


def due_levels(follower: Follower, now: datetime) -> list[str]:
    """The levels whose time has come on the follower's own clock."""
    local = now.astimezone(ZoneInfo(follower.time_zone))
    levels: list[str] = []
    if not is_quiet(follower, local.hour):
        levels.append(Level.AT_ONCE)
    today = local.replace(hour=follower.hour, minute=0, second=0, microsecond=0)
    if local >= today and _is_before(follower.daily_at, today):
        levels.append(Level.DAILY)
    this_week = today - timedelta(days=(local.weekday() - follower.weekday) % 7)
    if local >= this_week and _is_before(follower.weekly_at, this_week):
        levels.append(Level.WEEKLY)
    return levels


def is_quiet(follower: Follower, hour: int) -> bool:
    """Whether nothing is to arrive in this hour of the follower's day."""
    first, last = follower.quiet_from, follower.quiet_until
    if first <= last:
        return first <= hour < last
    return hour >= first or hour < last


def _is_before(last: datetime | None, moment: datetime) -> bool:
    return last is None or last < moment


def _send(follower: Follower, levels: list[str], now: datetime) -> int:
    with transaction.atomic():
        locked = Follower.objects.select_for_update().get(pk=follower.pk)
        levels = [level for level in levels if level in due_levels(locked, now)]
        rows = Notice.objects.filter(user=follower.user, mailed_at=None, follow__level__in=levels)
        notices = list(rows.select_related("follow").order_by("-at", "-pk")[:_MOST_NOTICES])
        sent = 0
        if notices:
            if context := _context(_not_mailed(notices), follower.user):
                send_mail(DIGEST, to=follower.user, context=context)
                sent = 1
            rows.update(mailed_at=now)
        if Level.DAILY in levels:
            locked.daily_at = now
        if Level.WEEKLY in levels:
            locked.weekly_at = now
        if {Level.DAILY, Level.WEEKLY} & set(levels):
            locked.save(update_fields=["daily_at", "weekly_at"])
    return sent


def _not_mailed(notices: list[Notice]) -> list[Notice]:
    """Without what a mail told already, because something else tells of it that is followed."""
    told = Notice.objects.filter(
        user=notices[0].user_id,
        identifier__in={each.identifier for each in notices},
        is_passed_over=False,
    )
    known = {news_in(each) for each in told.exclude(mailed_at=None)}
    return [each for each in notices if news_in(each) not in known]


def _context(notices: Iterable[Notice], reader: User) -> dict[str, Any]:
    """What the mail says, as JSON, in the reader's language; nothing when nothing may be seen."""
    language = interface_language(reader.language)
    by_follow: dict[Follow, list[Notice]] = {}
    for notice in notices:
        by_follow.setdefault(notice.follow, []).append(notice)
    chosen = list(by_follow.items())[:_MOST_FOLLOWS]
    shown = [each for _follow, rows in chosen for each in rows[:_MOST_LINES]]
    with override(language):
        lines: dict[int, list[Line]] = {}
        elsewhere: set[int] = set()
        for line in lines_of(shown, reader, language):
            lines.setdefault(line.notice.follow_id, []).append(line)
            elsewhere.update(line.also)
        names = name_of([follow for follow, _rows in chosen], language, viewer=reader)
        groups: list[dict[str, Any]] = [
            {
                "name": names[follow.pk],
                "path": url_of(follow),
                "lines": [_line(each, names) for each in lines.get(follow.pk, ())],
                "more": max(len(rows) - _MOST_LINES, 0),
            }
            for follow, rows in chosen
            if follow.pk in lines or (follow.pk in elsewhere and len(rows) > _MOST_LINES)
        ]
        path = reverse("following")
    if not groups:
        return {}
    count = sum(len(group["lines"]) + group["more"] for group in groups)
    return {"path": path, "groups": groups, "count": count}


def _line(line: Line, names: Mapping[int, str]) -> dict[str, str]:
    return {
        "title": line.title,
        "path": line.url,
        "what": line.words,
        "also": listed(names[each] for each in line.also),
    }
