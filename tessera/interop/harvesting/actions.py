"""What editors do with sources and runs. Long work is the worker's; see ``running.py``."""

from collections.abc import Mapping
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from tessera.accounts.actors import Actor, user_or_none
from tessera.interop.harvesting.models import HarvestRun, Source
from tessera.interop.harvesting.running import begin_run
from tessera.interop.importing.actions import can_import
from tessera.lib.errors import NotAllowedError, TesseraError

State = HarvestRun.State
#: After a change of one of these, what would come has to be looked at anew, from the beginning.
_DECISIVE: Final = frozenset({
    "form", "address", "metadata_prefix", "set_spec", "kind", "language", "words", "themes",
    "mapping",
})  # fmt: skip


class HarvestStateError(TesseraError):
    """The source or the run is not where this step begins."""


def check_may_harvest(by: Actor) -> None:
    """Whoever may import may harvest.

    Raises:
        NotAllowedError: the actor may not.
    """
    if not can_import(by):
        raise NotAllowedError(_("You may not harvest records."))


def add_source(*, values: Mapping[str, Any], by: Actor) -> Source:
    """A new source. Nothing is asked yet; before its first run ten items have to be looked at.

    Raises:
        NotAllowedError: the actor may not harvest.
        HarvestStateError: the address is a source already.
    """
    check_may_harvest(by)
    source = Source(**values, by=user_or_none(by))
    try:
        with transaction.atomic():
            source.save()
            log(source, "interop.harvest.source", user=user_or_none(by))
    except IntegrityError as error:
        raise HarvestStateError(_("This address is a source already.")) from error
    return source


def change_source(source: Source, *, values: Mapping[str, Any], by: Actor) -> Source:
    """Other settings. When they change what would come, the next run begins from the beginning.

    Raises:
        NotAllowedError: the actor may not harvest.
        HarvestStateError: the address is another source, or a run is at work.
    """
    check_may_harvest(by)
    try:
        with transaction.atomic():
            source = Source.objects.select_for_update().get(pk=source.pk)
            if source.runs.filter(state__in=HarvestRun.AT_WORK).exists():
                raise HarvestStateError(_("A run is at work. Stop it first, or wait."))
            changed = {name for name, value in values.items() if getattr(source, name) != value}
            for name in changed:
                setattr(source, name, values[name])
            if changed & _DECISIVE:
                source.bookmark, source.previewed_at = {}, None
            source.schedule()
            source.save()
            data = {"changed": sorted(changed)}
            log(source, "interop.harvest.source", user=user_or_none(by), data=data)
    except IntegrityError as error:
        raise HarvestStateError(_("This address is a source already.")) from error
    return source


def begin(source: Source, *, by: Actor, is_preview: bool = False) -> HarvestRun:
    """Let the worker look at ten items, or take in what is new.

    Raises:
        NotAllowedError: the actor may not harvest.
        HarvestStateError: a run is at work, or nobody has looked at what would come.
    """
    check_may_harvest(by)
    with transaction.atomic():
        source.refresh_from_db()
        if not is_preview and not source.previewed_at:
            raise HarvestStateError(_("Look at ten items first."))
        run = begin_run(source, is_preview=is_preview, by=user_or_none(by))
        if run is None:
            raise HarvestStateError(_("A run is at work already."))
        if not is_preview:
            source.schedule()
            source.save(update_fields=["next_at"])
        data = {"run": run.pk, "preview": is_preview}
        log(source, "interop.harvest.begin", user=user_or_none(by), data=data)
    return run


def stop(run: HarvestRun, *, by: Actor) -> None:
    """Stop a run after the step in hand; what it added stays.

    Raises:
        NotAllowedError: the actor may not harvest.
        HarvestStateError: it is not at work.
    """
    check_may_harvest(by)
    with transaction.atomic():
        _move(run, {State.RUNNING}, State.STOPPED, finished_at=timezone.now())
        log(run.source, "interop.harvest.stop", user=user_or_none(by), data={"run": run.pk})


def undo(run: HarvestRun, *, by: Actor) -> None:
    """Take the newest run back. The source pauses until somebody lets it go on.

    Raises:
        NotAllowedError: the actor may not harvest.
        HarvestStateError: it is at work, taken back already, or not the newest.
    """
    check_may_harvest(by)
    with transaction.atomic():
        if not can_be_undone(run):
            raise HarvestStateError(_("Only the newest run of a source can be taken back."))
        _move(run, set(HarvestRun.ENDED), State.UNDOING, wait_until=timezone.now())
        log(run.source, "interop.harvest.begin", user=user_or_none(by), data={"undo": run.pk})


def can_be_undone(run: HarvestRun) -> bool:
    """Whether it ended, and nothing came after it. One query."""
    if run.is_preview or run.state not in HarvestRun.ENDED:
        return False
    later = HarvestRun.objects.filter(source=run.source_id, is_preview=False, pk__gt=run.pk)
    return not later.exclude(state=State.UNDONE).exists()


def _move(run: HarvestRun, starts: set[Any], goal: Any, **facts: Any) -> None:
    try:
        with transaction.atomic():
            rows = HarvestRun.objects.filter(pk=run.pk, state__in=starts)
            moved = rows.update(state=goal, **facts)
    except IntegrityError as error:
        raise HarvestStateError(_("A run is at work already.")) from error
    if not moved:
        raise HarvestStateError(_("This run has moved on meanwhile. Look at it anew."))
    run.state = goal
