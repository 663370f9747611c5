"""What makes vectors of texts. ``tests/contract/embedder.py`` holds every embedder to this."""

from collections.abc import Sequence
from typing import Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

from tessera.lib.errors import TesseraError

Vectors: TypeAlias = NDArray[np.float32]


class EmbedderError(TesseraError):
    """The embedder cannot be used; the message tells the operator why."""


class Embedder(Protocol):
    """Safe to share among threads. Equal texts always have equal vectors."""

    @property
    def name(self) -> str:
        """Model and version, as a file name: vectors of different names are never compared."""

    @property
    def dimensions(self) -> int:
        """Numbers in a vector; a multiple of 8."""

    def passages(self, texts: Sequence[str]) -> Vectors:
        """One row of length 1 per text."""

    def queries(self, texts: Sequence[str]) -> Vectors:
        """The same for what people type; some models tell the two apart."""
