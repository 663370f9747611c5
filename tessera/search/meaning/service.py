"""The embedder and the vectors of this process; and what is wrong with them, if anything is."""

import logging
import threading
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from tessera.search.meaning.embedders import Embedder, EmbedderError, open_embedder
from tessera.search.meaning.embedders.base import Vectors
from tessera.search.meaning.store import VectorStore

logger = logging.getLogger(__name__)

#: How long the first search of a process waits for the model; the next ones find it loaded.
FIRST_WAIT_SECONDS = 0.5
FAULT = _("Search works by words only: the program that reads meaning cannot be used.")


class _Loading:
    """Loads the embedder once, beside what goes on. A failure is logged once, and stays."""

    def __init__(self) -> None:
        self.embedder: Embedder | None = None
        self.fault = ""
        self._thread = threading.Thread(target=self._load, name="embedder", daemon=True)
        self._thread.start()

    def wait(self, seconds: float | None) -> None:
        if self._thread.is_alive():
            self._thread.join(seconds)

    def _load(self) -> None:
        try:
            self.embedder = open_embedder(settings.EMBEDDER, models_folder())
        except EmbedderError as error:
            self.fault = str(error)
            logger.warning("Search goes on by words only: %s", error)


_loading: _Loading | None = None
_lock = threading.Lock()


def is_wanted() -> bool:
    """Whether an embedder is set at all."""
    return bool(settings.EMBEDDER != "none")


def embedder(*, wait_seconds: float | None = FIRST_WAIT_SECONDS) -> Embedder | None:
    """The embedder; ``None`` when there is none, it is broken, or it is not loaded in time."""
    global _loading
    if not is_wanted():
        return None
    with _lock:
        if _loading is None:
            _loading = _Loading()
    _loading.wait(wait_seconds)
    return _loading.embedder


def give_up(error: Exception) -> None:
    """Use the embedder no more: it failed in the middle of its work. One line in the log."""
    if _loading is not None and _loading.embedder is not None:
        _loading.embedder, _loading.fault = None, str(error)
        logger.warning("Search goes on by words only: %s", error)


def fault() -> str:
    """Why search by meaning does not work although it is wanted; empty when it does."""
    if embedder() is None and _loading is not None:
        return _loading.fault
    return ""


def forget() -> None:
    """Begin anew at the next question; for changed settings."""
    global _loading
    _loading = None
    _store.cache_clear()
    query_vector.cache_clear()


def models_folder() -> Path:
    """Where embedders keep the files that they prepare."""
    return Path(settings.DATA_DIR) / "models"


def vectors_folder(model: Embedder) -> Path:
    """Where the vectors of an embedder are."""
    return Path(settings.DATA_DIR) / "meaning" / model.name


@lru_cache(maxsize=2)
def _store(folder: Path, dimensions: int) -> VectorStore:
    return VectorStore(folder, dimensions)


def store() -> VectorStore | None:
    """The vectors; ``None`` without an embedder."""
    model = embedder()
    return None if model is None else _store(vectors_folder(model), model.dimensions)


def vectors_generation() -> int:
    """Changes whenever a vector does; 0 without vectors. Waits for no model."""
    if embedder(wait_seconds=0) is None:
        return 0
    found = store()
    return found.generation() if found else 0


@lru_cache(maxsize=1024)
def query_vector(text: str) -> Vectors | None:
    """The vector of a typed text; ``None`` without an embedder."""
    model = embedder()
    if model is None or not text.strip():
        return None
    try:
        return model.queries([text])[0]
    except Exception as error:  # Whatever a model's package raises; words go on.
        give_up(error)
        return None
