"""The folder of an embedded index: generations side by side, a pointer to the current one, locks.

    <folder>/current                 the name of the current generation
    <folder>/s1-a1-000007/index/     the engine's files
    <folder>/s1-a1-000007/sequence   how far the change log was followed
    <folder>/writer.lock             held while a batch is written, and while the pointer moves
    <folder>/rebuild.lock            held while a new generation is built

A generation's name begins with the versions of the schema and of the analysis: code never reads an
index that other code made. The folder must be on a local file system (locks, memory mapping).
"""

import fcntl
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from tessera.search.analysis import ANALYSIS_VERSION
from tessera.search.engines.errors import WriterLockedError

#: To be raised whenever the fields of the index, or what is put into them, change.
SCHEMA_VERSION: Final = 3
VERSION: Final = f"s{SCHEMA_VERSION}-a{ANALYSIS_VERSION}"
_POINTER: Final = "current"
_SEQUENCE: Final = "sequence"
_LOCK_POLL_SECONDS: Final = 0.05


class Generations:
    """Knows the layout of the folder; creates it only when something is written."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def current(self) -> Path | None:
        """The current generation; ``None`` when there is none that this version can read."""
        name = self._pointed_at()
        while name.startswith(f"{VERSION}-"):
            path = self._folder / name
            if (path / "index" / "meta.json").is_file():
                return path
            # Perhaps replaced and removed between the two looks.
            name, missing = self._pointed_at(), name
            if name == missing:
                break
        return None

    def _pointed_at(self) -> str:
        try:
            return (self._folder / _POINTER).read_text("ascii").strip()
        except (OSError, UnicodeDecodeError):
            return ""

    def start(self) -> Path:
        """A fresh, empty generation that nobody reads yet."""
        numbers = [int(path.name.rpartition("-")[2]) for path in self._all()]
        path = self._folder / f"{VERSION}-{max(numbers, default=0) + 1:06d}"
        (path / "index").mkdir(parents=True)
        return path

    def switch_to(self, generation: Path) -> None:
        """Make a complete generation the current one, in one step for all readers."""
        _write_durably(self._folder / _POINTER, generation.name)

    def remove_all_but(self, *kept: Path | None) -> None:
        """Delete other generations. Readers that still have one open keep its files until then."""
        for path in self._all():
            if path not in kept:
                shutil.rmtree(path, ignore_errors=True)

    def _all(self) -> list[Path]:
        found = self._folder.glob("s*-a*-*")
        return [path for path in found if path.name.rpartition("-")[2].isdecimal()]

    @contextmanager
    def locked(self, name: str, *, wait_seconds: float = 0.0) -> Iterator[None]:
        """Hold one of the two locks; the system frees it should this process be killed.

        Raises:
            WriterLockedError: it is held elsewhere, and was not freed in time.
        """
        self._folder.mkdir(parents=True, exist_ok=True)
        deadline = time.monotonic() + wait_seconds
        with open(self._folder / f"{name}.lock", "a") as file:
            while True:
                try:
                    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    break
                except BlockingIOError:
                    if time.monotonic() >= deadline:
                        raise WriterLockedError(
                            f"Another process holds the {name} lock of {self._folder}."
                        ) from None
                    time.sleep(_LOCK_POLL_SECONDS)
            yield


def read_sequence(generation: Path) -> int:
    """How far this generation has followed the change log."""
    try:
        return int((generation / _SEQUENCE).read_text("ascii"))
    except (OSError, ValueError):
        return 0


def write_sequence(generation: Path, sequence: int) -> None:
    """Keep it durably. To be called after the commit that it tells of, never before."""
    _write_durably(generation / _SEQUENCE, str(sequence))


def _write_durably(path: Path, text: str) -> None:
    """Replace a file's content so that any reader, and any crash, meets the old or the new."""
    draft = path.with_name(f"{path.name}.new")
    with open(draft, "w", encoding="ascii") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    os.replace(draft, path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
