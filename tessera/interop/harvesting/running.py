"""The worker's part of harvests: begins runs that are due, and takes one part of one run at a time.

A part is one answer of the other side. Where a run stands is kept after each, with the moment
before which nothing more is asked, so that any worker goes on where another stopped, and a source
that wants to be left alone for an hour holds up nobody else.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.utils import timezone
from wagtail.log_actions import log

from tessera.interop.harvesting.applying import Work, apply
from tessera.interop.harvesting.asking import LONGEST_WAIT, Asker
from tessera.interop.harvesting.faults import ComeBackError, HarvestFaultError, LostPlaceError
from tessera.interop.harvesting.feeds import FeedReader
from tessera.interop.harvesting.mails import tell_failing, tell_waiting
from tessera.interop.harvesting.making import Tools
from tessera.interop.harvesting.models import LEASE, HarvestItem, HarvestRun, Source, prune_items
from tessera.interop.harvesting.oai import OaiReader
from tessera.interop.harvesting.sitemaps import SitemapReader
from tessera.interop.harvesting.undoing import undo_some
from tessera.interop.harvesting.upstream import Part, Reader
from tessera.interop.harvesting.zotero import ZoteroReader
from tessera.interop.importing.known import Known

logger = logging.getLogger(__name__)
State = HarvestRun.State
_MOST_TRIES: Final = 5
_FIRST_WAIT: Final = 30.0
_MOST_RESTARTS: Final = 3
_MOST_STALE: Final = 3
_MOST_PARTS: Final = 100_000
_KEPT_AT_HAND: Final = 4

READERS: Final[dict[str, Callable[[Source, Asker, dict[str, Any]], Reader]]] = {
    Source.Form.OAI: OaiReader,
    Source.Form.FEED: FeedReader,
    Source.Form.SITEMAP: SitemapReader,
    Source.Form.ZOTERO: ZoteroReader,
}


def begin_due_runs(now: datetime | None = None) -> int:
    """Begin a run for each source whose time has come; how many."""
    now = now or timezone.now()
    due = Source.objects.filter(is_active=True, previewed_at__isnull=False, next_at__lte=now)
    count = 0
    for source in due[:50]:
        with transaction.atomic():
            source.schedule()
            source.save(update_fields=["next_at"])
            count += begin_run(source) is not None
    return count


def begin_run(source: Source, *, is_preview: bool = False, by: Any = None) -> HarvestRun | None:
    """A new run; ``None`` when one is at work already."""
    bookmark = {} if is_preview else dict(source.bookmark)
    try:
        with transaction.atomic():
            return HarvestRun.objects.create(
                source=source, is_preview=is_preview, by=by, bookmark=bookmark,
                cursor=bookmark.get("cursor", {}),
            )  # fmt: skip
    except IntegrityError:
        return None


class Harvester:
    """Goes on with runs. Keeps at hand what the newest of them need."""

    def __init__(self) -> None:
        self._at_hand: dict[int, tuple[Work, Reader, Asker]] = {}

    def step(self, now: datetime | None = None) -> bool:
        """One part of the run that waited longest; whether there was one."""
        run = _claimed(now or timezone.now())
        if run is None:
            return False
        if run.state == State.UNDOING:
            undo_some(run)
            return True
        try:
            self._go_on(run)
        except Exception:
            # Not known what it is: the run ends with it, and the others go on.
            logger.exception("a harvest failed", extra={"run": run.pk})
            _fail(run, "internal", {})
        return True

    def _go_on(self, run: HarvestRun) -> None:
        if run.pk not in self._at_hand:
            while len(self._at_hand) >= _KEPT_AT_HAND:
                self._at_hand.pop(next(iter(self._at_hand)))
            # Zotero documents its interface for programs; its robots.txt speaks of pages.
            asker = Asker(heeds_robots=run.source.form != Source.Form.ZOTERO)
            reader = READERS[run.source.form](run.source, asker, run.bookmark)
            self._at_hand[run.pk] = (Work(run, Tools.of(run.source), Known()), reader, asker)
        work, reader, asker = self._at_hand[run.pk]
        work.run = run
        try:
            part = reader.part(run.cursor)
        except ComeBackError as error:
            _come_back(run, error)
        except LostPlaceError:
            _restart(run)
        except HarvestFaultError as fault:
            _fail(run, fault.code, fault.values)
        else:
            self._take(work, part, asker)
        if run.state != State.RUNNING:
            self._at_hand.pop(run.pk, None)

    def _take(self, work: Work, part: Part, asker: Asker) -> None:
        run = work.run
        fresh, has_room = apply(work, part.items)
        run.parts += 1
        run.passed += part.passed
        run.tries = 0
        run.promised = part.promised if part.promised is not None else run.promised
        run.notes.extend(note for note in part.notes if note not in run.notes)
        if not has_room:
            _finish(run, part, is_whole=False)
        elif part.cursor is None:
            _finish(run, part, is_whole=True)
        elif part.cursor == run.cursor or (not part.moves and _goes_in_circles(run, fresh)):
            _fail(run, "loop", {})
        elif run.parts >= _MOST_PARTS:
            _fail(run, "too-long", {})
        else:
            pause = max(run.source.pause_seconds, asker.pause)
            run.cursor = part.cursor
            run.wait_until = timezone.now() + timedelta(seconds=pause)
            _save(run)


def _claimed(now: datetime) -> HarvestRun | None:
    """The run that waited longest, which nobody else has in hand; two queries, one when none is."""
    due = HarvestRun.objects.filter(state__in=HarvestRun.AT_WORK, wait_until__lte=now)
    for run in due.select_related("source", "by").order_by("wait_until")[:5]:
        mine = HarvestRun.objects.filter(pk=run.pk, state=run.state, wait_until=run.wait_until)
        if mine.update(wait_until=now + LEASE):
            return run
    return None


def _goes_in_circles(run: HarvestRun, fresh: int) -> bool:
    """Whether several parts in a row told only what the run had met.

    After a restart as many are allowed as there were parts before: the count begins below zero.
    """
    run.stale_parts = min(run.stale_parts, 0) if fresh else run.stale_parts + 1
    return run.stale_parts >= _MOST_STALE


def _come_back(run: HarvestRun, error: ComeBackError) -> None:
    """Wait as long as the other side says, or longer each time."""
    run.tries += 1
    if run.tries > _MOST_TRIES or run.is_preview:
        _fail(run, error.code, {name: str(value) for name, value in error.values.items()})
        return
    longer = min(_FIRST_WAIT * 4 ** (run.tries - 1), LONGEST_WAIT)
    seconds = longer if error.seconds is None else max(error.seconds, run.source.pause_seconds)
    run.wait_until = timezone.now() + timedelta(seconds=seconds)
    if "waited" not in run.notes:
        run.notes.append("waited")
    _save(run)


def _restart(run: HarvestRun) -> None:
    """Begin the list anew; what the run has met is passed over."""
    run.restarts += 1
    if run.restarts > _MOST_RESTARTS:
        _fail(run, "lost-place", {})
        return
    run.cursor, run.stale_parts = {}, -run.parts
    run.wait_until = timezone.now() + timedelta(seconds=run.source.pause_seconds)
    # A place that a quota left in an earlier run is nobody's fault.
    if run.parts and "restarted" not in run.notes:
        run.notes.append("restarted")
    _save(run)


def _save(run: HarvestRun) -> None:
    """Keep where the run is, unless somebody stopped it meanwhile."""
    kept = HarvestRun.objects.filter(pk=run.pk, state=State.RUNNING).update(
        cursor=run.cursor, parts=run.parts, stale_parts=run.stale_parts, tries=run.tries,
        restarts=run.restarts, promised=run.promised, notes=run.notes, wait_until=run.wait_until,
        counts=run.counts, passed=run.passed,
    )  # fmt: skip
    if not kept:
        run.state = State.STOPPED


def _end(run: HarvestRun, state: str) -> bool:
    """End the run; whether it was still at work."""
    _save(run)
    ended = HarvestRun.objects.filter(pk=run.pk, state=State.RUNNING).update(
        state=state, finished_at=timezone.now(), fault=run.fault, fault_values=run.fault_values
    )
    run.state = state
    return bool(ended)


def _finish(run: HarvestRun, part: Part, *, is_whole: bool) -> None:
    """The list has ended, or there was room for no more of it."""
    source = run.source
    with transaction.atomic():
        if run.is_preview:
            if _end(run, State.DONE):
                Source.objects.filter(pk=source.pk).update(
                    previewed_at=timezone.now(), failing_since=None
                )
            return
        bookmark = dict(part.bookmark or {})
        if not is_whole:
            run.notes.append("quota")
            begun = {name: value for name, value in run.bookmark.items() if name != "cursor"}
            bookmark = {**begun, "cursor": run.cursor}
        elif run.promised and _met(run) < run.promised:
            run.notes.append("short")
            bookmark = {name: value for name, value in run.bookmark.items() if name != "cursor"}
        if _end(run, State.DONE):
            Source.objects.filter(pk=source.pk).update(bookmark=bookmark, failing_since=None)
            prune_items(source)
            if run.counts.keys() & {HarvestItem.State.PROPOSED, HarvestItem.State.DUPLICATE}:
                tell_waiting(source)
            log(source, "interop.harvest.finish", user=run.by, data=dict(run.counts))


def _met(run: HarvestRun) -> int:
    return run.passed + HarvestItem.objects.filter(run=run).count()


def _fail(run: HarvestRun, code: str, values: dict[str, str]) -> None:
    """End the run with what is wrong. What was added stays; the next run begins where this did."""
    run.fault, run.fault_values = code, values
    with transaction.atomic():
        if _end(run, State.FAILED) and not run.is_preview:
            rows = Source.objects.filter(pk=run.source_id, failing_since__isnull=True)
            if rows.update(failing_since=timezone.now()):
                tell_failing(run.source)
