"""The vectors of all passages, in files that every process maps: one writer, many readers.

    <folder>/state.json    how many passages, how far the change log was followed, the languages
    <folder>/rows.bin      whose passage each is
    <folder>/codes.bin     the vectors, one byte per number
    <folder>/bits.bin      the signs of the centred vectors, for a first look at all of them
    <folder>/means.npy     per language, the mean of passages and that of queries

Small collections are compared exactly. In large ones, those whose signs differ least from the
query's are looked at first, and the ``RESCORED`` best of them compared exactly: every passage is
looked at, under any filter, so that nothing is lost to the shape of a graph. Rows are overwritten
in place, and are not valid meanwhile. ``state.json`` is replaced last: what it does not tell of is
not there. All of it is disposable.
"""

import json
import os
import time
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from tessera.search.engines.soundness import is_cut
from tessera.search.meaning.embedders.base import Vectors

#: Passages up to which all are compared exactly; and how many are after the first look.
EXACT: Final = 8_000
RESCORED: Final = 2_000
REFRESH_SECONDS: Final = 1.0
BLOCK: Final = 4096
_BLOCKS_AT_ONCE: Final = 16
#: Raised when the files' layout changes: others are not read, and made anew.
LAYOUT: Final = 1
ROW: Final = np.dtype(
    [
        ("identifier", "S12"), ("digest", "<u8"), ("scale", "<f4"), ("norm", "<f4"),
        ("number", "<u2"), ("language", "u1"), ("valid", "u1"),
    ]
)  # fmt: skip

#: What reading files that are missing, damaged or of another layout may raise.
NOT_WHOLE: Final = (OSError, ValueError, KeyError, TypeError)


@dataclass(frozen=True)
class State:
    """What ``state.json`` says. ``is_complete``: all records were embedded once."""

    count: int = 0
    sequence: int = 0
    fitted: int = 0
    is_complete: bool = False
    languages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A record whose best passage is near; nearness is a cosine."""

    identifier: str
    nearness: float
    language: str
    number: int


@dataclass
class _Mapped:
    """The files as one process sees them."""

    state: State
    rows: Any
    codes: NDArray[np.int8]
    bits: NDArray[np.uint64]
    means: Vectors
    stamp: tuple[int, int] = field(default=(0, 0))
    sizes: Mapping[Path, int] = field(default_factory=dict)

    @cached_property
    def _by_name(self) -> tuple[NDArray[np.int64], Any]:
        """The rows in the order of their identifiers, and these in the same order."""
        names = self.rows["identifier"][: self.state.count]
        order = np.argsort(names, kind="stable")
        return order, names[order]

    def rows_of(self, identifiers: Collection[str]) -> NDArray[np.int64]:
        """The rows of some records, in their order."""
        wanted = np.array(sorted(name.encode("ascii") for name in set(identifiers)), "S12")
        order, names = self._by_name
        begins = np.searchsorted(names, wanted, "left")
        ends = np.searchsorted(names, wanted, "right")
        found = [order[begin:end] for begin, end in zip(begins, ends, strict=True)]
        rows = np.sort(np.concatenate([*found, np.empty(0, np.int64)]))
        # A row may have been given to another record since the order was made.
        kept: NDArray[np.int64] = rows[np.isin(self.rows["identifier"][rows], wanted)]
        return kept


class VectorStore:
    """Reading: safe for several threads."""

    def __init__(self, folder: Path, dimensions: int) -> None:
        self.folder = folder
        self.dimensions = dimensions
        self._mapped: _Mapped | None = None
        self._looked_at = 0.0

    # Reading

    def state(self) -> State:
        """What is there now; looked up at most once a second."""
        mapped = self._current()
        return mapped.state if mapped else State()

    def generation(self) -> int:
        """Changes whenever anything does; for keeping results."""
        mapped = self._current()
        return mapped.stamp[1] if mapped else 0

    def refresh(self) -> None:
        """Look now."""
        self._looked_at = time.monotonic()
        try:
            facts = os.stat(self.folder / "state.json")
            stamp = (facts.st_ino, facts.st_mtime_ns)
            if self._mapped is None or self._mapped.stamp != stamp:
                self._mapped = self._open(stamp)
        except NOT_WHOLE:
            self._mapped = None  # Not there yet, or not whole: the writer makes it anew.

    def near(
        self,
        query: Vectors,
        language: str,
        *,
        limit: int,
        within: Collection[str] | None = None,
        is_query: bool = True,
        spoken: str = "",
    ) -> list[Neighbour]:
        """The records nearest to a vector in a language, each with its best passage.

        ``is_query`` tells whether the vector is of a typed query or of a passage; ``spoken``
        narrows to passages in a language.
        """
        mapped = self._current()
        if mapped is None or not mapped.state.count:
            return []
        centred = _unit(query - self._mean(mapped, language, is_query=is_query))
        numbers = self._candidates(mapped, centred, within, spoken)
        scores = self._scores(mapped, numbers, centred)
        found: dict[bytes, Neighbour] = {}
        for at in np.argsort(-scores, kind="stable"):
            row = mapped.rows[numbers[at]]
            identifier = bytes(row["identifier"])
            if identifier not in found:
                spoken = mapped.state.languages[row["language"]]
                found[identifier] = Neighbour(
                    identifier.decode("ascii"), float(scores[at]), spoken, int(row["number"])
                )
                if len(found) == limit:
                    break
        return list(found.values())

    def scores_of(
        self, query: Vectors, language: str, identifiers: Sequence[str]
    ) -> dict[str, Neighbour]:
        """The nearness of certain records to a query."""
        near = self.near(query, language, limit=len(identifiers), within=identifiers)
        return {each.identifier: each for each in near}

    def passages_of(self, identifier: str) -> list[tuple[str, int, Vectors]]:
        """Language, number and vector of each passage of a record."""
        mapped = self._current()
        if mapped is None:
            return []
        count = mapped.state.count
        at = np.flatnonzero(mapped.rows["identifier"][:count] == identifier.encode("ascii"))
        rows = mapped.rows[at]
        vectors = mapped.codes[at].astype(np.float32) * rows["scale"][:, None]
        return [
            (mapped.state.languages[row["language"]], int(row["number"]), vector)
            for row, vector in zip(rows, vectors, strict=True)
            if row["valid"]
        ]

    def digests(self) -> dict[str, int]:
        """Identifier → digest of all that is there."""
        mapped = self._current()
        if mapped is None:
            return {}
        rows = mapped.rows[: mapped.state.count]
        rows = rows[rows["valid"] == 1]
        names = rows["identifier"].astype("U12").tolist()
        return dict(zip(names, rows["digest"].tolist(), strict=True))

    def _current(self) -> _Mapped | None:
        if self._mapped is None or time.monotonic() - self._looked_at > REFRESH_SECONDS:
            self.refresh()
        if self._mapped is not None and is_cut(self._mapped.sizes):
            self._mapped = None
        return self._mapped

    def _open(self, stamp: tuple[int, int]) -> _Mapped:
        values = json.loads((self.folder / "state.json").read_text("utf-8"))
        if values.pop("layout") != LAYOUT:
            raise ValueError("another layout")
        values["languages"] = tuple(values["languages"])
        state = State(**values)
        blocks = -(-state.count // BLOCK)
        # Mapping more than a file has would end the process at the first touch.
        sizes = {"rows": ROW.itemsize, "codes": self.dimensions, "bits": self.dimensions // 8}
        for name, size in sizes.items():
            if os.path.getsize(self.folder / f"{name}.bin") < blocks * BLOCK * size:
                raise ValueError("cut short")
        means = np.load(self.folder / "means.npy")
        if means.shape[0] < 2 * len(state.languages):
            raise ValueError("cut short")
        return self.map_files(state, means, stamp, mode="r")

    def map_files(self, state: State, means: Vectors, stamp: tuple[int, int], mode: Any) -> _Mapped:
        """All that the files have room for, as arrays that share their pages."""
        blocks = os.path.getsize(self.folder / "rows.bin") // (BLOCK * ROW.itemsize)
        if not blocks:
            empty = np.empty((0, self.dimensions), np.int8)
            bits = np.empty((0, self.dimensions // 64, BLOCK), np.uint64)
            return _Mapped(state, np.empty(0, ROW), empty, bits, means, stamp)

        sizes: dict[Path, int] = {}

        def mapped(name: str, dtype: Any, shape: tuple[int, ...]) -> Any:
            path = self.folder / f"{name}.bin"
            sizes[path] = os.path.getsize(path)
            array = np.memmap(path, dtype, mode, shape=shape)
            return np.asarray(array)  # Plain arrays are faster to index than the subclass.

        rows = mapped("rows", ROW, (blocks * BLOCK,))
        codes = mapped("codes", np.int8, (blocks * BLOCK, self.dimensions))
        bits = mapped("bits", np.uint64, (blocks, self.dimensions // 64, BLOCK))
        return _Mapped(state, rows, codes, bits, means, stamp, sizes)

    def _mean(self, mapped: _Mapped, language: str, *, is_query: bool) -> Any:
        """The mean to take off; that of all languages for one that is not known."""
        languages = mapped.state.languages
        if language not in languages:
            half = mapped.means[1::2] if is_query else mapped.means[0::2]
            return half.mean(axis=0) if len(half) else np.float32(0)
        return mapped.means[2 * languages.index(language) + is_query]

    def _candidates(
        self, mapped: _Mapped, query: Vectors, within: Collection[str] | None, spoken: str
    ) -> NDArray[np.int64]:
        count = mapped.state.count
        numbers = np.arange(count) if within is None else mapped.rows_of(within)
        numbers = numbers[mapped.rows["valid"][numbers] == 1]
        if spoken:
            languages = mapped.state.languages
            number = languages.index(spoken) if spoken in languages else len(languages)
            numbers = numbers[mapped.rows["language"][numbers] == number]
        if len(numbers) <= EXACT:
            return numbers
        valid = np.zeros(count, bool)
        valid[numbers] = True
        distances = _distances(mapped.bits, signs_of(query[None])[0])[:count]
        distances[~valid] = np.iinfo(np.uint16).max
        within_reach = np.cumsum(np.bincount(distances, minlength=self.dimensions + 1))
        farthest = int(np.searchsorted(within_reach, RESCORED))
        return np.flatnonzero(distances <= min(farthest, self.dimensions))

    def _scores(self, mapped: _Mapped, numbers: NDArray[np.int64], query: Vectors) -> Vectors:
        rows = mapped.rows[numbers]
        means = mapped.means[0::2] @ query if len(mapped.means) else np.zeros(256, np.float32)
        near: Vectors = mapped.codes[numbers].astype(np.float32) @ query
        return (near * rows["scale"] - means[rows["language"]]) * rows["norm"]


def _unit(vector: Vectors) -> Vectors:
    return (vector / max(float(np.linalg.norm(vector)), 1e-6)).astype(np.float32)


def signs_of(vectors: Vectors) -> NDArray[np.uint64]:
    """One bit per number, 64 to a word."""
    return np.packbits(vectors > 0, axis=1).view(np.uint64)


def _distances(bits: NDArray[np.uint64], query: NDArray[np.uint64]) -> NDArray[np.uint16]:
    """How many signs differ, for every passage."""
    found = np.empty((len(bits), BLOCK), np.uint16)
    for start in range(0, len(bits), _BLOCKS_AT_ONCE):
        part = bits[start : start + _BLOCKS_AT_ONCE]
        differing = np.bitwise_count(part ^ query[None, :, None])
        np.sum(differing, axis=1, dtype=np.uint16, out=found[start : start + len(part)])
    return found.reshape(-1)
