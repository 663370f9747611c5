"""The engines that can answer a search, one module each, behind ``base.SearchEngine``."""

import threading
from pathlib import Path

from tessera.search.engines.base import SearchEngine
from tessera.search.engines.errors import EngineAddressError
from tessera.search.engines.generations import Generations
from tessera.search.engines.memory import MemoryEngine
from tessera.search.engines.soundness import fault_of

_shared: dict[str, MemoryEngine] = {}
_lock = threading.Lock()


def open_engine(url: str) -> SearchEngine:
    """The engine at an address: ``tantivy:<folder>``, ``memory:`` or ``memory:<name>``.

    ``memory:`` is a new, empty engine each time; named ones are shared within the process.

    Raises:
        EngineAddressError: the address is no engine's.
    """
    kind, colon, rest = url.partition(":")
    if colon and kind == "memory":
        if not rest:
            return MemoryEngine()
        with _lock:
            return _shared.setdefault(rest, MemoryEngine())
    if colon and kind == "tantivy" and rest:
        # Deferred: the in-memory engine must work where the library is not installed.
        from tessera.search.engines.tantivy_engine import TantivyEngine

        return TantivyEngine(Path(rest))
    raise EngineAddressError(
        f"“{url}” is no search engine: use tantivy:<folder>, or memory: for tests."
    )


def has_index(url: str) -> bool:
    """Whether a whole index that this version can read is there; opens nothing, costs little."""
    kind, _colon, rest = url.partition(":")
    if kind != "tantivy":
        return True
    generation = Generations(Path(rest)).current()
    return generation is not None and not fault_of(generation)


__all__ = ["has_index", "open_engine"]
