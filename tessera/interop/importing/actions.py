"""What is done with a batch. Long work is the worker's; see ``running.py``."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from tessera.accounts.actors import Actor, user_or_none
from tessera.catalogue.models import KIND_MODELS
from tessera.catalogue.rules import can_publish_kind
from tessera.interop.importing.addresses import KINDS
from tessera.interop.importing.reading import FORMATS
from tessera.interop.importing.running import run_import
from tessera.interop.importing.tables import heading_of
from tessera.interop.importing.working import source_path
from tessera.interop.models import ImportBatch, ImportRow
from tessera.lib.errors import NotAllowedError, TesseraError

State = ImportBatch.State


class ImportStateError(TesseraError):
    """The batch is not where this step begins."""


def can_import(actor: Actor) -> bool:
    """Whoever publishes every kind of record."""
    return all(can_publish_kind(actor, kind) for kind in KIND_MODELS)


def _check(by: Actor) -> None:
    if not can_import(by):
        raise NotAllowedError(_("You may not import records."))


def receive_file(
    *, name: str, content: Any, size: int, form: str, kind: str, language: str, encoding: str,
    by: Actor,
) -> ImportBatch:  # fmt: skip
    """Keep a file as a new batch; nothing is read yet.

    Raises:
        NotAllowedError: the actor may not import.
    """
    _check(by)
    with transaction.atomic():
        batch = ImportBatch(
            name=name[:200], size=size, form=form, kind=kind, language=language,
            encoding=encoding, by=user_or_none(by),
        )  # fmt: skip
        batch.file.save(name, content, save=False)
        batch.save()
        log(batch, "interop.import.receive", user=user_or_none(by))
    return batch


def receive_address(
    *, address: str, there: str, kind: str, language: str, by: Actor
) -> ImportBatch:
    """A new batch of what stands at an address; the worker fetches it.

    Raises:
        NotAllowedError: the actor may not import.
    """
    _check(by)
    with transaction.atomic():
        batch = ImportBatch.objects.create(
            name=address.partition("://")[2][:200] or address[:200], address=address, there=there,
            form=KINDS[there], kind=kind, language=language, size=0, state=State.FETCHING,
            by=user_or_none(by),
        )  # fmt: skip
        log(batch, "interop.import.receive", user=user_or_none(by), data={"address": address})
        transaction.on_commit(lambda: run_import.enqueue(batch.pk))
    return batch


def map_columns(batch: ImportBatch, *, mapping: Mapping[str, str], by: Actor) -> ImportBatch:
    """Say which column is which field; what was checked with another mapping is forgotten."""
    _check(by)
    with transaction.atomic():
        _move(batch, {State.UPLOADED, State.CHECKED, State.FAILED}, State.UPLOADED)
        ImportRow.objects.filter(batch=batch).delete()
        batch.mapping = dict(mapping)
        batch.done = batch.total = 0
        batch.fault = ""
        batch.save(update_fields=["mapping", "done", "total", "fault"])
    return batch


def read_as(batch: ImportBatch, *, encoding: str, by: Actor) -> ImportBatch:
    """Read a file in another encoding; columns and what was checked before are forgotten.

    Raises:
        NotAllowedError: the actor may not import.
        ImportStateError: records were added already.
    """
    batch = map_columns(batch, mapping={}, by=by)
    batch.encoding = encoding
    batch.save(update_fields=["encoding"])
    return batch


def columns_of(batch: ImportBatch) -> tuple[list[str], list[list[str]]]:
    """The columns of a table and its first rows; none of a format that has no columns.

    Raises:
        FileFaultError: the file cannot be read.
    """
    if not FORMATS[batch.form].is_table:
        return [], []
    with source_path(batch) as path:
        return heading_of(path, batch.form, batch.encoding)


def begin(batch: ImportBatch, *, phase: str, by: Actor, publish: bool = False) -> ImportBatch:
    """Let the worker check, add or undo a batch, from its beginning.

    Raises:
        NotAllowedError: the actor may not import.
        ImportStateError: the batch is not where this step begins.
    """
    _check(by)
    starts = {
        State.FETCHING: {State.FAILED},
        State.CHECKING: {State.UPLOADED, State.FAILED, State.CHECKED},
        State.ADDING: {State.CHECKED},
        State.UNDOING: {State.DONE, State.STOPPED},
    }
    goal = State(phase)
    is_wrong = bool(batch.file) if goal == State.FETCHING else not batch.file
    if is_wrong and goal != State.UNDOING:
        raise ImportStateError(_("This import has moved on meanwhile. Look at it anew."))
    with transaction.atomic():
        _move(batch, starts[goal], goal)
        if goal == State.CHECKING:
            ImportRow.objects.filter(batch=batch).delete()
        if goal == State.ADDING:
            batch.is_published = publish
        batch.done = 0
        batch.fault = batch.stopped_at = ""
        batch.save(update_fields=["done", "stopped_at", "fault", "is_published"])
        log(batch, "interop.import.begin", user=user_or_none(by), data={"phase": str(goal)})
        transaction.on_commit(lambda: run_import.enqueue(batch.pk))
    return batch


def stop(batch: ImportBatch, *, by: Actor) -> ImportBatch:
    """Let the worker stop after the rows that it has in hand; what was added stays."""
    _check(by)
    with transaction.atomic():
        batch.refresh_from_db()
        phase = batch.state
        _move(batch, set(ImportBatch.AT_WORK), State.STOPPED)
        batch.stopped_at = phase
        batch.save(update_fields=["stopped_at"])
        log(batch, "interop.import.stop", user=user_or_none(by))
    return batch


def resume(batch: ImportBatch, *, by: Actor) -> ImportBatch:
    """Go on where a batch was stopped."""
    _check(by)
    with transaction.atomic():
        goal = State(batch.stopped_at or State.CHECKING)
        _move(batch, {State.STOPPED}, goal)
        batch.fault = ""
        batch.save(update_fields=["fault"])
        log(batch, "interop.import.resume", user=user_or_none(by))
        transaction.on_commit(lambda: run_import.enqueue(batch.pk))
    return batch


def choose_duplicates(
    batch: ImportBatch, *, shown: Iterable[int], wanted: Iterable[int], by: Actor
) -> None:
    """Of the rows shown that may be here already, say which are added all the same."""
    _check(by)
    rows = ImportRow.objects.filter(batch=batch, state=ImportRow.State.DUPLICATE)
    with transaction.atomic():
        rows.filter(pk__in=list(shown)).update(is_wanted=False)
        rows.filter(pk__in=list(wanted)).update(is_wanted=True)


def _move(batch: ImportBatch, starts: set[Any], goal: Any) -> None:
    moved = ImportBatch.objects.filter(pk=batch.pk, state__in=starts).update(state=goal)
    if not moved:
        raise ImportStateError(_("This import has moved on meanwhile. Look at it anew."))
    batch.state = goal
