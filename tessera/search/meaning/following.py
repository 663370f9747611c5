"""Keeping the vectors in step with the database, as ``search.indexing`` does it for the words.

The change log is followed in small steps, so that the program can stop between any two, and new
records are there within seconds. What was never embedded (a first start, another model) is caught
up with first; records whose texts are embedded already cost only the reading.
"""

import logging
import os
import threading
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from itertools import islice

from tessera.changes.actions import latest_sequence
from tessera.changes.models import Change
from tessera.search.documents import index_documents, public_identifiers
from tessera.search.meaning.embedders.base import Embedder, Vectors
from tessera.search.meaning.passages import digest, passages
from tessera.search.meaning.service import embedder, give_up, vectors_folder
from tessera.search.meaning.writer import VectorWriter, writing

logger = logging.getLogger(__name__)

#: Records per step: about two seconds of work for the default model.
STEP = 24
_COMMIT_EVERY = 200
_LOWEST_PRIORITY = 19
#: Means are found anew when there is so much more than when they were found.
_FIT_AGAIN = 1.5
_TITLES = 100
_OWN = (Change.Kind.RECORD, Change.Kind.ORGANIZATION)


class Follower:
    """Takes the vectors one step further at a time. Holds the writer's lock until closed."""

    def __init__(self, model: Embedder, writer: VectorWriter) -> None:
        self._model = model
        self._writer = writer
        state = writer.state()
        self._sequence = state.sequence
        # A backup that was restored may be older than the vectors.
        self._is_complete = state.is_complete and state.sequence <= latest_sequence()
        self._uncommitted = 0
        self._waiting: Iterator[list[str]] | None = None
        self._began_at = 0

    def step(self) -> bool:
        """Do a little; whether there was anything to do."""
        if not self._is_complete:
            self._catch_up()
            return True
        changes = list(
            Change.objects.filter(sequence__gt=self._sequence).order_by("sequence")[:STEP]
        )
        if not changes:
            if self._sequence > self._writer.state().sequence:
                self._commit()
            return False
        names = [change.identifier for change in changes if change.kind in _OWN]
        self._embed(list(dict.fromkeys(names)))
        self._sequence = changes[-1].sequence
        if len(changes) < STEP or self._uncommitted >= _COMMIT_EVERY:
            self._commit()
        return True

    def is_sound(self) -> bool:
        """Whether the files are as they were written."""
        return self._writer.is_whole()

    def _catch_up(self) -> None:
        if self._waiting is None:
            self._began_at = latest_sequence()
            self._waiting = _chunks()
            gone = self._writer.identifiers().difference(public_identifiers())
            self._writer.remove(sorted(gone))
        names = next(self._waiting, None)
        if names is not None:
            self._embed(names)
            if self._uncommitted >= _COMMIT_EVERY:
                self._commit()
            return
        self._waiting = None
        self._is_complete = True
        self._sequence = self._began_at
        self._commit()
        logger.info("All records can be found by meaning.", extra={"passages": self._writer.held})

    def _embed(self, identifiers: Sequence[str]) -> None:
        documents = list(index_documents(identifiers))
        self._writer.remove(
            sorted(set(identifiers) - {document.identifier for document in documents})
        )
        fresh = []
        for document in documents:
            pieces = passages(document)
            mark = digest(pieces)
            if not self._writer.is_current(document.identifier, mark):
                fresh.append((document.identifier, pieces, mark))
        # Of several records together: the model is faster with more texts at once.
        texts = [piece.text for _identifier, pieces, _mark in fresh for piece in pieces]
        try:
            vectors, at = self._model.passages(texts), 0
        except Exception as error:
            give_up(error)
            raise
        for identifier, pieces, mark in fresh:
            keys = [(piece.language, piece.number) for piece in pieces]
            self._writer.replace(identifier, keys, vectors[at : at + len(keys)], mark)
            at += len(keys)
        self._uncommitted += len(fresh)

    def _commit(self) -> None:
        held, fitted = self._writer.held, self._writer.state().fitted
        if held > fitted * _FIT_AGAIN or (self._is_complete and held and not fitted):
            self._writer.fit(self._query_means())
        self._writer.commit(sequence=self._sequence, is_complete=self._is_complete)
        self._uncommitted = 0

    def _query_means(self) -> dict[str, Vectors]:
        """Per language, the mean of some titles taken as queries: what people type is as short."""
        means = {}
        for language in self._writer.languages:
            documents = index_documents(self._writer.sample(language, _TITLES))
            titles = [each.texts[language].title for each in documents if language in each.texts]
            if titles:
                mean: Vectors = self._model.queries(titles).mean(axis=0)
                means[language] = mean
        return means


class VectorWork:
    """For the worker's loop: a step at a time, and the lock for as long as there is one to hold."""

    def __init__(self) -> None:
        self._stack = ExitStack()
        self._follower: Follower | None = None

    def step(self) -> bool:
        """Do a little; whether there was anything to do, and an embedder to do it with."""
        model = embedder(wait_seconds=None)
        if model is None:
            self.close()
            return False
        if self._follower is not None and not self._follower.is_sound():
            self.close()
            logger.warning("The vectors were damaged and are made anew.")
        if self._follower is None:
            folder = vectors_folder(model)
            writer = self._stack.enter_context(writing(folder, model.dimensions))
            if writer is None:
                self.close()
                return False
            self._follower = Follower(model, writer)
        try:
            return self._follower.step()
        except Exception:
            self.close()  # What was half done is done again.
            raise

    def close(self) -> None:
        """Let go of the lock. What was not committed is done again by whoever comes next."""
        self._follower = None
        self._stack.close()


def yield_to_others() -> None:
    """Give this thread the lowest priority: pages go first."""
    # Linux takes a thread's number where others take a process's.
    os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _LOWEST_PRIORITY)


def embed_all() -> int:
    """Bring the vectors up to date now; how many passages there are. 0 without an embedder."""
    model = embedder(wait_seconds=None)
    if model is None:
        return 0
    with writing(vectors_folder(model), model.dimensions) as writer:
        if writer is None:
            return 0
        follower = Follower(model, writer)
        while follower.step():
            pass
        return writer.held


def _chunks() -> Iterator[list[str]]:
    """All public identifiers, read ahead so that no question to the database stays open."""
    identifiers = list(public_identifiers())
    remaining = iter(identifiers)
    while chunk := list(islice(remaining, STEP)):
        yield chunk
