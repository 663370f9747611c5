"""``tessera import``: the same batch as on the pages, worked on at once."""

import sys
from collections.abc import Callable
from pathlib import Path

from django.core.files import File
from django.db.models import Count

from tessera.accounts.actors import SYSTEM
from tessera.catalogue.models import KIND_MODELS
from tessera.interop.importing.actions import columns_of, receive_file
from tessera.interop.importing.reading import FORMATS, format_of
from tessera.interop.importing.rows import FILE_SENTENCES
from tessera.interop.importing.tables import guessed_mapping
from tessera.interop.importing.working import work_on
from tessera.interop.models import ImportBatch, ImportRow
from tessera.lib.errors import TesseraError

Say = Callable[[str], None]
State = ImportBatch.State


def import_path(
    path: Path, *, form: str, kind: str, language: str, encoding: str, dry_run: bool,
    publish: bool, say: Say,
) -> int:  # fmt: skip
    """Check a file and add what is new in it; 0, or 1 when it was refused.

    Raises:
        TesseraError: there is no such file, format or kind.
    """
    form = form or format_of(path.name)
    if form not in FORMATS:
        raise TesseraError(f"“{path.name}” does not tell its format; say --format.")
    if kind not in KIND_MODELS:
        raise TesseraError(f"“{kind}” is no kind; it is one of {', '.join(KIND_MODELS)}.")
    if not path.is_file():
        raise TesseraError(f"There is no file {path}.")
    with path.open("rb") as content:
        batch = receive_file(
            name=path.name, content=File(content), size=path.stat().st_size, form=form, kind=kind,
            language=language, encoding=encoding, by=SYSTEM,
        )  # fmt: skip
    if FORMATS[form].is_table:
        columns, _samples = columns_of(batch)
        batch.mapping = guessed_mapping(columns)
        batch.save(update_fields=["mapping"])
    batch = _run(batch, State.CHECKING)
    if batch.state == State.CHECKED and not dry_run:
        ImportBatch.objects.filter(pk=batch.pk).update(is_published=publish, done=0)
        batch.refresh_from_db()
        batch = _run(batch, State.ADDING)
    if batch.fault:
        say(str(FILE_SENTENCES[batch.fault]) % batch.fault_values)
        return 1
    counts = ImportRow.objects.filter(batch=batch).values_list("state").annotate(n=Count("pk"))
    told = ", ".join(f"{count:,} {state}" for state, count in counts.order_by("state"))
    say(f"Import {batch.pk}: {told}.")
    return 0


def _run(batch: ImportBatch, phase: State) -> ImportBatch:
    ImportBatch.objects.filter(pk=batch.pk).update(state=phase)
    batch.state = phase
    return work_on(batch, _progress)


def _progress(done: int, total: int) -> None:
    if sys.stderr.isatty():
        of = f" of {total:,}" if total else ""
        sys.stderr.write(f"\r{done:,}{of} rows")
        sys.stderr.flush()
