"""Taking a run back: what it added goes, what it changed says again what it said before."""

from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from tessera.catalogue.models import Record
from tessera.interop.harvesting.applying import STEP
from tessera.interop.harvesting.linking import is_referred_to, is_touched, reinstate, take_over
from tessera.interop.harvesting.making import Tools, again
from tessera.interop.harvesting.models import HarvestItem, HarvestLink, HarvestRun, Source
from tessera.interop.harvesting.upstream import Upstream

State = HarvestItem.State
Link = HarvestLink.State
_UNDONE = (State.ADDED, State.CHANGED, State.PROPOSED, State.WITHDRAWN, State.DUPLICATE)


def undo_some(run: HarvestRun) -> None:
    """Some fifty items; the run is taken back when none is left."""
    rows = HarvestItem.objects.filter(run=run, state__in=_UNDONE)
    items = list(rows.order_by("-pk")[:STEP])
    tools = Tools.of(run.source)
    with transaction.atomic():
        for item in items:
            item.state = _undo(item, run.source, tools)
        HarvestItem.objects.bulk_update(items, ["state"])
        HarvestRun.objects.filter(pk=run.pk).update(wait_until=timezone.now())
        if not items:
            _settle(run)


def _settle(run: HarvestRun) -> None:
    """The source begins again where the run did, once somebody lets it."""
    HarvestRun.objects.filter(pk=run.pk).update(
        state=HarvestRun.State.UNDONE, finished_at=timezone.now()
    )
    bookmark = {name: value for name, value in run.bookmark.items() if name != "cursor"}
    Source.objects.filter(pk=run.source_id).update(bookmark=bookmark, is_active=False, next_at=None)
    log(run.source, "interop.harvest.undo", user=run.by, data={"run": run.pk})


def _undo(item: HarvestItem, source: Source, tools: Tools) -> str:
    link = (
        HarvestLink.objects.filter(source=source, digest=item.digest)
        .select_related("record", "source")
        .first()
    )
    if link is None:
        return State.UNDONE
    if item.state == State.DUPLICATE:
        if link.record is None:
            link.delete()
        return State.UNDONE
    if item.state == State.ADDED:
        return _take_out(link)
    if item.state == State.WITHDRAWN:
        if link.record and link.state == Link.GONE:
            reinstate(link.record)
            HarvestLink.objects.filter(pk=link.pk).update(state=Link.FOLLOWED)
        return State.UNDONE
    return _take_back(item, link, tools)


def _take_out(link: HarvestLink) -> str:
    record = link.record
    if record is None:
        link.delete()
        return State.UNDONE
    if (
        link.state == Link.ADOPTED
        or is_touched(record)
        or record.is_withdrawn
        or is_referred_to(record)
    ):
        return State.KEPT
    link.delete()
    Record.objects.filter(pk=record.pk).delete()
    return State.UNDONE


def _take_back(item: HarvestItem, link: HarvestLink, tools: Tools) -> str:
    """Let the record say again what the source said before."""
    if link.record is None or not item.row:
        return State.UNDONE
    upstream = Upstream(link.upstream, address=link.address, home=link.record.home,
                        identifier=link.record.identifier if link.record.home else "")  # fmt: skip
    present = link.pending if item.state == State.PROPOSED and link.pending else link.row
    after, before = again(item.row, upstream, tools), again(present, upstream, tools)
    if after.record and before.record and not present.get("gone"):
        done = take_over(link.record, before, after, source=link.source.name)
        if done.kept:
            return State.KEPT
    HarvestLink.objects.filter(pk=link.pk).update(row=item.row, pending=None, state=Link.FOLLOWED)
    return State.UNDONE
