"""From the change log to notices: who wants to know of what is new.

Searches are asked which of the changed records they match, once for each different search, however
many people follow it. The log is read as far as the index has come, so that nothing is missed, and
the place in it moves in the transaction of the notices, so that nothing is told twice.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import Final

from django.db import transaction
from django.db.models import Q
from django.http import QueryDict

from tessera.changes.models import Change
from tessera.following.models import Follow, Notice, Progress
from tessera.following.notices import keep
from tessera.following.of_people import news_of_works
from tessera.search.engines.errors import SearchEngineError
from tessera.search.parameters import read_address
from tessera.search.service import engine

What = Change.What
#: Changes that are read at once, and notices of one search at once; what is more is in the search.
_AT_ONCE: Final = 500
_MOST_OF_A_SEARCH: Final = 20
_ROWS: Final = 2_000
#: What of a followed record or organization is news, and what makes a record news in a search.
_NEWS: Final = (What.PUBLISHED, What.UPDATED, What.WITHDRAWN, What.MERGED)
_KINDS: Final = (Change.Kind.RECORD, Change.Kind.ORGANIZATION)


def notice_changes() -> int:
    """Read the next changes; how many were read. Safe to be killed, called again, and by two.

    Searches are asked before anything is locked: nobody waits for them to write.
    """
    read = _place().sequence
    changes = _next_changes(read)
    if not changes:
        return 0
    matched = list(_matches(changes))
    with transaction.atomic():
        progress = Progress.objects.select_for_update().get(pk=1)
        if progress.sequence != read:
            return 0  # Another worker was faster.
        keep(chain(_of_things(changes), news_of_works(_published(changes)), _of_searches(matched)))
        progress.sequence = changes[-1].sequence
        progress.save()
    return len(changes)


def _place() -> Progress:
    """How far the log was read. At the first time everything in it is old."""
    row = Progress.objects.filter(pk=1).first()
    if row is None:
        last = Change.objects.order_by("-sequence").values_list("sequence", flat=True).first()
        row, _is_new = Progress.objects.get_or_create(pk=1, defaults={"sequence": last or 0})
    return row


def _next_changes(after: int) -> Sequence[Change]:
    try:
        indexed = engine().sequence()
    except SearchEngineError:
        return []
    rows = Change.objects.filter(sequence__gt=after, sequence__lte=indexed)
    return list(rows.order_by("sequence")[:_AT_ONCE])


def _of_things(changes: Sequence[Change]) -> Iterator[Notice]:
    """Every change of a followed record or organization."""
    news = {each.identifier: each for each in changes if _is_news(each, _NEWS)}
    followed = Follow.objects.filter(target__in=news, kind__in=_KINDS)
    rows = followed.values_list("pk", "user_id", "kind", "target")
    for follow, user, kind, target in rows.iterator(chunk_size=_ROWS):
        change = news[target]
        if change.kind == kind:
            yield _notice(follow, user, change, f"{change.identifier}:{change.sequence}")


@dataclass(frozen=True)
class _Match:
    """What is new in one search, whoever follows it."""

    target: str
    language: str
    changes: tuple[Change, ...]


def _matches(changes: Sequence[Change]) -> Iterator[_Match]:
    """The searches that match newly published records."""
    news = {each.identifier: each for each in _published(changes)}
    if not news:
        return
    searches = Follow.objects.filter(kind=Follow.Kind.SEARCH).order_by("target", "language")
    for target, language in searches.values_list("target", "language").distinct():
        criteria = read_address(QueryDict(target), language=language).criteria
        matched = engine().matching(criteria, list(news))
        told = tuple(each for key, each in news.items() if key in matched)[:_MOST_OF_A_SEARCH]
        if told:
            yield _Match(target, language, told)


def _of_searches(matches: Iterable[_Match]) -> Iterator[Notice]:
    """Each record once for everybody who followed the search when it was published."""
    for match in matches:
        follows = Follow.objects.filter(
            kind=Follow.Kind.SEARCH, target=match.target, language=match.language
        )
        rows = follows.values_list("pk", "user_id", "created_at")
        for follow, user, since in rows.iterator(chunk_size=_ROWS):
            for change in match.changes:
                if change.at >= since:
                    yield _notice(follow, user, change, change.identifier)


def _published(changes: Sequence[Change]) -> list[Change]:
    return [each for each in changes if _is_news(each, (What.PUBLISHED,))]


def _is_news(change: Change, kinds: Sequence[str]) -> bool:
    return change.kind in _KINDS and change.what in kinds


def _notice(follow: int, user: int, change: Change, once: str) -> Notice:
    return Notice(
        follow_id=follow,
        user_id=user,
        identifier=change.identifier,
        what=change.what,
        once=once,
        at=change.at,
    )


def forget_old(before: datetime) -> int:
    """Delete notices that were mailed or read long ago; how many."""
    done = Q(read_at__isnull=False) | Q(mailed_at__isnull=False)
    return Notice.objects.filter(done, at__lt=before).delete()[0]
