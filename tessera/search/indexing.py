"""Keeping the index in step with the database, which alone is true.

The change log is the outbox: an action writes its row in its own transaction. One process owns
the writer, reads the rows after the last sequence that the index itself remembers, re-reads what
they name, and commits words and sequence together. Killed anywhere, it takes up where the index
says that it stood; doing a step twice changes nothing.
"""

import logging
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from itertools import islice

from django.db import transaction

from tessera.catalogue.models import Record
from tessera.changes.actions import latest_sequence
from tessera.changes.models import Change
from tessera.network.models import Organization
from tessera.search.documents import index_documents, public_identifiers
from tessera.search.engines.base import IndexWriter
from tessera.search.engines.errors import WriterLockedError
from tessera.search.reading import WORTH_HELPERS, prepared_documents
from tessera.search.service import engine
from tessera.vocabularies.labels import forget_labels, labels

logger = logging.getLogger(__name__)
_BATCH = 500
#: Programs that read and analyse where the worker builds a large index anew.
_HELPERS = 2
Progress = Callable[[int, int], None]
_OWN = (Change.Kind.RECORD, Change.Kind.ORGANIZATION)


def keep_index() -> int:
    """One step of the worker: build the index anew if it cannot be used, else follow the changes.

    Answers how much was done. Readers say meanwhile that search is being rebuilt, and find the new
    index by themselves.
    """
    if not (fault := engine().fault()):
        return update_index()
    logger.error("The search index is built anew", extra={"fault": fault})
    try:
        count = reindex(processes=_HELPERS)
    except WriterLockedError:
        return 0  # Somebody else builds it.
    logger.warning("The search index was built anew", extra={"count": count})
    return count


def update_index() -> int:
    """Apply what the change log holds beyond the index; the number of changes applied.

    Returns 0 when another process owns the writer.
    """
    search = engine()
    applied = 0
    while changes := _next_changes(search.sequence()):
        try:
            with search.writer() as writer:
                _apply(writer, changes)
                writer.commit(sequence=changes[-1].sequence)
        except WriterLockedError:
            return applied
        applied += len(changes)
    return applied


def _next_changes(after: int) -> list[Change]:
    return list(Change.objects.filter(sequence__gt=after).order_by("sequence")[:_BATCH])


def _apply(writer: IndexWriter, changes: Iterable[Change]) -> None:
    changes = list(changes)
    if any(change.kind not in _OWN for change in changes):
        forget_labels()  # The picture may be a second old: older than the change.
    wanted: dict[str, None] = {}
    for change in changes:
        if change.kind in _OWN:
            wanted[change.identifier] = None
        else:
            wanted.update(dict.fromkeys(_touched_by(change)))
    _write(writer, list(wanted))


def _write(writer: IndexWriter, identifiers: list[str]) -> None:
    """Upsert what is public, delete what is not."""
    for start in range(0, len(identifiers), _BATCH):
        chunk = identifiers[start : start + _BATCH]
        documents = list(index_documents(chunk))
        writer.upsert(documents)
        gone = set(chunk) - {document.identifier for document in documents}
        writer.delete(sorted(gone))


def _touched_by(change: Change) -> Iterator[str]:
    """What must be indexed again when a concept or a place changed its name or its parent.

    That is what carries it, or anything below it: documents have the codes of all ancestors, and
    cities the names of their countries.
    """
    picture = labels()
    if change.kind == Change.Kind.CONCEPT:
        scheme, _colon, code = change.identifier.partition(":")
        below = [
            entry.pk
            for entry in picture.concepts.values()
            if entry.scheme == scheme and code in (each.code for each in picture.lineage(entry))
        ]
        if below and scheme in {"TH", "OT"}:
            yield from _identifiers(Record.objects.filter(themes__in=below))
            yield from _identifiers(Organization.objects.filter(themes__in=below))
            yield from _identifiers(Organization.objects.filter(org_type__in=below))
    elif change.kind == Change.Kind.PLACE:
        places = [
            entry.pk
            for entry in picture.places.values()
            if change.identifier in (each.code for each in picture.place_lineage(entry))
        ]
        if places:
            yield from _identifiers(Record.objects.filter(places__in=places))
            yield from _identifiers(Organization.objects.filter(city__in=places))
            yield from _identifiers(Organization.objects.filter(country__in=places))


def _identifiers(rows: "Iterable[object]") -> Iterator[str]:
    yield from rows.values_list("identifier", flat=True).distinct().iterator(2000)  # type: ignore[attr-defined]


def reindex(progress: Progress = lambda done, total: None, *, processes: int = 1) -> int:
    """Rebuild into a fresh index beside the old one, then swap; the number of documents.

    Readers use the old index until the swap, and the changes made meanwhile are applied after it.
    ``processes`` are helpers that read and analyse where there is much to do.
    """
    sequence = latest_sequence()
    total = Record.objects.public().count() + Organization.objects.public().count()
    done = 0
    helpers = processes if total >= WORTH_HELPERS else 1
    with engine().rebuild() as writer:
        for documents in prepared_documents(_chunks(), helpers):
            writer.upsert(documents)
            done += len(documents)
            progress(done, total)
        writer.commit(sequence=sequence)
    update_index()
    return done


def _chunks() -> Iterator[list[str]]:
    identifiers = public_identifiers()
    while chunk := list(islice(identifiers, _BATCH)):
        yield chunk


def heal_drift() -> int:
    """Compare the index with the database and mend differences; how many there were.

    The nightly check. What changed during the comparison is left to ``update_index``.
    """
    with transaction.atomic():
        sequence = latest_sequence()
        wanted = dict(_revisions())
    documents = list(engine().documents())
    held = dict(documents)
    times = Counter(identifier for identifier, _revision in documents)
    differing = [
        identifier
        for identifier in wanted.keys() | held.keys()
        if wanted.get(identifier) != held.get(identifier) or times[identifier] > 1
    ]
    if engine().sequence() < sequence or not differing:
        return 0
    with engine().writer() as writer:
        _write(writer, sorted(differing))
        writer.commit(sequence=sequence)
    logger.warning("The index differed from the database.", extra={"count": len(differing)})
    return len(differing)


def _revisions() -> Iterator[tuple[str, int]]:
    """Identifier and newest change of all that is public, as the index remembers them."""
    for chunk in _chunks():
        for document in index_documents(chunk):
            yield document.identifier, document.revision
