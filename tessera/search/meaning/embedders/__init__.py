"""The embedders, one module each, by the names that ``TESSERA_EMBEDDER`` knows."""

import importlib
from pathlib import Path

from tessera.search.meaning.embedders.base import Embedder, EmbedderError


def open_embedder(setting: str, folder: Path) -> Embedder | None:
    """The embedder of a setting: ``none``, ``use``, ``e5``, or ``package.module:factory``.

    A factory is called without arguments and answers an ``Embedder``. ``folder`` is for files that
    an embedder prepares once and all processes share. Loading a model takes seconds.

    Raises:
        EmbedderError: its package is missing or broken; told in a sentence for the operator.
    """
    if setting == "none":
        return None
    try:
        if setting == "use":
            # Deferred: each needs a package that need not be installed.
            from tessera.search.meaning.embedders.use import UseEmbedder

            return UseEmbedder(folder)
        if setting == "e5":
            from tessera.search.meaning.embedders.e5 import E5Embedder

            return E5Embedder()
        module, _colon, factory = setting.partition(":")
        made: Embedder = getattr(importlib.import_module(module), factory)()
    except Exception as error:
        # Whatever a model's package raises: without it, search by words goes on.
        raise EmbedderError(f"The embedder “{setting}” cannot be loaded: {error}") from error
    return made


__all__ = ["Embedder", "EmbedderError", "open_embedder"]
