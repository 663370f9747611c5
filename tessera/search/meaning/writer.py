"""Writing vectors: see ``store`` for the files. Nothing is seen by readers before ``commit``."""

import fcntl
import json
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from tessera.search.meaning.embedders.base import Vectors
from tessera.search.meaning.store import BLOCK, LAYOUT, NOT_WHOLE, ROW, State, VectorStore, signs_of

#: A language with few passages has a mean that says little: the mean of all counts this much.
_MEAN_WEIGHT: Final = 20.0
#: The mean of few passages is mostly their meaning, which must not be taken off.
_FEW: Final = 200.0


class VectorWriter(VectorStore):
    """The same files, to be written to by one process at a time: see ``writing``."""

    def __init__(self, folder: Path, dimensions: int) -> None:
        super().__init__(folder, dimensions)
        folder.mkdir(parents=True, exist_ok=True)
        self.refresh()
        self._is_committed = self._mapped is not None
        if self._mapped is None:
            self._begin_anew()
        state = self.state()
        held = self._mapped
        means = held.means if held else np.zeros((0, dimensions), np.float32)
        self._view = self.map_files(state, np.array(means), (0, 0), mode="r+")
        self._count = state.count
        self._languages = list(state.languages)
        self._slots = self._slots_by_identifier()

    def replace(
        self, identifier: str, pieces: Sequence[tuple[str, int]], vectors: Vectors, digest: int
    ) -> None:
        """Put the passages (language, number) of a record in the place of its older ones."""
        self.remove([identifier])
        slots = self._free(len(pieces))
        for slot, (language, number), vector in zip(slots, pieces, vectors, strict=True):
            self._write(slot, identifier, language, number, vector, digest)
        if slots:
            self._slots[identifier] = slots

    def remove(self, identifiers: Sequence[str]) -> None:
        """Forget records; those that are not there are passed over."""
        for identifier in identifiers:
            for slot in self._slots.pop(identifier, ()):
                self._view.rows["valid"][slot] = 0
                self._spare.append(slot)

    def is_whole(self) -> bool:
        """Whether what was committed can still be read."""
        try:
            return not self._is_committed or bool(self._open((0, 0)))
        except NOT_WHOLE:
            return False

    def is_current(self, identifier: str, digest: int) -> bool:
        """Whether a record's passages are there as they are now."""
        slots = self._slots.get(identifier)
        return slots is not None and int(self._view.rows["digest"][slots[0]]) == digest

    def has(self, identifier: str) -> bool:
        """Whether anything of a record is there."""
        return identifier in self._slots

    def identifiers(self) -> set[str]:
        """All records that have passages."""
        return set(self._slots)

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages of passages, in the order of their numbers."""
        return tuple(self._languages)

    @property
    def held(self) -> int:
        """How many passages are valid."""
        return sum(map(len, self._slots.values()))

    def sample(self, language: str, most: int) -> list[str]:
        """Records that have a text in a language, spread over all."""
        rows = self._view.rows[: self._count]
        wanted = (rows["language"] == self._languages.index(language)) & (rows["number"] == 0)
        at = np.flatnonzero(wanted & (rows["valid"] == 1))
        names = rows["identifier"][at[:: max(1, len(at) // most)][:most]]
        return [name.decode("ascii") for name in names.tolist()]

    def fit(self, query_means: dict[str, Vectors]) -> None:
        """Find each language's mean, and all signs and norms that depend on it, anew."""
        view, rows = self._view, self._view.rows[: self._count]
        sums = np.zeros((len(self._languages), self.dimensions), np.float64)
        counts = np.zeros(len(self._languages))
        for at in self._steps():
            part = rows[at]
            vectors = view.codes[at].astype(np.float32) * part["scale"][:, None]
            for number in np.unique(part["language"]):
                chosen = (part["language"] == number) & (part["valid"] == 1)
                sums[number] += vectors[chosen].sum(axis=0)
                counts[number] += chosen.sum()
        overall = sums.sum(axis=0) / (counts.sum() + _FEW)
        means = (sums + _MEAN_WEIGHT * overall) / (counts + _MEAN_WEIGHT)[:, None]
        both = np.zeros((2 * len(self._languages), self.dimensions), np.float32)
        both[0::2] = means
        for number, language in enumerate(self._languages):
            known = counts[number] / (counts[number] + _FEW)
            both[2 * number + 1] = query_means.get(language, means[number]) * known
        view.means = both
        for at in self._steps():
            part = rows[at]
            vectors = view.codes[at].astype(np.float32) * part["scale"][:, None]
            centred = vectors - both[0::2][part["language"]]
            norms = np.linalg.norm(centred, axis=1)
            rows["norm"][at] = 1.0 / np.maximum(norms, 1e-6)
            self._write_signs(at, signs_of(centred))
        self._fitted = self.held

    def commit(self, *, sequence: int, is_complete: bool) -> None:
        """Let readers see what was written, and keep how far the change log was followed."""
        np.save(self.folder / "means.new.npy", self._view.means)
        os.replace(self.folder / "means.new.npy", self.folder / "means.npy")
        values = {
            "layout": LAYOUT, "count": self._count, "sequence": sequence, "fitted": self._fitted,
            "is_complete": is_complete, "languages": self._languages,
        }  # fmt: skip
        draft = self.folder / "state.new.json"
        draft.write_text(json.dumps(values), "utf-8")
        os.replace(draft, self.folder / "state.json")
        self._is_committed = True
        self.refresh()

    def _begin_anew(self) -> None:
        for name in ("state.json", "rows.bin", "codes.bin", "bits.bin", "means.npy"):
            (self.folder / name).unlink(missing_ok=True)
        for name in ("rows.bin", "codes.bin", "bits.bin"):
            (self.folder / name).touch()

    def _slots_by_identifier(self) -> dict[str, list[int]]:
        rows = self._view.rows[: self._count]
        self._spare = np.flatnonzero(rows["valid"] == 0).tolist()
        self._fitted = self.state().fitted
        slots: dict[str, list[int]] = {}
        for slot in np.flatnonzero(rows["valid"] == 1).tolist():
            slots.setdefault(rows["identifier"][slot].decode("ascii"), []).append(slot)
        return slots

    def _free(self, wanted: int) -> list[int]:
        """Slots to write to: those left empty, then new ones."""
        slots = [self._spare.pop() for _ in range(min(wanted, len(self._spare)))]
        further = wanted - len(slots)
        if self._count + further > len(self._view.rows):
            self._grow()
        slots += range(self._count, self._count + further)
        self._count += further
        return slots

    def _grow(self) -> None:
        blocks = len(self._view.rows) // BLOCK
        blocks += max(1, blocks // 4)
        sizes = {"rows": ROW.itemsize, "codes": self.dimensions, "bits": self.dimensions // 8}
        for name, size in sizes.items():
            os.truncate(self.folder / f"{name}.bin", blocks * BLOCK * size)
        self._view = self.map_files(State(), self._view.means, (0, 0), mode="r+")

    def _write(
        self, slot: int, identifier: str, language: str, number: int, vector: Vectors, digest: int
    ) -> None:
        if language not in self._languages:
            self._languages.append(language)
            zeros = np.zeros((2, self.dimensions), np.float32)
            self._view.means = np.concatenate([self._view.means, zeros])
        spoken = self._languages.index(language)
        scale = max(float(np.abs(vector).max()), 1e-6) / 127.0
        self._view.codes[slot] = np.rint(vector / scale)
        centred = vector - self._view.means[2 * spoken]
        self._write_signs(np.array([slot]), signs_of(centred[None]))
        norm = 1.0 / max(float(np.linalg.norm(centred)), 1e-6)
        name = identifier.encode("ascii")
        self._view.rows[slot] = (name, digest, scale, norm, number, spoken, 1)

    def _write_signs(self, at: NDArray[np.int64], signs: NDArray[np.uint64]) -> None:
        self._view.bits[at // BLOCK, :, at % BLOCK] = signs

    def _steps(self) -> Iterator[NDArray[np.int64]]:
        for start in range(0, self._count, BLOCK):
            yield np.arange(start, min(start + BLOCK, self._count))


@contextmanager
def writing(folder: Path, dimensions: int) -> Iterator[VectorWriter | None]:
    """The one writer, while nobody else holds it; ``None`` when somebody does."""
    folder.mkdir(parents=True, exist_ok=True)
    with open(folder / "writer.lock", "a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield None
            return
        yield VectorWriter(folder, dimensions)
