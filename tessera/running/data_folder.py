"""The data folder: whether it can be used, and by whom it is being used."""

import contextlib
import fcntl
import os
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import IO

from tessera.running.errors import StartError


def check_folder(folder: Path) -> None:
    """Make the folder when it is missing, and write to it once.

    Raises:
        StartError: nothing can be written there.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        message = (
            f"The data folder {folder} cannot be written to ({os.strerror(error.errno or 0)}): "
            "make it writable, or name another one in TESSERA_DATA_DIR."
        )
        raise StartError(message) from error


def lock_folder(folder: Path, roles: Iterable[str]) -> list[IO[str]]:
    """Hold the roles (web, worker) in this folder until the process ends, however it ends.

    Two workers would write one index; two web programs on one folder are a mistake as well.

    Raises:
        StartError: another program holds one of them.
    """
    with contextlib.ExitStack() as unless_all:
        held = [unless_all.enter_context(_lock(folder, role)) for role in roles]
        unless_all.pop_all()
    return held


def _lock(folder: Path, role: str) -> IO[str]:
    handle = (folder / f"{role}.lock").open("a+", encoding="utf-8")
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        handle.seek(0)
        owner = handle.read().strip() or "unknown"
        handle.close()
        message = (
            f"Another Tessera (process {owner}) already uses the data folder {folder}: "
            "stop it, or name another folder in TESSERA_DATA_DIR."
        )
        raise StartError(message) from error
    handle.seek(0)
    handle.truncate()
    handle.write(str(os.getpid()))
    handle.flush()
    return handle
