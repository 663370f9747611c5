"""Fetching, checking, adding and undoing the rows of a batch in steps, each of which is whole.

Where a step ends is kept with it, so that whoever goes on, after a stop or a lost worker, adds
nothing twice and leaves nothing out.
"""

import logging
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from shutil import copyfileobj
from typing import IO, Any, Final

from django.core.files import File
from django.db import transaction
from wagtail.log_actions import log

from tessera.accounts.actors import SYSTEM, Actor
from tessera.catalogue.bulk import add_records
from tessera.catalogue.models import Record, RecordRelation
from tessera.changes.models import Version
from tessera.interop.importing import dois
from tessera.interop.importing.addresses import fetch_into
from tessera.interop.importing.candidates import Candidate, Defaults, Words, candidate
from tessera.interop.importing.known import IN_FILE, Known
from tessera.interop.importing.reading import source_rows
from tessera.interop.importing.rows import FileFaultError, SourceRow
from tessera.interop.models import ImportBatch, ImportRow

logger = logging.getLogger(__name__)
Progress = Callable[[int, int], None]
State = ImportBatch.State
RowState = ImportRow.State
STEP: Final = 250


@contextmanager
def source_path(batch: ImportBatch) -> Iterator[Path]:
    """The batch's file as one of this machine, wherever files are kept."""
    if not batch.file:
        raise FileFaultError("gone")
    try:
        found = Path(batch.file.path)
    except NotImplementedError:
        found = Path()
    if found.is_file():
        yield found
        return
    with tempfile.NamedTemporaryFile() as local:  # files are kept elsewhere
        _copy(batch, local)
        yield Path(local.name)


def _copy(batch: ImportBatch, local: IO[bytes]) -> None:
    try:
        with batch.file.storage.open(str(batch.file.name)) as kept:
            copyfileobj(kept, local)
    except OSError as error:
        raise FileFaultError("gone") from error
    local.flush()


def work_on(batch: ImportBatch, progress: Progress = lambda done, total: None) -> ImportBatch:
    """Bring a batch to the end of its phase, or to where it is stopped."""
    phases = {State.FETCHING: fetch, State.CHECKING: check, State.ADDING: add, State.UNDOING: undo}
    phase = phases.get(State(batch.state))
    if phase is None:
        return batch
    try:
        phase(batch, progress)
    except FileFaultError as fault:
        _end(batch, fault.code, fault.values)
    except Exception:
        # Not known what it is: the batch ends with it, and somebody can go on.
        logger.exception("an import failed", extra={"batch": batch.pk})
        _end(batch, "internal", {})
    batch.refresh_from_db()
    return batch


def _end(batch: ImportBatch, code: str, values: dict[str, Any]) -> None:
    """End a phase with what is wrong. Once records were added the batch is only stopped, so that
    it can go on, or be undone.
    """
    facts: dict[str, Any] = {"state": State.FAILED}
    if batch.state in {State.ADDING, State.UNDOING}:
        facts = {"state": State.STOPPED, "stopped_at": batch.state}
    with transaction.atomic():
        rows = ImportBatch.objects.filter(pk=batch.pk, state=batch.state)
        if rows.update(fault=code, fault_values=values, **facts) and "stopped_at" not in facts:
            ImportRow.objects.filter(batch=batch).delete()


def preview(batch: ImportBatch, most: int = 10) -> list[Candidate]:
    """The first rows as they would be added; nothing is asked of other sites."""
    defaults, words = _defaults(batch), Words()
    with source_path(batch) as path:
        rows = source_rows(path, batch.form, batch.encoding, batch.mapping)
        return [candidate(row, defaults, words) for row in islice(rows, most)]


def _defaults(batch: ImportBatch) -> Defaults:
    return Defaults(batch.kind, batch.language, batch.source)


def _steps(batch: ImportBatch, path: Path) -> Iterator[list[SourceRow]]:
    rows = source_rows(path, batch.form, batch.encoding, batch.mapping)
    while step := list(islice(rows, STEP)):
        yield step


def _goes_on(batch: ImportBatch, phase: Any, done: int) -> bool:
    """Keep how far the batch is, inside the step's transaction; whether nobody stopped it."""
    return bool(ImportBatch.objects.filter(pk=batch.pk, state=phase).update(done=done))


class _StoppedError(Exception):
    """Somebody stopped the batch; the step in hand is taken back."""


def fetch(batch: ImportBatch, progress: Progress) -> None:
    """Keep what stands at the batch's address as its file. A fetch that was stopped begins anew."""

    def goes_on(count: int) -> bool:
        progress(count, 0)
        return _goes_on(batch, State.FETCHING, count)

    with tempfile.TemporaryFile() as local:
        form = fetch_into(local, batch.address, batch.there, goes_on)
        if form is None:
            return
        size = local.tell()
        local.seek(0)
        with transaction.atomic():
            rows = ImportBatch.objects.filter(pk=batch.pk, state=State.FETCHING)
            if rows.update(state=State.UPLOADED, form=form, size=size, done=0):
                batch.file.save(f"fetched.{form}", File(local), save=False)
                ImportBatch.objects.filter(pk=batch.pk).update(file=batch.file.name)


def check(batch: ImportBatch, progress: Progress) -> None:
    """Read every row and say what would become of it; nothing is added."""
    defaults, words, known = _defaults(batch), Words(), Known()
    done, begin = 0, batch.done
    with source_path(batch) as path:
        for step in _steps(batch, path):
            made = [candidate(_asked(batch, row, begin), defaults, words) for row in step]
            matches = [_match(each, known) for each in made]
            done = step[-1].number
            if done <= begin:
                continue  # checked before the stop; read again for what is double in the file
            with transaction.atomic():
                like = _identifiers(matches)
                rows = [
                    _row(batch, each, match, like)
                    for each, match in zip(made, matches, strict=True)
                    if each.row.number > begin
                ]
                ImportRow.objects.bulk_create(rows, batch_size=STEP)
                goes_on = _goes_on(batch, State.CHECKING, done)
            if not goes_on:
                return
            progress(done, 0)
    if not done:
        raise FileFaultError("empty")
    ImportBatch.objects.filter(pk=batch.pk, state=State.CHECKING).update(
        state=State.CHECKED, total=done
    )


def _asked(batch: ImportBatch, row: SourceRow, begin: int) -> SourceRow:
    """A row of a list of DOIs with what their registries say."""
    return dois.described(row) if batch.form == "doi" and row.number > begin else row


def _match(each: Candidate, known: Known) -> int | None:
    if each.is_refused:
        return None
    match = known.find(each.keys)
    known.add(each.keys)
    return match


def _identifiers(matches: Sequence[int | None]) -> dict[int, str]:
    keys = {pk for pk in matches if pk and pk != IN_FILE}
    return dict(Record.objects.filter(pk__in=keys).values_list("pk", "identifier"))


def _row(batch: ImportBatch, each: Candidate, match: int | None, like: dict[int, str]) -> ImportRow:
    state = RowState.NEW if match is None else RowState.DUPLICATE
    return ImportRow(
        batch=batch,
        number=each.row.number,
        state=RowState.REFUSED if each.is_refused else state,
        title=each.title,
        said=[list(said) for said in each.said[:20]],
        like=like.get(match or 0, ""),
    )


def add(batch: ImportBatch, progress: Progress) -> None:
    """Add the rows that are new, and those that somebody wants all the same."""
    defaults, words, known = _defaults(batch), Words(), Known()
    actor: Actor = batch.by or SYSTEM
    with source_path(batch) as path:
        for step in _steps(batch, path):
            done = step[-1].number
            if done <= batch.done:
                continue
            try:
                with transaction.atomic():
                    _add_step(batch, step, (defaults, words, known), actor)
                    if not _goes_on(batch, State.ADDING, done):
                        raise _StoppedError
            except _StoppedError:
                return
            progress(done, batch.total)
    ImportBatch.objects.filter(pk=batch.pk, state=State.ADDING).update(state=State.DONE)
    log(batch, "interop.import.add", user=batch.by)


def _add_step(
    batch: ImportBatch, step: list[SourceRow], tools: tuple[Defaults, Words, Known], actor: Actor
) -> None:
    defaults, words, known = tools
    waiting = {
        row.number: row
        for row in ImportRow.objects.filter(
            batch=batch, number__gte=step[0].number, number__lte=step[-1].number,
            state__in=[RowState.NEW, RowState.DUPLICATE],
        )
        if row.state == RowState.NEW or row.is_wanted
    }  # fmt: skip
    chosen: list[tuple[ImportRow, Candidate]] = []
    for source in step:
        row = waiting.get(source.number)
        if row is None:
            continue
        if batch.form == "doi":
            source = dois.described(source)
        each = candidate(source, defaults, words)
        match = None if row.is_wanted else _match(each, known)
        if match is None and each.record:
            chosen.append((row, each))
        else:  # somebody added it since the check, or its registry is away now
            row.state = RowState.DUPLICATE if each.record else RowState.REFUSED
            row.said = [list(said) for said in each.said[:20]]
            row.save(update_fields=["state", "said"])
    news = [each.record for _row, each in chosen if each.record]
    records = add_records(
        news, by=actor, provenance=Record.Provenance.IMPORT, publish=batch.is_published
    )
    for (row, _each), record in zip(chosen, records, strict=True):
        row.state, row.identifier = RowState.ADDED, record.identifier
    # An upsert costs a fifth of ``bulk_update``, which compiles a condition for each row.
    ImportRow.objects.bulk_create(
        [row for row, _each in chosen], update_conflicts=True, unique_fields=["id"],
        update_fields=["state", "identifier"], batch_size=STEP,
    )  # fmt: skip


def undo(batch: ImportBatch, progress: Progress) -> None:
    """Take back all that the batch added and nobody has touched since."""
    added = ImportRow.objects.filter(batch=batch, state=RowState.ADDED).order_by("number")
    while step := list(added[:STEP]):
        with transaction.atomic():
            identifiers = [row.identifier for row in step]
            touched = _touched(identifiers)
            taken = [each for each in identifiers if each not in touched]
            Record.objects.with_identifiers(taken).delete()
            rows = ImportRow.objects.filter(pk__in=[row.pk for row in step])
            rows.filter(identifier__in=touched).update(state=RowState.KEPT)
            rows.filter(identifier__in=taken).update(state=RowState.UNDONE)
            goes_on = _goes_on(batch, State.UNDOING, step[-1].number)
        if not goes_on:
            return
        progress(step[-1].number, batch.total)
    ImportBatch.objects.filter(pk=batch.pk, state=State.UNDOING).update(state=State.UNDONE)
    log(batch, "interop.import.undo", user=batch.by)


def _touched(identifiers: list[str]) -> set[str]:
    """Records that somebody edited or published anew, or that another record names."""
    records = Record.objects.with_identifiers(identifiers)
    edited = records.filter(latest_revision__isnull=False).values_list("identifier", flat=True)
    versions = Version.objects.filter(identifier__in=identifiers, number__gt=1)
    named = RecordRelation.objects.filter(target__identifier__in=identifiers)
    ended = records.filter(withdrawn_at__isnull=False).values_list("identifier", flat=True)
    return {
        *edited, *ended, *versions.values_list("identifier", flat=True),
        *named.values_list("target__identifier", flat=True),
    }  # fmt: skip
