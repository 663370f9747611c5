"""The embedded engine: tantivy, in a folder, without any server.

Many processes read, each through memory-mapped files and its own picture of the newest commit,
renewed at most once a second. Whoever writes holds the folder's lock for one batch.
"""

import os
import threading
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

import tantivy
from tantivy import Index, Order, Query, Schema, Searcher

from tessera.search.analysis import folded
from tessera.search.criteria import MAX_RESULTS, Criteria, Sort
from tessera.search.engines import tantivy_schema as names
from tessera.search.engines.base import (
    Hit,
    IndexDocument,
    SearchResults,
    can_be_completed,
)
from tessera.search.engines.errors import IndexMissingError, SearchEngineError, WriterLockedError
from tessera.search.engines.generations import Generations, read_sequence, write_sequence
from tessera.search.engines.kept_results import KeptResults
from tessera.search.engines.soundness import fault_of, is_cut, sizes_of
from tessera.search.engines.tantivy_counts import (
    Counts,
    FacetCounter,
    combined,
    count,
    total_of,
)
from tessera.search.engines.tantivy_queries import QueryMaker, must, silent

REFRESH_SECONDS: Final = 1.0
#: How long files are trusted to be as long as they were: looking takes a tenth of a millisecond.
TRUST_SECONDS: Final = 0.05
_BATCH_MEMORY: Final = 30_000_000
_REBUILD_MEMORY: Final = 200_000_000
_SWITCH_WAIT_SECONDS: Final = 60.0
_OPEN_ATTEMPTS: Final = 3
_LOOK_AGAIN_SECONDS: Final = 0.1
_DOCUMENT_STEP: Final = 5_000
_PANIC: Final = "PanicException"
NO_INDEX: Final = "There is no search index: “tessera reindex” builds it."
CUT_SHORT: Final = "A file of the search index was cut short."
_ORDERS: Final = {
    Sort.NEWEST: (names.PUBLISHED_AT, Order.Desc),
    Sort.VERIFIED: (names.VERIFIED_AT, Order.Desc),
    Sort.TITLE: (names.TITLE_SORT, Order.Asc),
}


@dataclass
class _Picture:
    """One commit of one generation as it is read, with counts that were asked for before."""

    generation: Path
    stamp: tuple[int, int]
    index: Index
    schema: Schema
    searcher: Searcher
    counter: FacetCounter
    sizes: Mapping[Path, int]
    kept: KeptResults = field(default_factory=KeptResults)

    def maker(self, language: str) -> QueryMaker:
        return QueryMaker(self.schema, self.searcher, language)


class TantivyEngine:
    """See ``base.SearchEngine``."""

    def __init__(self, folder: Path) -> None:
        self._generations = Generations(folder)
        self._picture: _Picture | None = None
        self._looked_at = 0.0
        self._trusted_at = 0.0
        self._lock = threading.Lock()

    # Searching

    def search(self, criteria: Criteria, *, with_facets: bool = True) -> SearchResults:
        """One page of hits, the exact total, and the counts of all facets."""
        began = time.perf_counter()
        with self._reading() as picture:
            kept = picture.kept.get(criteria) if with_facets else None
            if kept is not None:
                return replace(kept, took_ms=(time.perf_counter() - began) * 1000)
            maker = picture.maker(criteria.language)
            text, filters = maker.text(criteria), maker.filters(criteria)
            counting = picture.counter.begin(criteria, text, filters) if with_facets else dict
            total, hits = self._hits(picture, criteria, filters, combined(text, filters))
            counts: Counts = counting()
        took_ms = (time.perf_counter() - began) * 1000
        results = SearchResults(total, hits, counts, took_ms)
        if with_facets:  # Others are steps of a long list, which nobody asks for twice.
            picture.kept.keep(criteria, results)
        return results

    def count(self, criteria: Criteria) -> int:
        """How many documents match."""
        with self._reading() as picture:
            maker = picture.maker(criteria.language)
            asked = combined(maker.text(criteria), maker.filters(criteria))
            return count(picture.searcher, asked)

    def matching(self, criteria: Criteria, identifiers: Sequence[str]) -> set[str]:
        """Those of some documents that match."""
        if not identifiers:
            return set()
        with self._reading() as picture:
            maker = picture.maker(criteria.language)
            asked = combined(maker.text(criteria), maker.filters(criteria))
            named = Query.term_set_query(picture.schema, names.IDENTIFIER, list(identifiers))
            both = must(silent(named), asked)
            found = picture.searcher.search(both, len(identifiers), count=False)
            return {_identifier(picture, address) for _score, address in found.hits}

    def _hits(
        self, picture: _Picture, criteria: Criteria, filters: Mapping[str, Query], query: Query
    ) -> tuple[int, tuple[Hit, ...]]:
        limit = min(criteria.page_size, MAX_RESULTS - criteria.offset)
        if limit < 1:
            return count(picture.searcher, query), ()
        sort = criteria.sort
        order: dict[str, Any]
        by_relevance = sort is Sort.BEST and bool(criteria.query.wanted() or criteria.liked)
        if by_relevance:
            maker = picture.maker(criteria.language)
            query = combined(maker.text(criteria, is_ranked=True), filters)
            order = {"weight_by_field": names.WEIGHT}
            if criteria.liked:
                query, order = maker.liking(query, criteria.liked), {}
        else:
            column, direction = _ORDERS.get(sort, (names.RANK, Order.Desc))
            order = {"order_by_field": column, "order": direction}
        found = picture.searcher.search(query, limit, count=True, offset=criteria.offset, **order)
        hits = tuple(
            Hit(_identifier(picture, address), float(score) if by_relevance else 0.0)
            for score, address in found.hits
        )
        return total_of(found), hits

    def suggest(self, text: str, *, language: str, limit: int = 8) -> list[str]:
        """Identifiers by the beginning of a word of the title; with an error, if none has it."""
        begun = folded(text).rpartition(" ")[2]
        if not can_be_completed(begun) or limit < 1:
            return []
        order: dict[str, Any] = {"weight_by_field": names.WEIGHT}
        with self._reading() as picture:
            maker = picture.maker(language)
            for is_exact in (True, False):
                query = maker.title_beginning(text, is_exact=is_exact)
                hits = picture.searcher.search(query, limit, count=False, **order).hits
                if hits:
                    break
            return [_identifier(picture, address) for _score, address in hits]

    def has_word(self, word: str, language: str) -> bool:
        """Whether any document has this word, or another form of it."""
        with self._reading() as picture:
            return picture.maker(language).has_word(word)

    def similar_words(self, word: str) -> Mapping[str, int]:
        """Words of titles that are spelt alike."""
        with self._reading() as picture:
            return picture.maker("en").similar_words(word)

    # Reading

    def documents(self) -> Iterator[tuple[str, int]]:
        """Identifier and revision of every document of one commit."""
        try:
            picture = self._current()
        except IndexMissingError:
            return
        searcher = picture.searcher
        total = searcher.num_docs
        addresses = (
            [each for _score, each in searcher.search(Query.all_query(), total).hits]
            if total
            else []
        )
        for start in range(0, total, _DOCUMENT_STEP):
            step = addresses[start : start + _DOCUMENT_STEP]
            revisions = searcher.fast_field_values(names.REVISION, step)
            for address, revision in zip(step, revisions, strict=True):
                yield _identifier(picture, address), int(revision or 0)

    def fault(self) -> str:
        """Why the index cannot be used; looked at again, as files come and go in writing."""
        for attempt in range(1, _OPEN_ATTEMPTS + 1):
            generation = self._generations.current()
            found = fault_of(generation) if generation else NO_INDEX
            if not found:
                return ""
            if attempt < _OPEN_ATTEMPTS:
                time.sleep(_LOOK_AGAIN_SECONDS)
        return found

    @contextmanager
    def _reading(self) -> Iterator["_Picture"]:
        """The newest picture; what its damaged files raise becomes an error of ours."""
        picture = self._current()
        if time.monotonic() - self._trusted_at >= TRUST_SECONDS:
            if is_cut(picture.sizes):
                self._looked_at = 0.0
                raise SearchEngineError(CUT_SHORT)
            self._trusted_at = time.monotonic()
        try:
            yield picture
        except BaseException as error:
            # The library panics about some damage, which is no ``Exception``.
            is_ours = isinstance(error, OSError | ValueError) or type(error).__name__ == _PANIC
            # Of the generation that is read here: it may have been replaced just now.
            if is_ours and (fault := fault_of(picture.generation)):
                self._looked_at = 0.0
                raise SearchEngineError(fault) from error
            raise

    def sequence(self) -> int:
        """How far the index has followed the change log."""
        generation = self._generations.current()
        return read_sequence(generation) if generation else 0

    def refresh(self) -> None:
        """Look now for a newer commit or generation."""
        with self._lock:
            self._look()

    def close(self) -> None:
        """Let go of all files."""
        with self._lock:
            self._picture = None
            self._looked_at = 0.0

    def _current(self) -> _Picture:
        picture = self._picture
        if picture is not None and time.monotonic() - self._looked_at < REFRESH_SECONDS:
            return picture
        # While one thread looks for news, others go on with what they have.
        if self._lock.acquire(blocking=picture is None):
            try:
                if self._picture is None or time.monotonic() - self._looked_at >= REFRESH_SECONDS:
                    self._look()
                picture = self._picture
            finally:
                self._lock.release()
        if picture is None:
            raise IndexMissingError(NO_INDEX)
        return picture

    def _look(self) -> None:
        for attempt in range(1, _OPEN_ATTEMPTS + 1):
            generation = self._generations.current()
            try:
                self._picture = _look_again(self._picture, generation)
                break
            except (OSError, ValueError) as error:
                # A rebuild may have replaced and deleted the generation just now.
                if attempt == _OPEN_ATTEMPTS:
                    raise SearchEngineError(
                        "The search index cannot be read: “tessera reindex” builds it anew."
                    ) from error
        self._looked_at = time.monotonic()

    # Writing

    @contextmanager
    def writer(self) -> Iterator["TantivyWriter"]:
        """The one writer to the current generation."""
        with self._generations.locked("writer"):
            generation = self._generations.current()
            is_new = generation is None
            if generation is None:
                generation = self._generations.start()
            with _writing(generation, _BATCH_MEMORY) as writer:
                if is_new:
                    writer.commit(sequence=0)
                    self._generations.switch_to(generation)
                yield writer
        self.refresh()

    @contextmanager
    def rebuild(self) -> Iterator["TantivyWriter"]:
        """A writer into a fresh generation, which becomes the current one at the end."""
        generations = self._generations
        with generations.locked("rebuild"):
            generations.remove_all_but(generations.current())
            generation = generations.start()
            try:
                with _writing(generation, _REBUILD_MEMORY, is_fresh=True) as writer:
                    yield writer
                if writer.is_committed:
                    with generations.locked("writer", wait_seconds=_SWITCH_WAIT_SECONDS):
                        generations.switch_to(generation)
            finally:
                generations.remove_all_but(generations.current())
        self.refresh()


class TantivyWriter:
    """See ``base.IndexWriter``."""

    def __init__(
        self, generation: Path, writer: tantivy.IndexWriter, *, is_fresh: bool = False
    ) -> None:
        self._generation = generation
        self._writer = writer
        # A fresh index has nothing to replace but what this writer added: deletions are not cheap.
        self._added: set[str] | None = set() if is_fresh else None
        self.is_committed = False

    def upsert(self, documents: Iterable[IndexDocument]) -> None:
        """Add documents in the place of older ones."""
        for document in documents:
            if self._added is None or document.identifier in self._added:
                self._writer.delete_documents_by_term(names.IDENTIFIER, document.identifier)
            elif self._added is not None:
                self._added.add(document.identifier)
            self._writer.add_document(names.build_document(document))

    def delete(self, identifiers: Iterable[str]) -> None:
        """Remove documents."""
        for identifier in identifiers:
            self._writer.delete_documents_by_term(names.IDENTIFIER, identifier)

    def commit(self, *, sequence: int) -> None:
        """Keep the changes, then the sequence: killed in between, the changes come again."""
        self._writer.commit()
        write_sequence(self._generation, sequence)
        self.is_committed = True


@contextmanager
def _writing(generation: Path, memory: int, *, is_fresh: bool = False) -> Iterator[TantivyWriter]:
    path = str(generation / "index")
    try:
        writer = Index(names.build_schema(), path).writer(memory, 1)
    except ValueError as error:
        if "LockBusy" in str(error):
            raise WriterLockedError("Another process is writing to the search index.") from error
        raise SearchEngineError(f"The search index cannot be written: {error}") from error
    try:
        yield TantivyWriter(generation, writer, is_fresh=is_fresh)
    finally:
        # Not rolled back: that leaves merging threads behind, which may write over what the next
        # writer commits. What was not committed goes with the writer.
        writer.wait_merging_threads()


def _look_again(picture: _Picture | None, generation: Path | None) -> _Picture | None:
    """The same picture if nothing was committed, else a new one; ``None`` without an index."""
    if generation is None:
        return None
    # Looked at before reloading: a commit in between is then found the next time.
    facts = os.stat(generation / "index" / "meta.json")
    stamp = (facts.st_ino, facts.st_mtime_ns)
    sizes = sizes_of(generation)
    if picture is not None and picture.generation == generation:
        if picture.stamp == stamp:
            return picture
        index = picture.index
    else:
        index = Index.open(str(generation / "index"))
        index.config_reader("manual")
    index.reload()
    schema, searcher = index.schema, index.searcher()
    counter = FacetCounter(schema, searcher)
    return _Picture(generation, stamp, index, schema, searcher, counter, sizes)


def _identifier(picture: _Picture, address: tantivy.DocAddress) -> str:
    return str(picture.searcher.doc(address).get_first(names.IDENTIFIER))
